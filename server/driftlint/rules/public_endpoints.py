"""Which endpoints need no guard: those a project declares public, and those that are public everywhere."""

import functools
import re

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "WEBSOCKET", "ANY")

_ENTRANCES = frozenset({
    "login", "logout", "signin", "signout", "sign-in", "sign-out", "log-in", "log-out", "signup", "sign-up",
    "logged-out", "register", "registration", "magic-link", "magic-code", "magic-sign-in", "magic-sign-up",
    "magic-generate", "forgot", "forgot-password", "password-forgot", "password-recovery", "recover",
    "recover-password",
    "reset-password", "password-reset", "verify-email", "confirm-email", "email-verification", "email-verify",
})  # fmt: skip
"""Parts of a path where somebody comes in whom nobody knows yet, and what stands behind them is a step of it."""

_LAST = frozenset({
    "authenticate", "authorize", "authorise", "oauth", "oauth2", "sso", "saml", "oidc", "openid", "callback",
    "email-check", "set-password", "jwks.json", "unsubscribe", "invite-request", "waitlist", "hook", "ipn",
    "pingback", "postback",
})  # fmt: skip
"""Parts that say so where they come last."""

_SIGNING = frozenset({
    "auth", "oauth", "oauth2", "sso", "saml", "saml2", "oidc", "openid", "openid-connect", "jwt", "session", "2fa",
    "mfa", "otp", "totp", "two-factor", "password", "invite", "invites", "invitation", "invitations",
})  # fmt: skip
"""Parts around signing in, where the last part is one of the steps to it."""

_STEPS = frozenset({
    "start", "begin", "init", "initiate", "challenge", "verify", "check", "confirm", "code", "otp", "send", "resend",
    "providers", "accept", "decline", "acs", "slo", "sls", "metadata", "redirect", "complete", "userinfo", "revoke",
    "introspect", "jwks", "reset", "discover", "discovery", "activate", "reactivate", "totp", "fido2", "webauthn",
    "passkey", "finalize", "finish",
})  # fmt: skip
_TOKENS = frozenset({"token", "access-token", "refresh", "refresh-token", "token-auth", "token-refresh"})
"""Parts that give a token to who signs in, if they stand by themselves or behind something about signing in."""

_WHOLE = frozenset({"setup", "install", "first-install", "public", "activate", "authenticate", "check"}) | _TOKENS
"""Paths that are for everybody if there is nothing else in them."""

_READ_ANYWHERE = frozenset({
    "health", "healthz", "healthcheck", "health-check", "docs", "redoc", "openapi", "swagger", "swagger-ui", "apispec",
    "graphiql", "static", "assets", "themes", ".well-known", "jsi18n", "share", "shared", "sharelink", "share-link",
    "public",
})  # fmt: skip
_READ_LAST = frozenset({
    "live", "livez", "liveness", "ready", "readyz", "readiness", "ping", "status", "heartbeat", "alive", "up",
    "version", "metrics", "openapi.json", "openapi.yaml", "swagger.json", "schema", "spec", "index", "setup", "install",
    "config", "info", "about", "terms", "privacy", "imprint", "faq", "help", "pricing", "contact", "manifest",
    "languages", "locales", "remote-version", "locale", "i18n", "translations", "changelog", "sprite", "robots.txt",
    "favicon.ico", "sitemap.xml", "manifest.json", "activate", "success", "thanks", "thank-you", "thankyou",
})  # fmt: skip
"""Last parts of paths that, read, tell everybody the same."""

_RESENDS = re.compile(r"(re-?)?send-(verification|confirmation|activation|otp|code|magic)\b|^(\w+-)*webhook$")
_RETURNS = re.compile(r"(^|-)(return|callback|redirect|notify|notification)-ur[il]$|-callback$")
"""Parts of paths to which other services send people back."""

_AVAILABLE = re.compile(r"^check-?(email|user-?name)|^(email|user-?name)-?(check|exists|availab\w*)|-availability$")
"""What somebody who signs up asks for."""

_STRANGERS = re.compile(r"^(contact(-us|-form)?|([a-z]+-)*(in|en)quir(y|ies)|newsletters?-(subscri\w+|sign-?up))$")
"""Last parts of paths by which people write to a site who are only passing."""

_APPLIES = re.compile(r"/(jobs?|careers?|vacanc(y|ies)|positions?|openings?)/[^/]*/(apply|applications?)$")
_GUESTS = re.compile(r"^guest-(checkout|cart|basket|order|purchase|booking|session|token|access)s?$")
"""Parts of paths that are for those who have no account, as they say."""

_PREFIX = re.compile(r"^(api|rest|v\d+(\.\d+)?|)$")
_FILES = (".js", ".css", ".ico", ".txt", ".xml", ".svg", ".png", ".jpg", ".webmanifest", ".vcf", ".map", ".woff2")
_COMPUTES = re.compile(
    r"(^|_)(preview|decode|encode|convert|conversion|calculate|calculator|estimate|quote|uuid(v4)?)(_|$)"
    r"|^(api_)?(validate|parse|render|format|translate)_(schedule|cron|markdown|expression|syntax|template)"
)
"""Names of endpoints that work out an answer from what they are sent, and touch nothing."""

_USUAL_NAME = re.compile(
    r"(^|_)(log_?in|log_?out|sign_?in|sign_?out|sign_?up|register|registration|forgot_?(password|username)"
    r"|reset_?password|password_?reset|password_?recover\w*|recover_?(password|code|account)"
    r"|refresh_?token|access_?token|obtain_?token|oauth\w*|sso|saml\w*|oidc\w*|callback"
    r"|(complete|finali[sz]e|confirm)_(\w+_)?(verification|registration|sign_?up|activation|reset)"
    r"|verify_?email|confirm_?email|activate_?account|authenticate\w*|create_account|new_account"
    r"|init_?db|first_?run|initial_?setup|(exchange|redeem)_(\w+_)?(code|token))(_|$)"
    r"|^((view|show|get|download)_)?public_(?!key)"
    r"|^(?!create_|test_|install_)(\w+_)?web_?hook(_(view|handler|receiver|listener|callback|endpoint))?(_post)?$"
)
_USUAL_READ_NAME = re.compile(r"(^|_)(health\w*|ping|robots_?txt|favicon|csrf_?token|sitemap|serve)(_|$)")
_MANAGES = re.compile(r"^(api_)?(delete|remove|update|edit|revoke|list|add|set|save|enable|disable|configure|assign)_")
"""Names of endpoints that look after such things: `delete_access_token` is for who has come in."""

_USUAL_PLACE = re.compile(
    r"/(auth|login|signup|session|\w+-session)/(start|begin|request|challenge|verify|code|otp|providers|check)(/|$)"
    r"|/(password|accounts?)/(reset|forgot|recover\w*|activate|confirm)(/|$)"
)
_PARAMETER = re.compile(r"\{[^}]*\}|<[^>]*>|\([^()]*\)[?*+]?")
_ANY_PAGE = re.compile(r"[^{<]*|[{<](path:[^}>]*|[^}>]*:path)[}>]")
"""What is left of the path of the home page, or of a page that shows itself whatever is asked for."""

_SECRET_PARAMETER = re.compile(
    r"[{<](\w+:)?\w*(token|secret|signature|signed|uidb64|api_?key|hash|otp|nonce)(b64)?(:[^}>]*)?[}>]", re.IGNORECASE
)
_READS = frozenset({"GET", "HEAD", "OPTIONS", "ANY"})
_CHANGES = frozenset({"PUT", "PATCH", "DELETE"})


def usually_public(methods: tuple[str, ...], path: str, name: str) -> bool:
    """Whether endpoints of this path, or of a handler of this name, are for everybody wherever one looks.

    A word in the path of an endpoint that writes counts only where the path says that this is what it does: nobody
    lets everybody into `POST /orders/{id}/status` because of its last word.
    """
    parts = path_parts(path)
    fixed = [it for it in parts if it]
    reads = set(methods) <= _READS
    if _is_for_strangers(methods, parts):
        return True
    if set(methods) <= {"OPTIONS", "HEAD"} or _lets_in(methods, parts, fixed, reads=reads):
        return True
    if reads and _tells_everybody(path, fixed):
        return True
    own = _snake(name)
    if not _MANAGES.search(own) and (_USUAL_NAME.search(own) or (reads and _USUAL_READ_NAME.search(own))):
        return True
    if _USUAL_PLACE.search(path.lower()) or (_SECRET_PARAMETER.search(path) and not _is_kept(methods, path, fixed)):
        return True
    return bool(_COMPUTES.search(own) or (fixed and _COMPUTES.search(fixed[-1].replace("-", "_"))))


def surely_public(methods: tuple[str, ...], path: str, name: str) -> bool:
    """Whether more than a word says so that guarded endpoints have as well: `preview`, `status`, `config`."""
    parts = path_parts(path)
    fixed = [it for it in parts if it]
    own = _snake(name)
    reads = set(methods) <= _READS
    if not fixed or _lets_in(methods, parts, fixed, reads=False) or _USUAL_PLACE.search(path.lower()):
        return True
    if _is_for_strangers(methods, parts):
        return True
    if _USUAL_NAME.search(own) or _SECRET_PARAMETER.search(path):
        return True
    tells = _USUAL_READ_NAME.search(own)
    if tells is not None:
        return tells[2] == "serve" or "" not in parts  # one row has no health
    if bool(_COMPUTES.search(own)) or fixed[-1] in _SAID_OF_ANYTHING:
        return False
    return reads and _tells_everybody(path, fixed)


_SAID_OF_ANYTHING = frozenset({
    "status", "config", "info", "index", "schema", "spec", "help", "languages", "contact", "about", "preview", "setup",
    "install", "activate",
})  # fmt: skip
"""Last parts of paths that many endpoints have which are guarded."""


def _lets_in(methods: tuple[str, ...], parts: list[str], fixed: list[str], *, reads: bool) -> bool:
    """Whether the path is one of those by which people come in, go out, or prove who they are."""
    if not fixed or (not parts[-1] and set(methods) & _CHANGES):
        return False  # `DELETE /register/{id}` looks after what others registered
    last, before = fixed[-1], set(fixed[:-1])
    if last in _ENTRANCES or last in _LAST or _RESENDS.search(last):
        return True
    if any(_RETURNS.search(it) for it in fixed) or _AVAILABLE.search(last):
        return True
    if before & _ENTRANCES and not set(methods) & _CHANGES:
        return True
    if "public" in before:
        return True
    alone = [it for it in fixed if not _PREFIX.match(it)]
    if parts[-1] and alone and alone[0] in _WHOLE and all(it in _WHOLE | _STEPS for it in alone[1:]):
        return len(alone) == 1 or (alone[0] in _TOKENS and alone[1] in _TOKENS | {"verify", "obtain"})
    return bool(before & _SIGNING) and (last in _TOKENS or last in _STEPS or (reads and fixed[-2] in _SIGNING))


def _is_for_strangers(methods: tuple[str, ...], parts: list[str]) -> bool:
    """Whether people use it who have no account: they write to the site, apply for a job, buy as guests."""
    if not parts or set(methods) & (_CHANGES | {"ANY"}):
        return False
    if any(_GUESTS.search(it) for it in parts):
        return True
    if "POST" not in methods:
        return False
    if _APPLIES.search("/" + "/".join(parts)):
        return True
    subscribes = parts[-1] in ("subscribe", "sign-up", "signup") and bool({"newsletter", "newsletters"} & set(parts))
    return "" not in parts and (subscribes or _STRANGERS.search(parts[-1]) is not None)


def _tells_everybody(path: str, fixed: list[str]) -> bool:
    if not fixed:
        return bool(path) and _ANY_PAGE.fullmatch(slashed(path).strip("/")) is not None
    return bool(_READ_ANYWHERE.intersection(fixed)) or fixed[-1] in _READ_LAST or fixed[-1].endswith(_FILES)


def _is_kept(methods: tuple[str, ...], path: str, fixed: list[str]) -> bool:
    """Whether the secret in the path is one of those looked after there: `DELETE /tokens/{token}`."""
    found = _SECRET_PARAMETER.search(path)
    kept = found[2].lower().replace("_", "-") + "s" if found else ""
    return bool(set(methods) & _CHANGES) and bool(kept) and any(it.endswith((kept, kept[:-1])) for it in fixed)


def path_parts(path: str) -> list[str]:
    """The parts of a path in lower case, with hyphens; "" stands for a parameter."""
    plain = _PARAMETER.sub("\0", slashed(path)).lower().replace("_", "-").strip("/")
    return [it.replace("\0", "") for it in plain.split("/") if it]


def slashed(path: str) -> str:
    """A path as people write it: with a slash in front, without the anchors of a regular expression."""
    plain = path.lstrip("/").lstrip("^").removesuffix("$")
    return "/" + (plain.removesuffix("?") if plain.endswith("/?") else plain).lstrip("/")


def public_mistake(pattern: str) -> str | None:
    """Why no endpoint can match the pattern of a `public` entry, None where one can."""
    method, _, path = pattern.rpartition(" ")
    if method and method.upper() not in METHODS:
        return f"`{pattern}` matches nothing: `{method}` is no HTTP method"
    if not path.startswith(("/", "*")):
        return f"`{pattern}` matches nothing: a path starts with `/`"
    return None


def declared_public(methods: tuple[str, ...], path: str, patterns: tuple[str, ...]) -> bool:
    """Whether the patterns of a project (`POST /login`, `/docs/**`) cover every method of the endpoint."""
    left = set(methods)
    for pattern in patterns:
        method, _, wanted = pattern.rpartition(" ")
        if _compile(wanted).fullmatch(slashed(path).rstrip("/") or "/"):
            left -= {method.upper()} if method else left
    return not left - {"HEAD", "OPTIONS"} if left != set(methods) else not left


def is_meant(methods: tuple[str, ...], path: str, pattern: str) -> bool:
    """Whether one pattern of a project speaks of the endpoint, for one of its methods at least."""
    method, _, wanted = pattern.rpartition(" ")
    named = not method or method.upper() in methods or "ANY" in methods
    return named and _compile(wanted).fullmatch(slashed(path).rstrip("/") or "/") is not None


@functools.cache
def _compile(pattern: str) -> re.Pattern[str]:
    """A pattern over paths: `*` stands for any characters within one part, `**` for any number of parts."""
    out = ""
    for part in (pattern.rstrip("/") or "/").split("/")[1 if pattern.startswith("/") else 0 :]:
        if part == "**":
            out += r"(?:/[^/]+)*"
        elif _PARAMETER.fullmatch(part):
            out += r"/(?:\{[^/]*\}|<[^/]*>|:[^/]+)"
        else:
            out += "/" + re.escape(part).replace(r"\*", "[^/]*")
    return re.compile(out or "/")


def _snake(name: str) -> str:
    """The handler's own name in snake case, that of its class before it: `Register.post` is `register_post`."""
    around, _, own = name.rpartition(".")
    holder = around.rpartition(".")[2]
    own = f"{holder}_{own}" if holder[:1].isupper() else own
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", own).lower()
