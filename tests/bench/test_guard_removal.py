"""What is taken out of a text where a guard stood at an endpoint itself."""

import pytest

from tests.bench.guard_removal import Place, without_guard


def _place(text: str, part: str) -> Place:
    offset = text.index(part)
    line, column = text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1)
    return line, column, line, column + len(part)


@pytest.mark.parametrize(
    ("text", "guard", "without", "what"),
    [
        ("@app.get('/')\n@guard\ndef f(): ...\n", "guard", "@app.get('/')\ndef f(): ...\n", "decorator"),
        (
            "@app.get('/', dependencies=[a, guard])\ndef f(): ...\n",
            "guard",
            "@app.get('/', dependencies=[a])\ndef f(): ...\n",
            "entry",
        ),
        (
            "@action(permission_classes=[guard], detail=True)\ndef f(): ...\n",
            "guard",
            "@action(detail=True)\ndef f(): ...\n",
            "list",
        ),
        ("def f(a, user=Depends(guard)): ...\n", "Depends(guard)", "def f(a): ...\n", "parameter"),
        (
            "def f(user: User = guard, a=1):\n    return user\n",
            "guard",
            "def f(user=None, a=1):\n    return user\n",
            "used parameter",
        ),
        ("class A(Guard, View): ...\n", "Guard", "class A(View): ...\n", "base"),
        ("class A(View):\n    permission_classes = [Guard]\n", "Guard", "class A(View):\n    pass\n", "list"),
    ],
)
def test_a_guard_is_taken_out_as_its_author_would(text: str, guard: str, without: str, what: str) -> None:
    assert without_guard(text, _place(text, guard)) == (without, what)


@pytest.mark.parametrize("text", ["class A(Guard): ...\n", "router = Router(Guard)\n", "def f(:\n    Guard\n"])
def test_what_is_no_guard_of_an_endpoint_stays(text: str) -> None:
    assert without_guard(text, _place(text, "Guard")) is None
