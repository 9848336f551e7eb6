"""What guards are commonly called, for those that cannot be looked into."""

import re
from typing import Literal

from driftlint.index.endpoint import GuardKind

_WHO = (
    r"(login|auth|authed|authenticated|authentication|user|users|admin|admins|superuser|staff|role|roles|scope|scopes|token"
    r"|jwt|api_?key|session|account|owner|member|permission|permissions|perm|perms|access|credentials|principal|identity)"
)

_PERMISSION = re.compile(
    r"(^|_)(require[sd]?|check|verify|ensure|has|have|validate|assert|enforce|needs|need|with)_(any_|all_|is_|valid_|the_)?"
    r"\w*(admin|superuser|staff|role|scope|permission|perm|owner|access|policy|privilege)\w*(_|$)"
    r"|(^|_)(admins?|staff|superusers?|owners?|members?)_(only|required)(_|$)"
    r"|(^|_)(permissions?|roles?|scopes?)_(required|checker|check|accepted|dependency)(_|$)"
    r"|(^|_)authori[sz](e|er|es|ed)(_(?!url|header)|$)|(^|_)authori[sz]ation(_required|_check)?$|^permissions?$|(^|_)permissions?_dependency|^is_(admin|staff|superuser|owner)$"
    r"|(^|_)current_\w*(admin|superuser|staff)(_|$)"
)
_AUTH = re.compile(
    r"(^|_)current_(\w+_)?(user|account|principal|identity|member|customer|tenant_user)(_id|_uuid|_email)?(_|$)"
    r"|(^|_)(login|auth|authentication|token|jwt|api_?key|user|session)_(required|needed)(_|$)"
    r"|(^|_)(require[sd]?|ensure|need|needs|check|verify|validate|enforce)_(a_|an_|is_|any_|valid_)?(\w+_)?"
    + _WHO
    + r"(_|$)|(^|_)(authenticate[ds]?|authed_only|logged_in|is_authenticated|authenticated_user|auth_user)(_|$)"
    r"|(^|_)(auth|authentication|login_required|token_auth|bearer_auth|jwt_auth|api_?key_auth)_?(middleware|mixin|guard|dependency|bearer|backend)(_|$)"
    r"|^(jwt|http)_?bearer$|^(auth|authenticated|protected|login_required_mixin)$"
)
_SIGNATURE = re.compile(
    r"(^|_)(verify|validate|check|ensure|require)_(\w+_)?(signature|webhook|hmac)(_|$)|webhook_(event_getter|signature|verifier)"
)
_CSRF = re.compile(r"(^|_)(csrf|xsrf)(_|$)")
_RATE = re.compile(r"(^|_)(rate_?limit(er|ed)?|throttle[ds]?|limiter)(_|$)")
_OPTIONAL = re.compile(
    r"(^|_)(optional|optionally|maybe|or_none|or_anonymous|anonymous|if_any|if_present|unauthenticated|no_auth|public|not_required"
    r"|not_authenticated|guest|anon|if_(logged_in|signed_in|authenticated))(_|$)"
)


def kind_by_name(
    name: str, role: Literal["dependency", "decorator", "class", "hook", "middleware"]
) -> GuardKind | None:
    """The kind of guard that something of that dotted name most likely is."""
    last = snake(name)
    if _OPTIONAL.search(last):
        return None
    if _CSRF.search(last):
        return "csrf"
    if _SIGNATURE.search(last):
        return "signature"
    if _PERMISSION.search(last):
        return "permission"
    if _AUTH.search(last) and not (role == "class" and not last.endswith(("mixin", "required", "view", "guard"))):
        return "auth"
    return "rate-limit" if _RATE.search(last) else None


def sounds_optional(name: str) -> bool:
    """Whether the name says that anonymous callers are let in."""
    return _OPTIONAL.search(snake(name)) is not None


def snake(name: str) -> str:
    """The last part of a dotted name, in snake case."""
    last = name.rpartition(".")[2]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", last).lower()
