"""Class-based views of branches."""

from flask import abort, request
from flask.views import MethodView, View
from flask_login import current_user, login_required
from sqlalchemy import select

from library.auth import MemberView, librarian_required
from library.db import SessionLocal, db
from library.models import Branch


class BranchList(MethodView):
    """All branches."""

    decorators = [login_required]

    def get(self):
        """Names by number."""
        return {str(branch.id): branch.name for branch in db.session.scalars(select(Branch))}

    def post(self):
        """Opens a branch."""
        with SessionLocal.begin() as session:
            branch = Branch(name=request.get_json()["name"])
            session.add(branch)
        return {"id": branch.id}, 201


class BranchNotice(MethodView):
    """The notice on a branch's door."""

    @login_required
    def get(self, branch_id):
        """What the notice says."""
        branch = db.session.get(Branch, branch_id)
        if branch is None:
            abort(404)
        return {"notice": branch.notice}

    @librarian_required
    def put(self, branch_id):
        """Puts up another notice."""
        return self._write(branch_id, request.get_json()["notice"])

    def delete(self, branch_id):
        """Takes the notice down."""
        return self._write(branch_id, "")

    def _write(self, branch_id, notice):
        with SessionLocal.begin() as session:
            branch = session.get(Branch, branch_id)
            if branch is None:
                abort(404)
            branch.notice = notice
        return "", 204


class OpeningHours(View):
    """When a branch is open."""

    methods = ["GET", "POST"]
    decorators = [librarian_required]

    def dispatch_request(self, branch_id):
        """Shows the hours, or changes them first."""
        with SessionLocal.begin() as session:
            branch = session.get(Branch, branch_id)
            if branch is None:
                abort(404)
            if request.method == "POST":
                branch.hours = request.get_json()["hours"]
        return {"hours": branch.hours}


class Wishlist(MemberView):
    """Books members would like the library to have."""

    def get(self):
        """The wish form, filled in with the member's address."""
        return {"notify": current_user.email}
