"""What sample FastAPI applications guard their routes with, and what only looks like it."""

ACCESS = """
from fastapi import Depends, Header, HTTPException, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer


class NotSignedIn(HTTPException):
    def __init__(self):
        super().__init__(status_code=401, detail="Sign in")


async def current_user(authorization: str | None = Header(default=None)):
    if authorization is None:
        raise NotSignedIn
    return authorization


def optional_user(authorization: str | None = Header(default=None)):
    return authorization


def pagination(page: int = 1):
    return page


class Paging:
    def __init__(self, size: int = 10, page: int = Depends(pagination)):
        self.size = size


class Filters:
    def __init__(self, user=Depends(current_user)):
        self.user = user


class Allows:
    def __init__(self, *roles):
        self.roles = roles

    def __call__(self, request: Request):
        if request.headers.get("x-role") not in self.roles:
            raise HTTPException(status_code=403)


def requires(scope):
    denied = HTTPException(403, f"Needs {scope}")

    def check(request: Request):
        if scope not in request.headers.get("x-scopes", ""):
            raise denied

    return check


def user_of(required: bool = True):
    return current_user if required else optional_user


bearer = HTTPBearer()
soft_bearer = HTTPBearer(auto_error=False)
api_key = APIKeyHeader(name="x-key")
scheme = OAuth2PasswordBearer(tokenUrl="/token", auto_error=False)


def through(user=Depends(current_user)):
    return user


def further(user=Depends(through), page=Depends(pagination)):
    return user


def swallowing(authorization: str | None = Header(default=None)):
    try:
        if authorization is None:
            raise NotSignedIn
    except HTTPException:
        return None
    return authorization
"""
