"""An import comes and goes in the way the imports around it are written."""

import libcst as cst
import pytest

from driftlint.rules.fixes.header import Wanted, with_import, without_import
from driftlint.syntax.comments import comments, mentions


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("from a import b, d\n", Wanted("a", 0, "c"), "from a import b, c, d\n"),
        (
            "from a import b\nfrom a import d\nimport e\n",
            Wanted("a", 0, "g"),
            "from a import b\nfrom a import d\nfrom a import g\nimport e\n",
        ),
        ("from a import b\nfrom c import d\n", Wanted("a", 0, "e"), "from a import b, e\nfrom c import d\n"),
    ],
)
def test_names_share_a_line_where_others_do(before: str, wanted: Wanted, after: str) -> None:
    assert with_import(cst.parse_module(before), wanted, lambda _: False).code == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\nimport x\n\nimport a\n", "import os\n\nimport a\n"),
        ("import x\n\nimport a\n", "import a\n"),
        ("# head\nimport x\n\nimport a\n", "# head\n\nimport a\n"),
        ("import os\n\nimport x\nimport a\n", "import os\n\nimport a\n"),
        ("import x  # why\n", "import x  # why\n"),
        ("from a import x, b\n", "from a import b\n"),
    ],
)
def test_what_goes_leaves_its_section_as_it_was(before: str, after: str) -> None:
    assert without_import(cst.parse_module(before), "x").code == after


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = Name()\n", True),
        ("x: 'Name | None' = None\n", True),
        ("x = 1  # type: Name\n", True),
        ("f'{Name}'\n", True),
        ('"""Raises Name where it must."""\n', False),
        ("x = 1  # Name\n", False),
        ("Names = 1\n", False),
        ("  Name = (\n", True),
    ],
)
def test_prose_mentions_no_name(text: str, *, said: bool) -> None:
    assert mentions(text, "Name") is said


def test_comments_are_found_outside_strings() -> None:
    assert comments("x = '# no'  # one\r\n# two \r\n") == ["# one", "# two"]
    assert comments("x = (  # one\n") == ["# one"]
