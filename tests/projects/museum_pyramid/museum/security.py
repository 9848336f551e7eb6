"""Who may do what: a header says who is calling, lists on the root say what that allows."""

from pyramid.authorization import ACLHelper, Allow, Authenticated, Everyone
from pyramid.httpexceptions import HTTPForbidden

PEOPLE = {"key-1": "guide", "key-2": "curator"}


class Root:
    __acl__ = [(Allow, Authenticated, "guide"), (Allow, "curator", "curate")]

    def __init__(self, request):
        self.request = request


class HeaderPolicy:
    def __init__(self):
        self.acl = ACLHelper()

    def identity(self, request):
        return PEOPLE.get(request.headers.get("X-Key", ""))

    def authenticated_userid(self, request):
        return self.identity(request)

    def permits(self, request, context, permission):
        name = self.identity(request)
        principals = [Everyone] if name is None else [Everyone, Authenticated, name]
        return self.acl.permits(context, principals, permission)

    def remember(self, request, userid, **kw):
        return []

    def forget(self, request, **kw):
        return []


def curators_only(view):
    def wrapper(context, request):
        if request.identity != "curator":
            raise HTTPForbidden("For curators")
        return view(context, request)

    return wrapper
