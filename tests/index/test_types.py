"""What an expression evaluates to; what cannot be known stays unknown."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

GATEWAY = """
    import contextlib
    from typing import Self

    import httpx


    class Client:
        timeout = 3

        def __init__(self, session: httpx.Client | None = None, plain=None):
            self.session = session or httpx.Client()
            self.given: "httpx.AsyncClient" = plain
            self.plain = plain

        def __enter__(self):
            return self

        def __exit__(self, *args): ...

        async def __aenter__(self) -> Self: ...

        def __call__(self) -> httpx.Response: ...

        @classmethod
        def default(cls):
            return cls()

        @classmethod
        def made(cls) -> "Self":
            return cls.unknowable()

        @staticmethod
        def of() -> "Client": ...

        @property
        def lazy(self):
            if self._lazy is None:
                self._lazy = httpx.Client()
            return self._lazy

        @property
        def answer(self) -> httpx.Response: ...

        def post(self): ...


    class Special(Client):
        def post(self):
            reveal(super().post)


    def make() -> Client: ...


    def made():
        client = Client()
        return client


    def maybe(flag):
        if flag:
            return None
        return Client()


    async def made_later():
        return Client()


    @contextlib.contextmanager
    def opened():
        client = Client()
        yield client


    @contextlib.asynccontextmanager
    async def opened_later() -> "AsyncIterator[Client]":
        yield object


    def provide():
        with opened() as client:
            yield client


    client = Client()
    default_client = client
"""


def revealed(text: str) -> list[str]:
    text = "from gateway import *\nimport gateway, httpx, functools, typing as t\n" + dedent(text)
    return Workspace({"api.py": text, "gateway.py": dedent(GATEWAY).replace("reveal", "hidden")}).revealed()


@pytest.mark.parametrize(
    "expression",
    [
        "Client()", "gateway.Client()", "make()", "made()", "maybe(True)", "client", "default_client", "gateway.client",
        "Client.default()", "Client.made()", "Client.of()", "Client().default()", "await made_later()",
        "t.cast(Client, x)", "(c := Client())", "Client() if x else Client()",
        "functools.partial(Client, 3)()",
    ],
)  # fmt: skip
def test_expressions_that_give_an_instance(expression: str) -> None:
    assert revealed(f"async def f(x):\n    reveal({expression})") == ["instance gateway.Client"]


@pytest.mark.parametrize(
    "annotation",
    [
        "Client", "'Client'", "gateway.Client", "'gateway.Client'", "t.Optional[Client]", "Client | None",
        "None | Client", "t.Union[Client, None]", "t.Annotated[Client, 1]", "'Client | None'", "t.Optional['Client']",
        "t.Annotated['Client', 1]", "'t.Annotated[Client, 1]'", "t.Annotated[Client | None, 1]", "Alias", "Late", "New",
        "t.Final[Client]",
    ],
)  # fmt: skip
def test_annotations_give_an_instance(annotation: str) -> None:
    alias = "Alias = t.Annotated[Client, 1]\ntype Late = Client | None\nNew = t.NewType('New', Client)\n"
    assert revealed(f"{alias}def f(c: {annotation}):\n    reveal(c)") == ["instance gateway.Client"]
    assert revealed(f"{alias}def f():\n    c: {annotation}\n    reveal(c)") == ["instance gateway.Client"]
    assert revealed(f"{alias}def g() -> {annotation}: ...\ndef f():\n    reveal(g())") == ["instance gateway.Client"]


@pytest.mark.parametrize(
    "statement",
    [
        "c = Client()\nreveal(c)",
        "c = make()\nd = c\nreveal(d)",
        "c, d = Client(), 1\nreveal(c)",
        "c: Client = unknown()\nreveal(c)",
        "if (c := Client()):\n    reveal(c)",
        "c = None\nif x:\n    c = Client()\nreveal(c)",
        "with Client() as c:\n    reveal(c)",
        "with opened() as c:\n    reveal(c)",
        "with x as y, opened() as c:\n    reveal(c)",
        "async with Client() as c:\n    reveal(c)",
        "async with opened_later() as c:\n    reveal(c)",
        "c = Client()\nwith c:\n    reveal(c)",
        "c = Client()\ndef inner():\n    reveal(c)\ninner()",
    ],
)
def test_statements_that_give_a_name_an_instance(statement: str) -> None:
    body = "".join(f"    {line}\n" for line in statement.split("\n"))
    assert revealed(f"async def f(x):\n{body}") == ["instance gateway.Client"]


def test_module_level_names_give_an_instance() -> None:
    assert revealed("mine = Client()\nclass A:\n    def f(self):\n        reveal(mine)\n") == [
        "instance gateway.Client"
    ]
    text = "mine = None\ndef set_up():\n    global mine\n    Own = Client\n    mine = Own()\ndef f():\n    reveal(mine)"
    assert revealed(text) == ["instance gateway.Client"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("def __init__(self):\n        self.c = Client()", "instance gateway.Client"),
        ("def __init__(self, c: Client):\n        self.c = c", "instance gateway.Client"),
        ("def __init__(self, c: Client | None = None):\n        self.c = c or Client()", "instance gateway.Client"),
        ("def __init__(self, c=None):\n        self.c = c or Client()", "instance gateway.Client?"),
        ("def __init__(self, c=None):\n        self.c = Client() if c is None else c", "instance gateway.Client?"),
        ("def __init__(self, c):\n        self.c: Client = c", "instance gateway.Client"),
        (
            "def __init__(self):\n        self.c = None\n    def open(self):\n        self.c = Client()",
            "instance gateway.Client",
        ),
        ("c = Client()", "instance gateway.Client"),
        ("c: Client", "instance gateway.Client"),
        ("c = None\n    def open(self):\n        self.c = Client()", "instance gateway.Client"),
        ("@property\n    def c(self):\n        return Client()", "instance gateway.Client"),
        ("@functools.cached_property\n    def c(self) -> Client: ...", "instance gateway.Client"),
        (
            "@property\n    def c(self):\n        if self._c:\n            self._c = Client()\n        return self._c",
            "instance gateway.Client",
        ),
        ("def c(self): ...", "function api.Shop.c"),
        ("def other(self): ...", "unknown"),
        ("def __init__(self, c):\n        self.c = c", "unknown"),
        ("def __init__(self, **c):\n        self.__dict__.update(c)", "unknown"),
    ],
)  # fmt: skip
def test_attributes_of_self(body: str, said: str) -> None:
    assert revealed(f"class Shop:\n    {body}\n    def use(self):\n        reveal(self.c)\n") == [said]
    assert revealed(f"class Base:\n    {body}\nclass Shop(Base):\n    def use(self):\n        reveal(self.c)\n") == [
        said.replace("Shop", "Base")
    ]
    assert revealed(f"class Shop:\n    {body}\ndef use(shop: Shop):\n    reveal(shop.c)\n") == [said]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("client.post", "function gateway.Client.post"),
        ("Client.post", "function gateway.Client.post"),
        ("Client().post", "function gateway.Client.post"),
        ("Special().post", "function gateway.Special.post"),
        ("Special().default", "function gateway.Client.default"),
        ("Special.default()", "instance gateway.Special"),
        ("Special.made()", "instance gateway.Special"),
        ("client.session", "instance httpx.Client"),
        ("client.given", "instance httpx.AsyncClient"),
        ("client.lazy", "instance httpx.Client"),
        ("client.lazy.post", "external httpx.Client.post"),
        ("client.session.post", "external httpx.Client.post"),
        ("client.answer", "instance httpx.Response"),
        ("client()", "instance httpx.Response"),
        ("client.plain", "unknown"),
        ("client.nothing", "unknown"),
        ("Client", "class gateway.Client"),
        ("httpx.get", "external httpx.get"),
        ("httpx.get('/').json", "external httpx.Response.json"),
        ("len", "external builtins.len"),
        ("'a'.join", "unknown"),
        ("x", "unknown"),
        ("x.y.z()", "unknown"),
        ("[Client()][0]", "unknown"),
        ("{}['a']", "unknown"),
        ("(lambda: Client())()", "unknown"),
        ("Client() if x else httpx.Client()", "instance gateway.Client?"),
    ],
)
def test_members(expression: str, said: str) -> None:
    assert revealed(f"def f(x):\n    reveal({expression})") == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(requests):\n    reveal(requests.post)", "unknown"),
        ("import requests\ndef f(requests):\n    reveal(requests.post)", "unknown"),
        ("import requests\ndef f():\n    requests = load()\n    reveal(requests.post)", "unknown"),
        ("import requests\ndef f():\n    for requests in x:\n        reveal(requests.post)", "unknown"),
        ("import requests\ndef f():\n    with x as requests:\n        reveal(requests.post)", "unknown"),
        ("import requests\ndef f():\n    (requests, a), b = x\n    reveal(requests.post)", "unknown"),
        (
            "import requests\ndef f():\n    try: ...\n    except E as requests:\n        reveal(requests.post)",
            "unknown",
        ),
        ("import requests\ndef f():\n    if (requests := x):\n        reveal(requests.post)", "unknown"),
        (
            "import requests\ndef f():\n    match x:\n        case [requests]:\n            reveal(requests.post)",
            "unknown",
        ),
        ("import requests\ndef f():\n    [reveal(requests.post) for requests in x]", "unknown"),
        (
            "import requests\ndef f():\n    x = [requests for requests in x]\n    reveal(requests.post)",
            "unknown",
        ),
        (
            "import requests\nclass A:\n    requests = 1\n    def f(self):\n        reveal(requests.post)",
            "external requests.post",
        ),
        ("import requests\ndef f():\n    def requests(): ...\n    reveal(requests.post)", "unknown"),
        ("import requests\ndel requests\nrequests = 1\nreveal(requests.post)", "unknown"),
        (
            "try:\n    import requests\nexcept ImportError:\n    requests = None\nreveal(requests.post)",
            "external requests.post",
        ),
        (
            "try:\n    import ujson as json\nexcept ImportError:\n    import json\nreveal(json.dumps)",
            "external json.dumps?",
        ),
        ("post = httpx.post if x else httpx.put\nreveal(post)", "external httpx.post?"),
        ("post = functools.partial(httpx.post, timeout=3)\ndef f():\n    reveal(post())", "instance httpx.Response"),
        ("send = httpx.post\ndef f():\n    reveal(send)", "external httpx.post"),
        ("import json\ndef f(json=None):\n    reveal(json)", "unknown"),
    ],
)
def test_names_that_are_hidden_or_one_of_several(text: str, said: str) -> None:
    """A name that a comprehension binds is unknown in all of the function: which one is meant is not told apart."""
    assert revealed(text) == [said]


def test_a_dependency_of_fastapi_is_what_its_provider_yields() -> None:
    text = """
        from fastapi import Depends
        from typing import Annotated

        ClientDep = Annotated[Client, Depends(provide)]

        def first(c=Depends(provide)):
            reveal(c)

        def second(c: Annotated[Client, Depends(provide)]):
            reveal(c)

        def third(c: ClientDep, d=Depends(Client), e=Depends(made_later)):
            reveal(c)
            reveal(d)
            reveal(e)
    """
    assert revealed(text) == ["instance gateway.Client"] * 5


def test_super_is_the_next_class_in_the_order() -> None:
    text = """
        class A:
            def run(self): ...
        class B(A): ...
        class C(A):
            def run(self): ...
        class D(B, C):
            def run(self):
                reveal(super().run)
                reveal(super(D, self).run)
                reveal(super().save)
    """
    assert revealed(text) == ["function api.C.run", "function api.C.run", "unknown"]


def test_methods_of_library_classes_are_known_by_the_library() -> None:
    text = """
        class Mine(httpx.Client):
            def send(self):
                reveal(self.post)
                reveal(super().post)

        reveal(Mine().post)
        with Mine() as mine:
            reveal(mine.post)
    """
    assert revealed(text) == ["external httpx.Client.post"] * 4


@pytest.mark.parametrize(
    "text",
    [
        "x = x\nreveal(x)",
        "x = y\ny = x\nreveal(x)",
        "def f():\n    return f()\nreveal(f())",
        "def f():\n    return g()\ndef g():\n    return f()\nreveal(g())",
        "class A(A): ...\nreveal(A().b)",
        "class A(B): ...\nclass B(A): ...\nreveal(A().b)",
        "class A:\n    def __init__(self):\n        self.x = self.x\n    def f(self):\n        reveal(self.x)",
        "class A:\n    @property\n    def x(self):\n        return self.x\n    def f(self):\n        reveal(self.x)",
        "def f(x: 'x'):\n    reveal(x)",
        "T = t.Optional['T']\ndef f(x: T):\n    reveal(x)",
        "def f(x='('):\n    reveal(x)\ndef g(x: '('): ...",
        "def f():\n    x = [x for x in x]\n    x = x.y\n    x = x()\n    reveal(x)",
    ],
)
def test_circles_end(text: str) -> None:
    assert revealed(text) == ["unknown"]


def test_what_a_name_was_before_is_looked_up_once_for_each_time_it_is_bound() -> None:
    narrowed = "".join(f"    if wanted({n}):\n        client = client.narrowed({n})\n" for n in range(40))
    text = (
        "class Client:\n    def narrowed(self, by): return self\n    def send(self): ...\n"
        f"def f(client: Client):\n{narrowed}    reveal(client.send)\n"
    )  # two ways at each of forty places: not to be followed one by one
    assert revealed(text) == ["function api.Client.send?"]
