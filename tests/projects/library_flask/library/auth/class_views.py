"""Class-based views that need a member."""

from flask.views import MethodView
from flask_login import login_required


class MemberView(MethodView):
    """A view for signed-in members."""

    decorators = [login_required]
