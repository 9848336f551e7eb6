"""Who may do what: a token says who is calling, guards say what for."""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.security.jwt import JWTAuth, Token

SECRET = "only-for-the-sample-a-secret-of-32"
KEYS = {"courier-1"}


async def find_user(token: Token, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return token.sub


jwt_auth = JWTAuth[str](
    retrieve_user_handler=find_user,
    token_secret=SECRET,
    exclude=["/health", "^/visit/"],
)


def requires_curator(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    if connection.scope.get("user") != "curator":
        raise PermissionDeniedException("For curators")


def requires_role(role: str):
    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if connection.scope.get("user") != role:
            raise PermissionDeniedException(f"For {role}s")

    return guard


def courier_key(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    if connection.headers.get("X-Courier-Key") not in KEYS:
        raise NotAuthorizedException("No such courier")


async def provide_lender(request: Request[Any, Any, Any]) -> str:
    lender = request.headers.get("X-Lender")
    if lender is None:
        raise NotAuthorizedException("No lender")
    return lender


class PartnerAuthentication(AbstractAuthenticationMiddleware):
    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        partner = connection.headers.get("X-Partner")
        if partner is None:
            raise NotAuthorizedException("No such partner")
        return AuthenticationResult(user=partner, auth=None)
