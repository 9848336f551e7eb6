"""Every form in which instances and classes hold what they call: the request behind it is seen inside a transaction.

Each form has a twin, as in `test_receivers`.
"""

import pytest

from tests.harness.payments import requests_seen, requests_seen_with_a_local

FORMS = {
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
    assert requests_seen(FORMS[form]) == ["certain"]


@pytest.mark.parametrize("form", [it for it, (name, _) in FORMS.items() if name != "super"])
def test_a_local_in_its_place_says_nothing(form: str) -> None:
    assert requests_seen_with_a_local(FORMS[form]) == []
