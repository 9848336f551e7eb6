"""What the model files say about names of libraries."""

import pytest

from driftlint.index.engine import Database
from driftlint.index.models import models

MODELS = models(Database())


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("requests.post", "http"),
        ("requests.api.post", "http"),
        ("requests.sessions.Session.get", "http"),
        ("requests.Session", None),
        ("requests.Response.json", None),
        ("requests.exceptions.ConnectionError", None),
        ("requestsx.post", None),
        ("httpx._client.AsyncClient.send", "http"),
        ("httpx.AsyncClient.aclose", None),
        ("boto3.Client.put_object", "http"),
        ("boto3.Client.generate_presigned_url", None),
        ("boto3.Client.get_waiter", None),
        ("stripe.Charge.create", "http"),
        ("stripe.checkout.Session.create", "http"),
        ("stripe.Webhook.construct_event", None),
        ("stripe.error.SignatureVerificationError", None),
        ("urllib.parse.urljoin", None),
        ("elasticsearch8.AsyncElasticsearch.search", "http"),
        ("elasticsearch.Elasticsearch.indices.create", "http"),
        ("elasticsearch8.helpers.async_bulk", "http"),
        ("opensearchpy.AsyncOpenSearch.indices.put_mapping", "http"),
        ("opensearchpy.OpenSearch.close", None),
        ("opensearchpy.OpenSearch", None),
        ("elasticsearch.Elasticsearch.options", None),
    ],
)
def test_effects(name: str, effect: str | None) -> None:
    assert MODELS.effect(name) == effect


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("django.db.transaction.atomic", True),
        ("django.db.transaction.on_commit", False),
        ("sqlalchemy.orm.session.Session.begin", True),
        ("sqlalchemy.orm.Session.commit", False),
        ("sqlmodel.orm.session.Session.begin_nested", True),
        ("sqlalchemy.orm.Session", False),
    ],
)
def test_transactions(name: str, opens: bool) -> None:
    assert MODELS.opens_transaction(name) == opens


def test_names_a_library_also_has_are_known_by_one() -> None:
    assert MODELS.canonical("sqlalchemy.orm.session.Session.begin") == "sqlalchemy.orm.Session.begin"
    assert MODELS.canonical("shop.orders") == "shop.orders"


def test_deferring_and_running() -> None:
    assert MODELS.defers("django.db.transaction.on_commit")
    assert MODELS.runs("asyncio.to_thread")
    assert not MODELS.runs("functools.partial")
