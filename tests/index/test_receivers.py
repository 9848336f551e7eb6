"""Every form in which a backend gets hold of what it calls: the request behind it is seen inside a transaction.

Each form has a twin in which a local of unknown value takes the place of the name the call starts from: then nothing
is known, and nothing is said.
"""

import pytest

from tests.harness.payments import reached_inside

FORMS = {
    "annotation": (
        "client",
        """
        def f(client: Client):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "quoted annotation": (
        "client",
        """
        def f(client: 'Client | None'):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "Optional": (
        "client",
        """
        def f(client: Optional[Client]):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "Annotated": (
        "client",
        """
        def f(client: Annotated[Client, Depends(make)]):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "alias of Annotated": (
        "client",
        """
        Dep = Annotated[Client, Depends(make)]
        def f(client: Dep):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "default dependency": (
        "client",
        """
        def f(client=Depends(make)):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "class as dependency": (
        "client",
        """
        def f(client=Depends(Client)):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "generator dependency": (
        "client",
        """
        def given():
            c = Client()
            try:
                yield c
            finally:
                c.close()
        def f(client=Depends(given)):
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "type[…]": (
        "kind",
        """
        def f(kind: type[Client]):
            SHADOW
            with transaction.atomic():
                kind().post('/')
        """,
    ),
    "assignment": (
        "client",
        """
        def f():
            client = Client()
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "annotated assignment": (
        "client",
        """
        def f(x):
            client: Client = x
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "walrus": (
        "client",
        """
        def f():
            if client := make():
                SHADOW
                with transaction.atomic():
                    client.post('/')
        """,
    ),
    "tuple": (
        "client",
        """
        def f():
            client, n = Client(), 1
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "returned constructor": (
        "client",
        """
        def f():
            client = make()
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "return annotation": (
        "client",
        """
        def f():
            client = make_it()
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "module-level singleton": (
        "client",
        """
        client = Client()
        def f():
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "singleton under another name": (
        "bank",
        """
        from gateway import client as bank
        def f():
            SHADOW
            with transaction.atomic():
                bank.post('/')
        """,
    ),
    "singleton of a module": (
        "gateway",
        """
        def f():
            SHADOW
            with transaction.atomic():
                gateway.client.post('/')
        """,
    ),
    "singleton set up later": (
        "client",
        """
        client = None
        def start():
            global client
            client = Client()
        def f():
            SHADOW
            with transaction.atomic():
                client.post('/')
        """,
    ),
    "list of clients": (
        "each",
        """
        def f():
            for each in [Client(), Client()]:
                SHADOW
                with transaction.atomic():
                    each.post('/')
        """,
    ),
    "dict of clients": (
        "known",
        """
        known = {'a': Client()}
        def f():
            SHADOW
            with transaction.atomic():
                known['a'].post('/')
        """,
    ),
    "self.x of __init__": (
        "self",
        """
        class A:
            def __init__(self):
                self.c = Client()
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "class attribute": (
        "self",
        """
        class A:
            c = Client()
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "annotated class attribute": (
        "self",
        """
        class A:
            c: Client
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "constructor parameter": (
        "self",
        """
        class A:
            def __init__(self, c: Client):
                self.c = c
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "constructor parameter without annotation": (
        "a",
        """
        class A:
            def __init__(self, c):
                self.c = c
            def go(self):
                self.c.post('/')
        def f():
            a = A(Client())
            SHADOW
            with transaction.atomic():
                a.go()
        """,
    ),
    "field of a dataclass": (
        "self",
        """
        import dataclasses
        @dataclasses.dataclass
        class A:
            c: Client = dataclasses.field(default_factory=Client)
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "cached_property": (
        "self",
        """
        class A:
            @cached_property
            def c(self):
                return Client()
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "lazily created": (
        "self",
        """
        class A:
            def __init__(self):
                self._c = None
            @property
            def c(self):
                if self._c is None:
                    self._c = Client()
                return self._c
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "lazily created in place": (
        "self",
        """
        class A:
            _c = None
            def f(self):
                SHADOW
                if self._c is None:
                    self._c = Client()
                with transaction.atomic():
                    self._c.post('/')
        """,
    ),
    "lazily created, module": (
        "get",
        """
        _c = None
        def get():
            global _c
            if _c is None:
                _c = Client()
            return _c
        def f():
            SHADOW
            with transaction.atomic():
                get().post('/')
        """,
    ),
    "with … as": (
        "client",
        """
        @contextmanager
        def opened():
            yield Client()
        def f():
            with opened() as client:
                SHADOW
                with transaction.atomic():
                    client.post('/')
        """,
    ),
    "with an object": (
        "client",
        """
        class Held(Client):
            def __enter__(self):
                return self
        def f():
            with Held() as client:
                SHADOW
                with transaction.atomic():
                    client.post('/')
        """,
    ),
    "async with": (
        "client",
        """
        @asynccontextmanager
        async def opened():
            yield Client()
        async def f():
            async with opened() as client:
                SHADOW
                with transaction.atomic():
                    await client.send('/')
        """,
    ),
    "super()": (
        "super",
        """
        class A(Client):
            def post(self, path):
                SHADOW
                with transaction.atomic():
                    super().post(path)
        """,
    ),
    "cls.": (
        "cls",
        """
        class A:
            @classmethod
            def go(cls):
                charge()
            @classmethod
            def f(cls):
                SHADOW
                with transaction.atomic():
                    cls.go()
        """,
    ),
    "static method": (
        "A",
        """
        class A:
            @staticmethod
            def go():
                charge()
        def f():
            SHADOW
            with transaction.atomic():
                A.go()
        """,
    ),
    "unbound method": (
        "Client",
        """
        def f(client):
            SHADOW
            with transaction.atomic():
                Client.post(client, '/')
        """,
    ),
    "bound method as a value": (
        "send",
        """
        def f():
            send = Client().post
            SHADOW
            with transaction.atomic():
                send('/')
        """,
    ),
    "inheritance over files": (
        "Special",
        """
        def f():
            SHADOW
            with transaction.atomic():
                Special().post('/')
        """,
    ),
    "inherited attribute": (
        "self",
        """
        class Base:
            def __init__(self):
                self.c = Client()
        class A(Base):
            def f(self):
                SHADOW
                with transaction.atomic():
                    self.c.post('/')
        """,
    ),
    "C3 order": (
        "D",
        """
        class A:
            def go(self): return 1
        class B(A): ...
        class C(A):
            def go(self): return charge()
        class D(B, C): ...
        def f():
            SHADOW
            with transaction.atomic():
                D().go()
        """,
    ),
    "nested class": (
        "Outer",
        """
        class Outer:
            class Inner(Client): ...
        def f():
            SHADOW
            with transaction.atomic():
                Outer.Inner().post('/')
        """,
    ),
    "__call__": (
        "action",
        """
        class Action:
            def __call__(self):
                charge()
        action = Action()
        def f():
            SHADOW
            with transaction.atomic():
                action()
        """,
    ),
    "__init__": (
        "A",
        """
        class A:
            def __init__(self):
                charge()
        def f():
            SHADOW
            with transaction.atomic():
                A()
        """,
    ),
    "constant getattr": (
        "client",
        """
        def f(client: Client):
            SHADOW
            with transaction.atomic():
                getattr(client, 'post')('/')
        """,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_request_is_seen_behind_every_form(form: str) -> None:
    _, text = FORMS[form]
    found = reached_inside(text.replace("SHADOW", "pass"))
    assert len(found) == 1
    assert "http:" in found[0]
    assert "httpx.post in" in found[0]
    assert "likely" not in found[0]


@pytest.mark.parametrize("form", [it for it, (name, _) in FORMS.items() if name != "super"])
def test_a_local_in_its_place_says_nothing(form: str) -> None:
    name, text = FORMS[form]
    assert reached_inside(text.replace("SHADOW", f"{name} = unheard_of()")) == []
