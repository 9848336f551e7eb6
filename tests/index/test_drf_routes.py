"""Django REST framework: the routes of routers, and of views beside them."""

from tests.harness.drf_views import IMPORTS, lines, of_view


class TestRoutes:
    def test_of_functions_that_register_with_the_router_they_are_given(self) -> None:
        views = (
            "class A(viewsets.ViewSet):\n    permission_classes = [IsAuthenticated]\n    def list(self, request): ...\n"
        )
        shop = (
            "import views\n"
            "from more import add_more_urls\n"
            "def add_urls(prefix, router):\n"
            "    router.register('orders', views.A, basename='order')\n"
            "    add_more_urls(to=router)\n"
            "    return router\n"
        )
        more = (
            "def add_more_urls(to, other=None):\n"
            "    from views import A\n"
            "    to.register('items', A)\n"
            "    other.register('never', A)\n"
        )
        urls = (
            "from shop import add_urls\n"
            "api = routers.DefaultRouter()\n"
            "api = add_urls('x', api)\n"
            "api.register('a', views.A)\n"
            "urlpatterns = [path('api/', include(api.urls))]\n"
        )
        found = lines(views, urls, shop=shop, more=more)
        assert sorted(it.split()[1] for it in found) == ["/api/a/$", "/api/items/$", "/api/orders/$"]

    def test_of_a_model_viewset_and_its_actions(self) -> None:
        viewset = """
class A(viewsets.ModelViewSet):
    lookup_field = "slug"
    lookup_value_regex = "[a-z]+"
    http_method_names = ["get", "post", "delete"]

    @action(detail=True, methods=["post", "delete"], url_path="pin/(?P<colour>[a-z]+)")
    def pin(self, request, slug, colour): ...

    @action(detail=False)
    def recent(self, request): ...

    @recent.mapping.delete
    def forget(self, request): ...
"""
        urls = (
            "router = routers.DefaultRouter()\n"
            "router.register(r'a', views.A)\n"
            "urlpatterns = [path('api/', include(router.urls))]\n"
        )
        assert lines(viewset, urls) == [
            "GET/POST /api/a/$ unguarded",
            "DELETE/GET /api/a/(?P<slug>[a-z]+)/$ unguarded",
            "DELETE/POST /api/a/(?P<slug>[a-z]+)/pin/(?P<colour>[a-z]+)/$ unguarded",
            "DELETE /api/a/recent/$ unguarded",
            "GET /api/a/recent/$ unguarded",
        ]

    def test_of_mixins_across_files_and_of_actions_bound_by_hand(self) -> None:
        base = (
            IMPORTS
            + "class Base(mixins.CreateModelMixin, viewsets.GenericViewSet):\n    def list(self, request): ...\n"
        )
        views = "from shop.base import Base\nclass A(Base):\n    def reopen(self, request, pk): ...\n"
        bound = "{'get': 'list', 'post': 'create', 'put': 'reopen', 'patch': 'gone'}"
        urls = f"urlpatterns = [path('a/', views.A.as_view({bound}))]\n"
        assert lines(views, urls, shop__base=base) == [
            "GET /a/ unguarded",
            "POST /a/ unguarded",
            "PUT /a/ unguarded",
        ]

    def test_of_nested_routers_and_routers_put_together(self) -> None:
        views = (
            "class A(viewsets.ReadOnlyModelViewSet): ...\n"
            "class B(mixins.ListModelMixin, viewsets.GenericViewSet): ...\n"
        )
        urls = """
from rest_framework_nested.routers import NestedSimpleRouter
outer = routers.SimpleRouter(trailing_slash=False)
outer.register("orders", views.A)
lines = NestedSimpleRouter(outer, "orders", lookup="order")
lines.register("lines", views.B)
other = routers.SimpleRouter()
other.register("notes", views.B)
outer.registry.extend(other.registry)
urlpatterns = outer.urls + lines.urls
"""
        assert lines(views, urls) == [
            "GET /^notes$ unguarded",
            "GET /^orders$ unguarded",
            "GET /^orders/(?P<order_pk>[^/.]+)/lines$ unguarded",
            "GET /^orders/(?P<pk>[^/.]+)$ unguarded",
        ]

    def test_of_a_router_that_other_modules_register_with(self) -> None:
        views = "class A(mixins.ListModelMixin, viewsets.GenericViewSet): ...\n"
        urls = "from shop.api import router\nimport shop.routes\nurlpatterns = [path('', include(router.urls))]\n"
        api = "from rest_framework.routers import SimpleRouter\nrouter = SimpleRouter(use_regex_path=False)\n"
        routes = "from shop.api import router\nimport views\nrouter.register('a', views.A, 'a')\n"
        assert lines(views, urls, shop__api=api, shop__routes=routes) == ["GET /a/ unguarded"]

    def test_of_generic_views_answered_by_the_projects_own_methods(self) -> None:
        workspace = (
            "class A(generics.ListCreateAPIView):\n"
            "    permission_classes = [IsAuthenticated]\n"
            "    def create(self, request): ...\n"
        )
        assert of_view(workspace) == "GET by IsAuthenticated | POST by IsAuthenticated"
