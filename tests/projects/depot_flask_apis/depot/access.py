"""Who may do what: people sign in, scanners send a key."""

from functools import wraps

from flask import abort, request
from flask_login import LoginManager, UserMixin, current_user

login_manager = LoginManager()
KEYS = {"scanner-1"}


class Worker(UserMixin):
    def __init__(self, name):
        self.id = name


@login_manager.user_loader
def load_worker(name):
    return Worker(name)


def scanner_required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if request.headers.get("X-Scanner-Key") not in KEYS:
            abort(401)
        return view(*args, **kwargs)

    return wrapper


def foreman_required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if not current_user.is_authenticated or current_user.id != "foreman":
            abort(403)
        return view(*args, **kwargs)

    return wrapper


def counted(view):
    """Count calls; turns nobody away."""

    @wraps(view)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return view(*args, **kwargs)

    wrapper.calls = 0
    return wrapper
