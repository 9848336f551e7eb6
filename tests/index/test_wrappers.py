"""Context managers and decorators of the project's own that open a transaction, however they are made."""

from textwrap import dedent

import pytest

from tests.harness.workspace import Workspace

LIBRARY = """
    from contextlib import AsyncExitStack, ContextDecorator, ExitStack, asynccontextmanager, contextmanager

    from django.db import transaction
    from sqlalchemy.ext.asyncio import async_sessionmaker
    from sqlalchemy.orm import sessionmaker

    Sessions = sessionmaker()
    AsyncSessions = async_sessionmaker()


    class Manual:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()
            return self

        def __exit__(self, *info):
            return self.atomic.__exit__(*info)


    class Begins:
        def __enter__(self):
            self.session = Sessions()
            self._start()
            return self

        def _start(self):
            self.session.begin()

        def __exit__(self, *info):
            self.session.close()


    class Inherits(Begins):
        def __enter__(self):
            super().__enter__()
            return self


    class Awaits:
        async def __aenter__(self):
            self.session = AsyncSessions()
            self.began = await self.session.begin()
            return self

        async def __aexit__(self, *info):
            await self.session.commit()


    class Stacked:
        def __enter__(self):
            self.stack = ExitStack()
            self.stack.enter_context(transaction.atomic())
            return self

        def __exit__(self, *info):
            self.stack.close()


    class Subclass(transaction.Atomic):
        pass


    class Decorating(ContextDecorator):
        def __enter__(self):
            self.atomic = transaction.atomic()
            return self.atomic.__enter__()

        def __exit__(self, *info):
            return self.atomic.__exit__(*info)


    class OnlyMade:
        def __enter__(self):
            self.atomic = transaction.atomic()
            return self

        def __exit__(self, *info):
            pass


    class Sometimes:
        def __init__(self, begin):
            self.begin = begin

        def __enter__(self):
            self.session = Sessions()
            if self.begin:
                self.session.begin()
            return self


    class NotAwaited:
        async def __aenter__(self):
            self.session = AsyncSessions()
            self.session.begin()
            return self


    class Calling:
        def __init__(self, function):
            self.function = function

        def __call__(self, *args):
            with transaction.atomic():
                return self.function(*args)


    class Database:
        @contextmanager
        def work(self, begin=False):
            session = Sessions()
            if begin:
                with session.begin():
                    yield session
            else:
                yield session

        @contextmanager
        def deep(self):
            with third():
                yield


    @contextmanager
    def first():
        with transaction.atomic():
            yield


    @contextmanager
    def second():
        with first():
            yield


    @contextmanager
    def third():
        with second():
            yield


    @contextmanager
    def fourth():
        with third():
            yield


    @contextmanager
    def fifth():
        with fourth():
            yield


    @contextmanager
    def round_a():
        with round_b():
            yield


    @contextmanager
    def round_b():
        with round_a():
            yield


    @contextmanager
    def one_way_out():
        with (round_c() if True else transaction.atomic()):
            yield


    @contextmanager
    def by_stack():
        with ExitStack() as stack:
            stack.enter_context(first())
            yield


    @contextmanager
    def stack_too_late():
        with ExitStack() as stack:
            yield
            stack.enter_context(first())


    @contextmanager
    @transaction.atomic
    def decorated_generator():
        yield


    def unit() -> Begins:
        return make()


    def through_atomic(function):
        return transaction.atomic(function)


    def made_for(using):
        return transaction.atomic(using=using)


    database = Database()
    unit_of_work = Begins()
"""


def opened(text: str) -> list[str]:
    text = "from library import *\nimport library, contextlib\n" + dedent(text)
    found = Workspace({"api.py": text, "library.py": LIBRARY}).opened()
    return [it.partition(" ")[2] for it in found if it.startswith("api.py")]


@pytest.mark.parametrize(
    ("item", "opener"),
    [
        ("Manual()", "library.Manual"),
        ("Begins() as work", "library.Begins"),
        ("unit_of_work", "library.Begins"),
        ("unit()", "library.unit"),
        ("Inherits()", "library.Inherits"),
        ("Stacked()", "library.Stacked"),
        ("Subclass('default', True, False)", "library.Subclass"),
        ("database.work(begin=True)", "library.Database.work"),
        ("database.work(True)", "library.Database.work"),
        ("database.deep()", "library.Database.deep"),
        ("fifth()", "library.fifth"),
        ("by_stack()", "library.by_stack"),
    ],
)
def test_entering_opens(item: str, opener: str) -> None:
    assert opened(f"def f():\n    with {item}:\n        pass\n") == [opener]


def test_entering_opens_when_awaited() -> None:
    assert opened("async def f():\n    async with Awaits() as work:\n        pass\n") == ["library.Awaits"]


@pytest.mark.parametrize(
    "item",
    [
        "OnlyMade()",
        "Sometimes(True)",
        "NotAwaited()",
        "Calling(print)",
        "database.work()",
        "database.work(begin=False)",
        "database.work(begin=unknown)",
        "round_a()",
        "round_b()",
        "one_way_out()",
        "stack_too_late()",
        "decorated_generator()",
    ],
)
def test_entering_opens_nothing_for_sure(item: str) -> None:
    assert opened(f"def f(unknown):\n    with {item}:\n        pass\n") == []


@pytest.mark.parametrize(
    ("decorator", "opener"),
    [
        ("@Calling", "library.Calling"),
        ("@Decorating()", "library.Decorating"),
        ("@Subclass('default', True, False)", "library.Subclass"),
        ("@through_atomic", "library.through_atomic"),
        ("@made_for('replica')", "library.made_for"),
        ("@fifth()", "library.fifth"),
    ],
)
def test_decorating_opens(decorator: str, opener: str) -> None:
    assert opened(f"{decorator}\ndef f():\n    pass\n") == [opener]


@pytest.mark.parametrize("decorator", ["@Manual", "@OnlyMade()", "@round_a()", "@library.Database"])
def test_decorating_opens_nothing(decorator: str) -> None:
    assert opened(f"{decorator}\ndef f():\n    pass\n") == []


def test_a_generator_is_not_run_inside_what_decorates_it() -> None:
    assert opened("@transaction.atomic\ndef f():\n    yield 1\n") == []


@pytest.mark.parametrize(
    "base",
    [
        "    @transaction.atomic\n    def dispatch(self, request):\n        return super().dispatch(request)\n",
        "    def dispatch(self, it):\n        with transaction.atomic():\n            return super().dispatch(it)\n",
        "    @classmethod\n    def as_view(cls, **kw):\n        return transaction.atomic(super().as_view(**kw))\n",
    ],
)
def test_a_base_class_that_dispatches_inside_a_transaction(base: str) -> None:
    text = f"class Base(View):\n{base}\nclass Orders(Base):\n    def {{}}(self, request): ...\n"
    assert len(opened(text.format("post"))) == len(opened(text.format("other"))) + 1


def test_a_class_decorator_holds_for_subclasses() -> None:
    text = """
        from django.utils.decorators import method_decorator

        @method_decorator(transaction.atomic, name="dispatch")
        class Base: ...

        class Orders(Base):
            def post(self, request): ...
    """
    assert opened(text) == ["django.db.transaction.atomic"]
