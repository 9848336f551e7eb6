"""What the model files say about names of libraries."""

from pathlib import Path

import pytest

from driftlint.index.engine import Database
from driftlint.index.model import compiled, read_compiled, spelled
from driftlint.index.models import models
from driftlint.text import files

MODELS = models(Database())

VOCABULARY = {"http", "mail", "publish", "process", "sleep", "cache", "db.read", "db.write", "db.raw", "db.commit"}


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


def test_effects_are_called_by_few_words() -> None:
    assert MODELS.effects == VOCABULARY


def test_braces_stand_for_several_names() -> None:
    assert spelled("redis.{Redis,asyncio.Redis}.{get,set}") == [
        "redis.Redis.get",
        "redis.Redis.set",
        "redis.asyncio.Redis.get",
        "redis.asyncio.Redis.set",
    ]
    assert spelled("requests.get") == ["requests.get"]


def test_what_came_back_from_an_unknown_call_is_no_part_of_a_pattern() -> None:
    assert MODELS.effect("openai.OpenAI.chat.completions.create") == "http"
    assert MODELS.effect("openai.OpenAI.chat.completions.build().create") is None


@pytest.mark.parametrize(
    ("statement", "effect"),
    [
        ("sqlalchemy.select", "db.read"),
        ("sqlalchemy.sql.expression.delete", "db.write"),
        ("sqlalchemy.dialects.postgresql.insert", "db.write"),
        ("sqlalchemy.text", "db.raw"),
        ("builtins.str", "db.raw"),
        ("", "db.read"),
    ],
)
def test_a_call_does_what_the_statement_it_is_handed_does(statement: str, effect: str) -> None:
    assert MODELS.takes_statement("sqlalchemy.orm.session.Session.execute")
    assert MODELS.statement_effect("sqlalchemy.orm.session.Session.execute", statement) == effect


def test_a_mistake_in_a_model_file_is_told_with_its_name(tmp_path: Path) -> None:
    files.write_text(str(tmp_path / "sdk.yaml"), "library: sdk\neffect: {http: [sdk.get]}\n")
    with pytest.raises(ValueError, match=r"^sdk\.yaml: .*`effect`"):
        compiled(tmp_path, "")


def test_what_is_read_fast_is_what_was_written(tmp_path: Path) -> None:
    files.write_text(str(tmp_path / "sdk.yaml"), "library: sdk\neffects: {http: ['sdk.{get,put}']}\n")
    assert [it.effects for it in read_compiled(compiled(tmp_path, "generated"))] == [{"http": ["sdk.get", "sdk.put"]}]
