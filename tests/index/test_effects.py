"""What is reached while a transaction is open, by which way, and what is not."""

from textwrap import dedent

import pytest

from driftlint.index.effects import effects
from driftlint.index.teaching import Teaching
from tests.harness.workspace import Workspace, describe_route, path_of

HEADER = """
    import functools
    from django.db import transaction
    import aiobotocore.session
    import aiohttp
    import boto3
    import httpx
    import requests
    import stripe
    import urllib.request
    import urllib3

    session = requests.Session()
    http_client = httpx.Client(timeout=3)
    s3 = boto3.client("s3")
"""


def held(text: str, **more: str) -> list[str]:
    """What `Workspace.held` says of `text`, with the lines counted from its own first."""
    header = dedent(HEADER)
    workspace = Workspace({"api.py": header + dedent(text), **{f"{name}.py": dedent(it) for name, it in more.items()}})
    lines = header.count("\n")
    found = []
    for it in workspace.held():
        place, _, rest = it.partition(" ")
        name, _, line = place.partition(":")
        found.append(f"{name}:{int(line) - lines} {rest}" if name == "api.py" else it)
    return found


def in_atomic(statement: str) -> list[str]:
    """The routes of what a statement in a transaction reaches, without place and opener."""
    indented = statement.replace("\n", "\n        ")
    found = held(f"async def f(x):\n    with transaction.atomic():\n        {indented}\n")
    return [it.partition(" http: ")[2].partition(" in ")[0] for it in found]


@pytest.mark.parametrize(
    ("statement", "reached"),
    [
        ("requests.post('/')", "requests.post"),
        ("requests.request('GET', '/')", "requests.request"),
        ("session.get('/')", "requests.Session.get"),
        ("with requests.Session() as s:\n    s.get('/')", "requests.Session.get"),
        ("s = requests.session()\ns.put('/')", "requests.Session.put"),
        ("requests.Session().post('/')", "requests.Session.post"),
        ("requests.sessions.Session().post('/')", "requests.sessions.Session.post"),
        ("httpx.post('/')", "httpx.post"),
        ("http_client.post('/')", "httpx.Client.post"),
        ("with httpx.Client() as client:\n    client.get('/')", "httpx.Client.get"),
        ("async with httpx.AsyncClient() as client:\n    await client.get('/')", "httpx.AsyncClient.get"),
        ("with httpx.stream('GET', '/') as r:\n    pass", "httpx.stream"),
        ("async with aiohttp.ClientSession() as s:\n    await s.get('/')", "aiohttp.ClientSession.get"),
        ("async with aiohttp.ClientSession() as s, s.post('/') as r:\n    pass", "aiohttp.ClientSession.post"),
        ("async with aiohttp.request('GET', '/') as r:\n    pass", "aiohttp.request"),
        ("urllib.request.urlopen('/')", "urllib.request.urlopen"),
        ("with urllib.request.urlopen('/') as r:\n    pass", "urllib.request.urlopen"),
        ("urllib3.PoolManager().request('GET', '/')", "urllib3.PoolManager.request"),
        ("s3.put_object(Bucket='b')", "boto3.Client.put_object"),
        ("boto3.client('s3').upload_file('a')", "boto3.Client.upload_file"),
        ("boto3.resource('s3').Bucket('b').upload_file('a')", "boto3.Bucket.upload_file"),
        ("boto3.Session().client('sqs').send_message()", "boto3.Client.send_message"),
        (
            "async with aiobotocore.session.get_session().create_client('s3') as c:\n    await c.get_object()",
            "aioboto3.Client.get_object",
        ),
        ("stripe.Charge.create(amount=1)", "stripe.Charge.create"),
        ("await stripe.Charge.create_async(amount=1)", "stripe.Charge.create_async"),
        ("stripe.checkout.Session.create()", "stripe.checkout.Session.create"),
        ("stripe.PaymentIntent.retrieve('x')", "stripe.PaymentIntent.retrieve"),
    ],
)
def test_requests_of_every_library(statement: str, reached: str) -> None:
    assert in_atomic(statement) == [reached]


@pytest.mark.parametrize(
    "statement",
    [
        "pass",
        "requests.Session()",
        "httpx.Client(base_url='/')",
        "boto3.client('s3')",
        "s3.generate_presigned_url('get_object')",
        "s3.get_paginator('list_objects')",
        "x.get('/')",
        "x.session.post('/')",
        "{}.get('a')",
        "stripe.Webhook.construct_event(x)",
        "requests.Request('GET', '/').prepare()",
        "requests.codes.ok",
        "later = lambda: requests.post('/')",
        "later = functools.partial(requests.post, '/')",
        "later = (requests.get(it) for it in x)",
        "def later():\n    requests.post('/')",
        "transaction.on_commit(lambda: requests.post('/'))",
        "transaction.on_commit(functools.partial(requests.post, '/'))",
        "def later():\n    requests.post('/')\ntransaction.on_commit(later)",
        "transaction.on_commit(lambda: requests.post('/'), robust=True)",
        "x.submit(requests.post)",
        "requests = x\nrequests.post('/')",
    ],
)
def test_what_is_no_request(statement: str) -> None:
    assert in_atomic(statement) == []


def test_the_answer_of_a_request_is_no_request() -> None:
    text = """
        def f():
            answer = requests.get('/')
            with transaction.atomic():
                answer.raise_for_status()
                answer.json()
                answer.headers.get('a')
    """
    assert held(text) == []


def test_a_database_session_is_no_http_session() -> None:
    text = """
        from flask_sqlalchemy import SQLAlchemy
        from sqlalchemy.orm import Session

        db = SQLAlchemy()

        def f(session: Session, other):
            with session.begin():
                session.get(Order, 1)
                session.delete(other)
                db.session.get(Order, 1)
                other.session.post('/')
    """
    assert [it for it in held(text) if " http: " in it] == []


def test_before_and_after_the_transaction_is_fine() -> None:
    text = """
        def f():
            requests.get('/')
            with transaction.atomic():
                save()
            requests.post('/')
    """
    assert held(text) == []


def test_the_whole_way_across_files_is_told() -> None:
    found = held(
        """
        from services import place

        def f():
            with transaction.atomic():
                place()
        """,
        services=(
            "from gateway import Client\nclient = Client()\n"
            "def place():\n    charge()\ndef charge():\n    client.post('/')\n"
        ),
        gateway=(
            "import httpx\nclass Client:\n    def __init__(self):\n        self._http = httpx.Client()\n"
            "    def post(self, url):\n        return self._http.post(url)\n"
        ),
    )
    assert found == [
        "api.py:6 http: services.place > services.charge > gateway.Client.post > httpx.Client.post in " + ATOMIC
    ]


ATOMIC = "django.db.transaction.atomic"


def test_the_shortest_way_is_told() -> None:
    text = """
        def far(): near()

        def near(): requests.get('/')

        def both():
            far()
            near()

        @transaction.atomic
        def f():
            both()
    """
    assert held(text) == [f"api.py:12 http: api.both > api.near > requests.get in {ATOMIC}"]


def test_recursion_ends() -> None:
    text = """
        def first(n): return second(n)

        def second(n): return first(n) or third(n)

        def third(n):
            third(n - 1)
            requests.get('/')

        @transaction.atomic
        def f():
            first(3)
            f()
    """
    assert held(text) == [f"api.py:12 http: api.first > api.second > api.third > requests.get in {ATOMIC}"]


def test_what_happens_in_another_functions_own_transaction_is_told_there_only() -> None:
    text = """
        @transaction.atomic
        def outer():
            inner()

        def inner():
            with transaction.atomic():
                requests.post('/')
    """
    assert held(text) == [f"api.py:8 http: requests.post in {ATOMIC}"]


@pytest.mark.parametrize(
    "statement",
    [
        "await asyncio.to_thread(send)",
        "await loop.run_in_executor(None, send)",
        "await sync_to_async(send)()",
    ],
)
def test_a_thread_that_is_waited_for_counts(statement: str) -> None:
    text = f"""
        import asyncio
        from asgiref.sync import sync_to_async

        def send():
            requests.post('/')

        async def f(loop):
            with transaction.atomic():
                {statement}
    """
    assert [it.partition(" http: ")[2] for it in held(text)] == [f"api.send > requests.post in {ATOMIC}"]


def test_a_project_teaches_its_own_effects() -> None:
    workspace = Workspace(
        {
            "api.py": """
                import legacy
                from django.db import transaction

                @transaction.atomic
                def f():
                    legacy.gateway.charge(1)
            """
        }
    )
    assert workspace.held() == []
    workspace.teach(Teaching(effects={"http": ("legacy.gateway.*",)}))
    assert workspace.held() == [f"api.py:7 http: legacy.gateway.charge in {ATOMIC}"]


def test_a_wrapper_of_the_projects_around_a_deferral_defers() -> None:
    text = """
        def after_commit(function):
            transaction.on_commit(function)

        def send():
            requests.post('/')

        @transaction.atomic
        def f():
            after_commit(send)
            after_commit(lambda: requests.post('/'))
    """
    assert held(text) == []


def test_effects_outside_of_transactions_are_known_too() -> None:
    workspace = Workspace({"api.py": "import requests\ndef f():\n    g()\ndef g():\n    requests.get('/')\n"})
    routes = [describe_route(it) for it in effects(workspace.db, path_of("api.py"), "f")]
    assert routes == ["http: api.g > requests.get"]


def test_an_edit_in_another_file_is_noticed() -> None:
    workspace = Workspace(
        {
            "api.py": "import pay\nfrom django.db import transaction\n\n@transaction.atomic\ndef f(): pay.charge()\n",
            "pay.py": "import requests\ndef charge():\n    requests.post('/')\n",
        }
    )
    found = [f"api.py:5 http: pay.charge > requests.post in {ATOMIC}"]
    assert workspace.held() == found
    workspace.replace("pay.py", "requests.post('/')", "return 1")
    assert workspace.held() == []
    workspace.replace("pay.py", "return 1", "requests.post('/")
    assert workspace.held() == []
    workspace.replace("pay.py", "requests.post('/", "requests.post('/')")
    assert workspace.held() == found
    workspace.replace("api.py", "@transaction.atomic\n", "")
    assert workspace.held() == []
