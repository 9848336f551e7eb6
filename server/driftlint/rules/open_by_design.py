"""Tells by what a handler does, or how it is declared, that it is meant for people who have not come in."""

import re
from collections.abc import Iterator

from driftlint.facts.expression import Attribute, Call, Expr, Name, Subscript, parts
from driftlint.facts.model import Body, Function
from driftlint.facts.names import last_name, names_in, words_in
from driftlint.index.classes import mro
from driftlint.index.conditions import sense
from driftlint.index.endpoint import Endpoint
from driftlint.index.endpoints import endpoints_in
from driftlint.index.engine import Database, late, query
from driftlint.index.files import body, function, klass
from driftlint.index.folders import gathered
from driftlint.index.value import Anchor
from driftlint.rules.caller_checks import sets_cookie
from driftlint.rules.guard_usage import application, is_same
from driftlint.rules.neighbours import group_members
from driftlint.rules.public_endpoints import path_parts, slashed, surely_public
from driftlint.rules.reached_caller import relies_on_caller
from driftlint.rules.reached_data import writes_rows

_PEOPLE = re.compile(r"/(users?|accounts?|customers?|registrations?)(/(create|new|add))?/?$", re.IGNORECASE)
_PASSWORD = re.compile(r"^(new_|plain_)?password\d?$")
_CREATES_PERSON = re.compile(
    r"(^|_)(hash|hashed|set|generate|encrypt)_?(\w+_)?password|password_hash|^create_(normal_)?user$|^register_user"
)
_NEWCOMER = re.compile(
    r"^(User|Account|Customer)(Create|Register|Registration|SignUp|Signup)|^(Create|New)(User|Account)"
)

_SIGN_UP = re.compile(r"/(sign-?_?up|register|registration)/?($|\\Z|\$)", re.IGNORECASE)
_ADMIN = re.compile(r"admin|super_?user|staff", re.IGNORECASE)

_OPENED = re.compile(
    r"(allow|enable|permit|open)\w*_(public|anonymous|guest|registrations?|sign_?ups?)|(^|_)public_\w*(access|creation)",
    re.IGNORECASE,
)
"""Settings by which whoever runs the site lets everybody in."""

_FOR_NOBODY_YET = re.compile(
    r"(^|_)(anonymous|unauthenticated)(_|$)|(^|_)(initial|first)_(super_?user|admin|user)(_|$)|(^|_)(is_)?first_?run(_|$)"
    r"|(^|_)needs?_(initial_)?set_?up$|^create_super_?user$|captcha"
)
"""Names of what is called for people who have not come in, or before there is anybody who could."""

_LETS_IN = frozenset({"login_user", "auth_login", "django_login", "log_user_in", "perform_login", "remember"})
"""What begins the session of somebody who has shown who they are: they had none before."""

_UNGUESSABLE = re.compile(r"[{<](uuid:|[^}>]*:uuid|[^}>]*uuid)", re.IGNORECASE)
_ROW = re.compile(r"[<{(]")
_FORM = frozenset({"POST", "FILES", "is_valid"})
_REDIRECTS = frozenset(
    {"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "RedirectResponse", "HTTPFound"}
)
_MAIL_CHOICE = re.compile(r"(^|/)(un)?subscribe(/|$)")


@query
def open_by_design(db: Database, endpoint: Endpoint) -> bool:
    """Whether the endpoint signs people up, sets up the site, is called by machines, or is switched open."""
    handler = function(db, endpoint.handler.path, endpoint.handler.owner)
    if _UNGUESSABLE.search(endpoint.path) and _MAIL_CHOICE.search(endpoint.path):
        return True  # the link in a mail, for whoever has the mail
    if _is_for_machines(db, endpoint) or _only_sends_on(db, endpoint):
        return True
    if endpoint.only_reads and "cache_page" in _around(db, endpoint.handler.path, endpoint.handler.owner):
        return True  # one answer for everybody
    if handler is None:
        return False
    called = {last_name(site.call.function) for site in handler.body.calls}
    if any(_FOR_NOBODY_YET.search(it) for it in called) or called & _LETS_IN:
        return True
    if sets_cookie(handler.body) and not writes_rows(db, endpoint.handler.path, endpoint.handler.owner):
        return True
    if _sends_known_away(handler.body) or _is_step_of_coming_in(db, endpoint) or _asks_for_password(db, endpoint):
        return True
    if any(_OPENED.search(it) for test in _tests(handler.body) for it in _words(test)):
        return True
    return _signs_up(endpoint, handler, called) and not _adds_people(db, endpoint)


def _sends_known_away(own: Body) -> bool:
    """Whether a handler is done with callers it knows before it begins: `if request.identity is not None: return …`."""
    first = next((it for it in own.statements if it.kind == "return"), None)
    around = [] if first is None else [region for _, region in own.enclosing(first.region)]
    test = around[0].subject if len(around) == 1 and around[0].kind == "if" else None
    if test is None or sense(test, met=True) != "known":
        return False
    named = set(names_in(test))
    return not _OF_CALLER.isdisjoint(named) and _SENT.isdisjoint(named)  # a user who is looked up is somebody else


def _asks_for_password(db: Database, endpoint: Endpoint) -> bool:
    """Whether it lets on whoever knows a password, and changes nothing: `if locks.fits(password, album): …`."""
    path, owner = endpoint.handler.path, endpoint.handler.owner
    own = body(db, path, owner)
    calls = (it for test in _tests(own) for it in parts(test) if isinstance(it, Call)) if own is not None else ()
    shown = (its for it in calls for its in it.arguments if isinstance(its, Name | Attribute | Subscript))
    if not any(_SHOWN.search(word) for it in shown for word in words_in(it)):
        return False
    return not writes_rows(db, path, owner) and not relies_on_caller(db, path, owner)


_SHOWN = re.compile(r"^pass(word|phrase|code)$")

_OF_CALLER = frozenset({"request", "req", "current_user"})
_SENT = frozenset({
    "POST", "GET", "FILES", "data", "json", "get_json", "args", "form", "body", "params", "query_params", "values",
})  # fmt: skip
"""What a request carries that says nothing of who sent it."""

_WAYS_IN = 2
"""So many open ways to come in beside it make an endpoint a step of them."""

_OF_PEOPLE = frozenset({
    "user", "users", "account", "accounts", "auth", "authentication", "token", "tokens", "session", "sessions",
    "member", "members", "login", "signup", "register", "registration",
})  # fmt: skip
"""Parts of paths below which people come in; where they do so at the root, everything else may stand there too."""


def _is_step_of_coming_in(db: Database, endpoint: Endpoint) -> bool:
    """Whether people come in by what stands beside it in its file and path, and it is for no row and no known caller.

    Signing in has more steps than there are words for: second factors, captchas, codes that are sent and sent again.
    """
    if not set(endpoint.methods) <= {"POST", "GET"} or _ROW.search(endpoint.path):
        return False
    if _OF_PEOPLE.isdisjoint(path_parts(endpoint.path)):
        return False
    if relies_on_caller(db, endpoint.handler.path, endpoint.handler.owner):
        return False
    return len(_ways_in(db, endpoint.anchor.path) - {endpoint.anchor}) >= _WAYS_IN


@query
def _ways_in(db: Database, path: str) -> frozenset[Anchor]:
    """The endpoints of the file that are open, and by their names and paths are for people who come in."""
    return frozenset(
        it.anchor
        for it in endpoints_in(db, path)
        if it.anchor.path == path
        and not it.guarded
        and not it.only_reads
        and surely_public(it.methods, it.path, it.name)
    )


def _adds_people(db: Database, endpoint: Endpoint) -> bool:
    """Whether people are not signing up there but added: they sign up elsewhere, or the rest is for administrators."""
    beside = [it for it in group_members(db, endpoint.group) if it.anchor != endpoint.anchor] if endpoint.group else []
    led = [it for it in beside if any(_ADMIN.search(guard.name) for guard in it.guards)]
    if any(it.path == endpoint.path for it in led) or len(led) * 2 > len(beside):
        return True
    return bool(led) and any(it != endpoint.anchor for it in _sign_ups(db, application(endpoint)))


@late
@query
def _sign_ups(db: Database, family: str) -> tuple[Anchor, ...]:
    """Where people sign up by a path that says so."""
    return tuple(anchor for _, found in gathered(db, _sign_ups_in) for of, anchor in found if is_same(of, family))


@query
def _sign_ups_in(db: Database, path: str) -> tuple[tuple[str, Anchor], ...]:
    found = (it for it in endpoints_in(db, path) if it.anchor.path == path and not it.guarded)
    return tuple((application(it), it.anchor) for it in found if _SIGN_UP.search(it.path) and not it.only_reads)


def _signs_up(endpoint: Endpoint, handler: Function, called: set[str]) -> bool:
    """Whether it makes the account of whoever calls: `POST /users` that takes a password."""
    if not set(endpoint.methods) <= {"POST", "GET", "ANY"} or not _PEOPLE.search(slashed(endpoint.path)):
        return False
    if any(_CREATES_PERSON.search(it) for it in called):
        return True
    annotated = (it.annotation for it in handler.parameters if it.annotation is not None)
    if any(_NEWCOMER.search(word) for it in annotated for word in _words(it)):
        return True
    return any(_PASSWORD.search(word) for it in _expressions(handler.body) for word in _words(it))


def _is_for_machines(db: Database, endpoint: Endpoint) -> bool:
    """Whether a page is exempt from CSRF checks: no browser that has logged in sends it.

    Not where others of its file that are exempt too are guarded, by keys most likely, and it has none of its own.
    """
    handler = body(db, endpoint.handler.path, endpoint.handler.owner)
    if handler is None or not _is_exempt(db, endpoint.handler.path, endpoint.handler.owner):
        return False
    if _UNGUESSABLE.search(endpoint.path):
        return True
    if any(word in _FORM for it in _expressions(handler) for word in _words(it)):
        return False  # a form that a person fills in
    others = [
        it
        for it in endpoints_in(db, endpoint.anchor.path)
        if it.anchor != endpoint.anchor and _is_exempt(db, it.handler.path, it.handler.owner)
    ]
    return sum(it.guarded for it in others) * 2 <= len(others)


def _only_sends_on(db: Database, endpoint: Endpoint) -> bool:
    """Whether all it answers a reading request with is another address, which has guards of its own."""
    path, owner = endpoint.handler.path, endpoint.handler.owner
    handler = function(db, path, owner)
    reads = endpoint.only_reads or ("ANY" in endpoint.methods and handler is not None and _only_looks_up(handler.body))
    if handler is not None and reads:
        answers = [it.value for it in handler.body.statements if it.kind == "return"]
        return bool(answers) and all(isinstance(it, Call) and last_name(it.function) in _REDIRECTS for it in answers)
    return klass(db, path, owner) is not None and any(
        it.name.rpartition(".")[2] == "RedirectView" for it in mro(db, path, owner)
    )


def _only_looks_up(own: Body) -> bool:
    return {last_name(site.call.function) for site in own.calls} <= _LOOKS_UP | _REDIRECTS


_LOOKS_UP = frozenset({
    "get_object_or_404", "get", "filter", "exclude", "order_by", "values_list", "count", "first", "exists", "all",
    "reverse", "reverse_lazy", "url_for", "Http404", "get_absolute_url", "int", "str", "len", "urlencode", "quote",
    "strip", "lower",
})  # fmt: skip


def _is_exempt(db: Database, path: str, owner: str) -> bool:
    return "csrf_exempt" in _around(db, path, owner)


@query
def _around(db: Database, path: str, owner: str) -> frozenset[str]:
    """The words in the decorators of the handler, of its class, and of the method that dispatches to it."""
    written: list[Expr] = []
    for qualname in (owner, f"{owner}.dispatch", f"{owner.rpartition('.')[0]}.dispatch"):
        found = function(db, path, qualname)
        written += found.decorators if found is not None else ()
    for qualname in (owner, owner.rpartition(".")[0]):
        around = klass(db, path, qualname) if qualname else None
        written += around.decorators if around is not None else ()
    return frozenset(word for it in written for word in _words(it))


def _tests(own: Body) -> Iterator[Expr]:
    return (it.subject for it in own.regions if it.kind in ("if", "elif") and it.subject is not None)


def _expressions(own: Body) -> Iterator[Expr]:
    yield from _tests(own)
    yield from (it.value for it in own.statements if it.value is not None)
    yield from (it.value for it in own.assignments if it.value is not None)
    yield from (site.call for site in own.calls)


def _words(expression: Expr) -> Iterator[str]:
    """The names and short texts in an expression, and the names that things are handed over by."""
    yield from words_in(expression)
    yield from (its.name for it in parts(expression) if isinstance(it, Call) for its in it.keywords if its.name)
