"""Which endpoints need no guard: those a project declares public, and those that are public everywhere."""

import functools
import re

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "WEBSOCKET", "ANY")

_USUAL_PARTS = frozenset({
    # signing in and out
    "login", "logout", "signin", "signout", "sign-in", "sign-out", "log-in", "log-out", "sign_in", "sign_out",
    "signup", "sign-up", "sign_up", "register", "registration", "authenticate", "authorize", "authorise", "oauth",
    "oauth2", "sso", "saml", "oidc", "openid", "callback", "token", "access-token", "access_token", "refresh",
    "refresh-token", "refresh_token", "logged-out", "logged_out", "magic-link", "magic-code", "magic-sign-in",
    "magic-sign-up", "magic-generate", "email-check", "forgot", "forgot-password", "forgot_password",
    "password-recovery", "reset-password", "reset_password", "password-reset", "password_reset", "set-password",
    "set_password", "resend-verification", "verify-email", "verify_email", "confirm-email", "confirm_email",
    "email-verification", "activate", "jwks.json", "setup", "install", "first_install", "first-install",
    "unsubscribe", "invite-request", "invite_request", "waitlist", "public", "share", "shared", "sharelink",
    "share_link",
    # is it there
    "health", "healthz", "healthcheck", "health-check", "health_check", "live", "livez", "liveness", "ready",
    "readyz", "readiness", "ping", "status", "heartbeat", "alive", "up", "version", "metrics",
    # what it offers
    "docs", "redoc", "openapi", "openapi.json", "openapi.yaml", "swagger", "swagger.json", "swagger-ui", "schema",
    "spec", "apispec", "graphiql",
    # files for everybody
    "static", "assets", "favicon.ico", "robots.txt", "sitemap.xml", "manifest.json", "humans.txt", "security.txt",
    "themes", ".well-known", "service-worker.js", "sw.js", "jsi18n",
})  # fmt: skip
"""Parts of a path that say an endpoint is for callers that nobody knows yet."""

_USUAL_READS = frozenset({
    "config", "info", "about", "terms", "privacy", "imprint", "faq", "help", "pricing", "contact", "manifest",
    "languages", "locales", "remote_version", "locale", "i18n", "translations", "changelog", "sprite",
})  # fmt: skip
"""Last parts of paths that, read, tell everybody the same."""

_FILES = (".js", ".css", ".ico", ".txt", ".xml", ".svg", ".png", ".jpg", ".webmanifest", ".vcf", ".map", ".woff2")
_COMPUTES = re.compile(
    r"(^|_)(preview|decode|encode|convert|conversion|calculate|calculator|estimate|quote|uuid(v4)?)(_|$)"
    r"|^(api_)?(validate|parse|render|format|translate)_(schedule|cron|markdown|expression|syntax|template)"
)
"""Names of endpoints that work out an answer from what they are sent, and touch nothing."""

_USUAL_NAME = re.compile(
    r"(^|_)(log_?in|log_?out|sign_?in|sign_?out|sign_?up|register|registration|forgot_?password|reset_?password"
    r"|password_?reset"
    r"|refresh_?token|access_?token|obtain_?token|oauth\w*|sso|saml\w*|oidc\w*|callback|health\w*|ping|robots_?txt|favicon"
    r"|verify_?email|confirm_?email|activate_?account|csrf_?token|sitemap|authenticate\w*|serve|create_account|new_account)(_|$)"
)
_USUAL_PLACE = re.compile(
    r"/(auth|login|signup|session|\w+-session)/(start|begin|request|challenge|verify|code|otp|providers|check)(/|$)"
    r"|/(password|accounts?)/(reset|forgot|recover\w*|activate|confirm)(/|$)"
)
_PARAMETER = re.compile(r"\{[^}]*\}|<[^>]*>|\([^()]*\)[?*+]?")
_SECRET_PARAMETER = re.compile(
    r"[{<][^}>]*(token|secret|signature|signed|uidb64|api_?key|hash|otp|nonce)[^}>]*[}>]", re.IGNORECASE
)


def usually_public(methods: tuple[str, ...], path: str, name: str) -> bool:
    """Whether endpoints of this path, or of a handler of this name, are for everybody wherever one looks."""
    fixed = [it for it in _PARAMETER.sub("", slashed(path)).lower().split("/") if it]
    reads = set(methods) <= {"GET", "HEAD", "OPTIONS", "ANY"}
    if any(it in _USUAL_PARTS for it in fixed) or set(methods) <= {"OPTIONS", "HEAD"}:
        return True
    if reads and path and (not fixed or fixed[-1] in _USUAL_READS or fixed[-1].endswith(_FILES)):
        return True
    own = _snake(name)
    if _USUAL_PLACE.search(path.lower()) or _USUAL_NAME.search(own) or _SECRET_PARAMETER.search(path):
        return True
    return bool(_COMPUTES.search(own) or (fixed and _COMPUTES.search(fixed[-1].replace("-", "_"))))


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
