"""A method of a base class runs the overrides of the class it is called on, and not those of a sibling."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

BASE = """
    import abc
    import requests

    class Client:
        def post(self):
            requests.post("/")

    class Importer(abc.ABC):
        def run(self):
            self.prepare()
            self.load()

        def prepare(self):
            pass

        @abc.abstractmethod
        def load(self): ...

    class Remote(Importer):
        def load(self):
            requests.post("/")

    class Local(Importer):
        def load(self):
            return 1

    class Announced(Local):
        def prepare(self):
            requests.post("/")

    class Step:
        def go(self):
            self.perform()

    class Pushing(Step):
        def perform(self):
            requests.post("/")

    class Sending:
        def go(self):
            return self.send()

        def send(self):
            requests.post("/")

    class Silent(Sending):
        def send(self):
            return None

    class SilentInTheEnd(Silent):
        def go(self):
            return super().go()

    class UsesClient:
        def go(self):
            self.client.post()

    class WithClient(UsesClient):
        def __init__(self):
            self.client = Client()

    class Configured:
        def __init__(self):
            self.configure()

        def configure(self):
            pass

    class ConfiguredThere(Configured):
        def configure(self):
            requests.post("/")

    class Counted(Configured):
        pass

    remote = Remote()
"""


def held(statement: str) -> list[str]:
    api = f"""
        from base import *
        import base
        from django.db import transaction

        def f(it: Local, importer: Importer):
            with transaction.atomic():
                {statement}
    """
    return [it.partition("http: ")[2] for it in Workspace({"api.py": dedent(api), "base.py": BASE}).held()]


@pytest.mark.parametrize(
    ("statement", "route"),
    [
        ("Remote().run()", "base.Importer.run > base.Remote.load > requests.post"),
        ("x = Remote(); x.run()", "base.Importer.run > base.Remote.load > requests.post"),
        ("base.remote.run()", "base.Importer.run > base.Remote.load > requests.post"),
        ("Announced().run()", "base.Importer.run > base.Announced.prepare > requests.post"),
        ("Pushing().go()", "base.Step.go > base.Pushing.perform > requests.post"),
        ("WithClient().go()", "base.UsesClient.go > base.Client.post > requests.post"),
        ("Sending().go()", "base.Sending.go > base.Sending.send > requests.post"),
        ("ConfiguredThere()", "base.Configured.__init__ > base.ConfiguredThere.configure > requests.post"),
    ],
)
def test_what_the_class_of_the_object_does(statement: str, route: str) -> None:
    found = held(statement)
    assert [it.partition(" in ")[0] for it in found] == [route]
    if "base.remote" not in statement:
        assert "likely" not in found[0]


@pytest.mark.parametrize(
    "statement",
    ["Local().run()", "x = Local(); x.run()", "Silent().go()", "SilentInTheEnd().go()", "Configured()", "Counted()"],
)
def test_a_sibling_or_subclass_has_no_part_in_it(statement: str) -> None:
    assert held(statement) == []


@pytest.mark.parametrize("statement", ["it.run()", "importer.run()"])
def test_what_is_only_annotated_may_be_of_a_subclass(statement: str) -> None:
    assert [it.rpartition(" ")[2] for it in held(statement)] == ["(likely)"]


def test_a_method_of_the_same_object() -> None:
    text = """
        from base import Importer, Local, Remote
        from django.db import transaction

        class Nightly(Local):
            def start(self):
                with transaction.atomic():
                    self.run()

        class Hourly(Remote):
            def start(self):
                with transaction.atomic():
                    self.run()
    """
    opener = "django.db.transaction.atomic"
    assert Workspace({"api.py": text, "base.py": BASE}).held() == [
        f"api.py:13 http: base.Importer.run > base.Remote.load > requests.post in {opener}"
    ]
