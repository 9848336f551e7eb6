"""The orchard's interfaces: one that asks who is calling, and an open one for the stalls."""

from ninja import NinjaAPI
from ninja.security import django_auth

from orchard.access import ScaleKey
from orchard.harvest import router as harvest
from orchard.harvest import stalls
from orchard.trees import router as trees

api = NinjaAPI(auth=django_auth, docs_url=None, openapi_url=None)
api.add_router("/trees", trees)
api.add_router("/harvest", harvest)
api.add_router("/scales", "orchard.scales.router", auth=ScaleKey())

open_api = NinjaAPI(urls_namespace="stalls", docs_url=None, openapi_url=None)
open_api.add_router("/stalls", stalls)


@api.get("/me")
def me(request):
    return {"name": str(request.auth)}


@api.get("/health", auth=None)
def health(request):
    return {"status": "ok"}
