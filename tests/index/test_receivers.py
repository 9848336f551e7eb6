"""Every form in which a function gets hold of what it calls: the request behind it is seen inside a transaction.

Each form has a twin in which a local of unknown value takes the place of the name the call starts from: then nothing
is known, and nothing is said.
"""

import pytest

from tests.harness.payments import requests_seen, requests_seen_with_a_local

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
}


@pytest.mark.parametrize("form", FORMS)
def test_a_request_is_seen_behind_every_form(form: str) -> None:
    assert requests_seen(FORMS[form]) == ["certain"]


@pytest.mark.parametrize("form", FORMS)
def test_a_local_in_its_place_says_nothing(form: str) -> None:
    assert requests_seen_with_a_local(FORMS[form]) == []
