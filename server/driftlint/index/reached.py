"""What runs because of a call: its target, and what that calls because of what it is handed."""

from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Expr, Lambda, Name, Subscript, parts
from driftlint.facts.model import Function
from driftlint.index.engine import Database, query
from driftlint.index.files import body, function, klass
from driftlint.index.flow import Walk
from driftlint.index.flow_calls import entering, handed_over, inside
from driftlint.index.flow_members import member_of
from driftlint.index.flow_names import decorate
from driftlint.index.flowing import (
    DEPTH,
    NOTHING,
    Arguments,
    Closure,
    Flow,
    Frame,
    Inline,
    Known,
    Literal,
    Made,
    Passage,
    Place,
    Reached,
)
from driftlint.index.models import models
from driftlint.index.names import denotes
from driftlint.index.scopes import is_super, scope_chain
from driftlint.index.switches import Known as Constants
from driftlint.index.switches import is_off, switches
from driftlint.index.targets import Callee, targets
from driftlint.index.types import evaluate, parameter_value
from driftlint.index.value import Scope, Value

HANDED_ON = 4
"""Through how many calls a function is followed that is handed on."""


@query
def reached(db: Database, path: str, owner: str) -> tuple[Reached, ...]:
    """What each call of `owner` reaches, in the order of the calls, and what it makes its target call in turn."""
    own = body(db, path, owner)
    found: dict[Reached, None] = {}
    plain = called(db, path, owner)
    known: Known = {}
    for number, site in enumerate(own.calls if own is not None else ()):
        search = _Search(db, number, known)
        reaches = search.site(Frame(path, owner), Place(path, owner), site.call, plain[number], HANDED_ON)
        found.update(dict.fromkeys(reaches))
    return tuple(found)


@query
def implied(db: Database, path: str, owner: str) -> tuple[Reached, ...]:
    """What runs though `owner` does not write a call of it: what it raises, iterates over, and is decorated with."""
    search = _Search(db, -1)
    frame, source = Frame(path, owner), Place(path, owner)
    found: dict[Reached, None] = {}
    own = body(db, path, owner)
    for statement in own.statements if own is not None else ():
        if statement.kind == "raise":
            for raised in _raised(statement.value):
                for it in search.walk.of(frame, raised):
                    if isinstance(it, Value) and it.kind == "class":
                        found.update(dict.fromkeys(search.emitted(source, it)))
    for region in own.regions if own is not None else ():
        if region.kind == "for":
            found.update(dict.fromkeys(search.iterated(frame, source, region.subject)))
    decorated = function(db, path, owner)
    if decorated is not None:
        found.update(dict.fromkeys(search.decorated(decorated, path)))
    return tuple(found)


def _raised(value: Expr | None) -> Iterator[Expr]:
    first = next((it for it in parts(value) if isinstance(it, (Name, Attribute, Call))), None)
    if isinstance(first, (Name, Attribute)):
        yield first


@query
def called(db: Database, path: str, owner: str) -> tuple[Value | None, ...]:
    """What each call of a body calls as far as that does not depend on who calls the body."""
    own = body(db, path, owner)
    scope = Scope(path, owner)
    return tuple(_callee(db, scope, site.call) for site in own.calls) if own is not None else ()


def _callee(db: Database, scope: Scope, call: Call) -> Value | None:
    return Value("external", "builtins.super") if is_super(call) else evaluate(db, scope, call.function)


@query
def _open(db: Database, path: str, qualname: str) -> tuple[int, ...]:
    """The calls of a function that only its callers know the target of, or in which it hands on what they know."""
    own = function(db, path, qualname)
    if own is None:
        return ()
    unknown = _unknown_names(db, path, qualname)
    plain = called(db, path, qualname)
    found = []
    for number, site in enumerate(own.body.calls):
        handed = (*site.call.arguments, *(it.value for it in site.call.keywords))
        hands_on = any(isinstance(it, Lambda) or _root(it) in unknown for it in handed)
        if hands_on or plain[number] is None or _is_open_inside(db, path, qualname, plain[number]):
            found.append(number)
    return tuple(found)


def _is_open_inside(db: Database, path: str, qualname: str, called: Value | None) -> bool:
    """Whether a function defined inside another one is called there, and itself calls what only that one knows."""
    inside = called is not None and called.path == path and called.qualname.startswith(qualname + ".")
    return inside and called is not None and called.kind == "function" and bool(_open(db, path, called.qualname))


@query
def _open_loops(db: Database, path: str, qualname: str) -> tuple[int, ...]:
    own = function(db, path, qualname)
    unknown = _unknown_names(db, path, qualname) if own is not None else frozenset[str]()
    return tuple(
        number
        for number, it in enumerate(own.body.regions if own is not None else ())
        if it.kind == "for" and _root(it.subject) in unknown
    )


@query
def _unknown_names(db: Database, path: str, qualname: str) -> frozenset[str]:
    """The parameters, of the function and of those around it, that say nothing about what they hold."""
    found = set()
    for around in scope_chain(db, path, qualname):
        own = function(db, path, around)
        for number, parameter in enumerate(own.parameters if own is not None else ()):
            if parameter_value(db, path, around, number, 12) is None:
                found.add(parameter.name)
    return frozenset(found)


def _root(expression: Expr | None) -> str:
    while isinstance(expression, (Attribute, Subscript)):
        expression = expression.value
    return expression.id if isinstance(expression, Name) else ""


class _Search:
    """The search from one call."""

    def __init__(self, db: Database, number: int, known: Known | None = None) -> None:
        self.db = db
        self.number = number
        self.walk = Walk(db, known)
        self.through: tuple[Passage, ...] = ()

    def site(
        self, frame: Frame, source: Place, call: Call, plain: Value | None, depth: int, *, known: bool = True
    ) -> Iterator[Reached]:
        """What a call of `plain` reaches; what it does whoever calls the body only where `known` asks for it."""
        if plain is not None and not plain.path and not plain.may:
            if known:
                yield from self.emitted(source, plain)
            yield from self._run(frame, source, call, plain, depth)
            return
        self.walk.unsure = plain is not None and plain.may
        flows = self._flows(frame, call, plain, depth)
        may = self.walk.unsure or len([it for it in flows if not isinstance(it, Literal)]) > 1
        exact = isinstance(call.function, Attribute) and is_super(call.function.value)
        for flow in flows:
            if known or plain is None:
                found = list(self.emitted(source, flow, may=may))
                yield from found[:1] if exact else found
            yield from self._run(frame, source, call, flow, depth)
        if not flows:
            yield from self._run(frame, source, call, None, depth)
        if depth > 0 and self.walk.steps > 0:
            entered = [it for it in flows if self._leads_on(it)]
            arguments = handed_over(self.walk, frame, call) if entered else NOTHING
            for flow in entered:
                yield from self.enter(flow, arguments, depth - 1)

    def _flows(self, frame: Frame, call: Call, plain: Value | None, depth: int) -> tuple[Flow, ...]:
        if (
            plain is not None
            and not plain.may
            and not _decorated(self.db, plain)
            and not (depth > 0 and self._leads_on(plain))
        ):
            return (plain,)
        flows = self.walk.of(frame, call.function)
        if plain is None or (flows and not plain.may):
            return flows
        return flows if any(_name(it) == plain.name for it in flows) else (*flows, plain)

    def _run(self, frame: Frame, source: Place, call: Call, callee: Flow | None, depth: int) -> Iterator[Reached]:
        """What is run at once because it was handed to something that does that, such as `asyncio.to_thread`."""
        runs = isinstance(callee, Value) and callee.kind == "external" and models(self.db).runs(callee.name)
        if runs or (isinstance(call.function, Attribute) and call.function.name == "run_in_executor"):
            for argument in call.arguments[:2]:
                for flow in self.walk.of(frame, argument):
                    if isinstance(flow, (Closure, Inline)):
                        yield from self.emitted(source, flow)
                        yield from self.enter(flow, NOTHING, depth - 1)

    def emitted(self, source: Place, flow: Flow, *, may: bool = False) -> Iterator[Reached]:
        """What calling `flow` runs."""
        if isinstance(flow, Inline):
            yield Reached(
                self.number, source, Place(flow.frame.path, flow.frame.owner, flow.expression), may, self.through
            )
            return
        value = flow.value if isinstance(flow, (Closure, Made)) else flow
        for it in targets(self.db, self.number, value) if isinstance(value, Value) else ():
            yield Reached(self.number, source, _place(it), may or it.may, self.through)

    def _leads_on(self, flow: Flow) -> bool:
        """Whether what `flow` runs depends on what it is called with."""
        if isinstance(flow, Inline):
            return True
        value = flow.value if isinstance(flow, (Closure, Made)) else flow
        if not isinstance(value, Value) or not value.path or value.kind == "module":
            return False
        return any(
            _open(self.db, it.path, it.qualname) or _open_loops(self.db, it.path, it.qualname)
            for it in targets(self.db, self.number, value)
        )

    def enter(self, flow: Flow, arguments: Arguments, depth: int) -> Iterator[Reached]:
        """What `flow` calls because it is called with those arguments."""
        if depth < 0 or self.walk.steps <= 0:
            return
        if isinstance(flow, Inline):
            frame = inside(flow, arguments)
            source = Place(frame.path, frame.owner, flow.expression)
            for it in parts(flow.expression.body):
                if isinstance(it, Call):
                    own = any(_root(it.function) == name for name in flow.expression.parameters)
                    plain = None if own else _callee(self.db, Scope(frame.path, frame.owner), it)
                    yield from self.site(frame, source, it, plain, depth)
        elif isinstance(flow, Closure):
            yield from self._inside(entering(self.walk, flow, arguments), depth)
        elif isinstance(flow, Made) or (isinstance(flow, Value) and flow.kind == "instance"):
            for called in member_of(self.walk, flow, "__call__", DEPTH):
                yield from self.enter(called, arguments, depth)
        elif isinstance(flow, Value) and flow.kind == "class":
            for made in self.walk.given(flow, arguments, DEPTH):
                for called in member_of(self.walk, made, "__init__", DEPTH):
                    yield from self.enter(called, arguments, depth)

    def _inside(self, frame: Frame | None, depth: int) -> Iterator[Reached]:
        own = None if frame is None else function(self.db, frame.path, frame.owner)
        if frame is None or own is None or not frame.held:
            return
        source = Place(frame.path, frame.owner)
        plain = called(self.db, frame.path, frame.owner)
        known = _constants(self.db, frame)
        for number in _open(self.db, frame.path, frame.owner):
            made = own.body.calls[number]
            if is_off(own.body, made.region, made.call.span[:2], known):
                continue
            around, self.through = self.through, (*self.through, Passage(frame.path, frame.owner, number))
            yield from self.site(frame, source, made.call, plain[number], depth, known=False)
            self.through = around
        for number in _open_loops(self.db, frame.path, frame.owner):
            yield from self.iterated(frame, source, own.body.regions[number].subject)

    def iterated(self, frame: Frame, source: Place, subject: Expr | None) -> Iterator[Reached]:
        """The methods of the workspace by which a loop goes over `subject`."""
        for it in self.walk.of(frame, subject):
            value = it.value if isinstance(it, Made) else it
            if isinstance(value, Value) and value.kind == "instance" and value.path:
                for method in ("__iter__", "__next__"):
                    for flow in member_of(self.walk, it, method, DEPTH):
                        yield from self.emitted(source, flow)

    def decorated(self, own: Function, path: str) -> Iterator[Reached]:
        """What runs when the function is defined: its decorators of the workspace."""
        outer = own.qualname.rpartition(".")[0]
        definer = outer
        while definer and klass(self.db, path, definer) is not None:
            definer = definer.rpartition(".")[0]
        frame, source = Frame(path, outer), Place(path, definer or "@0")
        value = Value("function", "", path, own.qualname)
        flows: tuple[Flow, ...] = (Closure(value),)
        for decorator in reversed(own.decorators):
            if isinstance(decorator, Call):
                plain = _callee(self.db, Scope(path, outer), decorator)
                yield from self.site(frame, source, decorator, plain, HANDED_ON)
            for it in self.walk.of(frame, decorator):
                if isinstance(it, (Closure, Inline)) or (isinstance(it, Value) and it.kind == "class" and it.path):
                    yield from self.emitted(source, it)
                    yield from self.enter(it, Arguments((flows,), ()), HANDED_ON)
            flows = decorate(self.walk, frame, decorator, flows) or flows


def _constants(db: Database, frame: Frame) -> Constants:
    """What the parameters of a function are known to hold that switch parts of it on and off."""
    tested = switches(db, frame.path, frame.owner)
    held = [(name, flows) for owner, name, flows in frame.held if owner == frame.owner and name in tested]
    texts = [(name, it.text) for name, flows in held for it in flows if isinstance(it, Literal) and len(flows) == 1]
    return tuple(sorted((name, repr(it[1:-1]) if it.startswith('"') else it) for name, it in texts))


def _name(flow: Flow) -> str:
    value = flow.value if isinstance(flow, (Closure, Made)) else flow
    return value.name if isinstance(value, Value) else ""


def _place(callee: Callee) -> Place:
    return Place(callee.path, callee.qualname) if callee.path else Place("", callee.name)


def _decorated(db: Database, value: Value) -> bool:
    """Whether decorators of the workspace stand on the function."""
    own = function(db, value.path, value.qualname) if value.kind == "function" and value.path else None
    scope = Scope(value.path, value.qualname.rpartition(".")[0])
    for decorator in own.decorators if own is not None else ():
        named = denotes(db, scope, decorator.function if isinstance(decorator, Call) else decorator)
        if named is None or named.path:
            return True
    return False
