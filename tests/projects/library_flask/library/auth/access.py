"""Loading the signed-in member and checking for librarians."""

from collections.abc import Callable
from functools import wraps

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from library.db import db
from library.models import Member

login_manager = LoginManager()
login_manager.login_view = "auth.login"


@login_manager.user_loader
def load_member(member_id: str) -> Member | None:
    """The member a session cookie names."""
    return db.session.get(Member, int(member_id))


def require_librarian() -> None:
    """Refuses everyone who does not work here."""
    if not current_user.is_authenticated:
        abort(401)
    if not current_user.is_librarian:
        abort(403)


def librarian_required(view: Callable[..., ResponseReturnValue]):
    """Lets only librarians reach the view."""

    @wraps(view)
    def wrapper(*args: object, **kwargs: object) -> ResponseReturnValue:
        require_librarian()
        return view(*args, **kwargs)

    return wrapper
