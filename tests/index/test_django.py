"""Django endpoints: paths through URLconfs of every shape, methods of views, and what guards them."""

import pytest

from driftlint.index.endpoints import endpoints
from driftlint.index.frameworks.django_urls import url_patterns
from tests.harness.endpoint_lines import endpoint_lines
from tests.harness.workspace import Workspace

VIEWS = """
    from django.views import View

    def home(request): ...
    def orders(request): ...
    def order(request, pk): ...
"""


def lines(**texts: str) -> list[str]:
    """The endpoints of files named "shop__urls" for shop/urls.py."""
    return endpoint_lines(Workspace({f"{name.replace('__', '/')}.py": text for name, text in texts.items()}))


class TestPaths:
    def test_includes_by_name_by_module_by_list_and_with_a_namespace(self) -> None:
        assert lines(
            urls="""
                from django.urls import include, path
                import shop.urls as shop_urls
                from shop import views

                extra = [path("x/", views.home)]
                named = ([path("y/", views.home)], "named")
                urlpatterns = [
                    path("name/", include("shop.urls")),
                    path("module/", include(shop_urls, namespace="m")),
                    path("list/", include(extra)),
                    path("tuple/", include((extra, "app"), namespace="t")),
                    path("named/", include(named)),
                    path("bare/", (extra, "app", "name")),
                ]
            """,
            shop__urls="""
                from django.urls import path
                from . import views
                urlpatterns = [path("orders/", views.orders), path("orders/<int:pk>/", views.order)]
            """,
            shop__views=VIEWS,
        ) == [
            "ANY /bare/x/ unguarded",
            "ANY /list/x/ unguarded",
            "ANY /module/orders/ unguarded",
            "ANY /module/orders/<int:pk>/ unguarded",
            "ANY /name/orders/ unguarded",
            "ANY /name/orders/<int:pk>/ unguarded",
            "ANY /named/y/ unguarded",
            "ANY /tuple/x/ unguarded",
        ]

    def test_regular_expressions_are_joined_as_the_resolver_joins_them(self) -> None:
        assert lines(
            urls="""
                from django.conf.urls import url
                from django.urls import include, path, re_path
                from shop import views

                API = "v1"
                inner = [re_path(r"^orders/(?P<pk>[0-9]+)$", views.order)]
                urlpatterns = [
                    re_path(r"^api/", include(inner)),
                    path("new/", include(inner)),
                    url(r"^old$", views.home),
                    re_path(rf"^{API}/home$", views.home),
                    path(API + "/orders/", views.orders),
                    path(f"{unknown}/orders/", views.orders),
                ]
            """,
            shop__views=VIEWS,
        ) == [
            "ANY /^api/orders/(?P<pk>[0-9]+)$ unguarded",
            "ANY /^old$ unguarded",
            "ANY /^v1/home$ unguarded",
            "ANY /new/orders/(?P<pk>[0-9]+)$ unguarded",
            "ANY /v1/orders/ unguarded",
            "ANY /{unknown}/orders/ unguarded",
        ]

    def test_patterns_put_together_from_pieces(self) -> None:
        assert lines(
            urls="""
                from django.conf import settings
                from django.conf.urls.static import static
                from django.contrib import admin
                from django.urls import path
                from shop import views
                from shop.more import urlpatterns as more, made

                urlpatterns = [path("admin/", admin.site.urls), path("one/", views.home)] + static(settings.MEDIA_URL)
                urlpatterns += [path("two/", views.home), *more]
                urlpatterns.append(path("three/", views.home))
                urlpatterns.extend([path("four/", views.home)])
                if settings.DEBUG:
                    urlpatterns = [path("five/", views.home)] + urlpatterns
                urlpatterns += made()
            """,
            shop__more="""
                from django.urls import path
                from shop import views

                urlpatterns = [path("six/", views.home)]

                def made():
                    found = [path("seven/", views.home)]
                    found += [path("eight/", views.home)]
                    return found
            """,
            shop__views=VIEWS,
        ) == [f"ANY /{it}/ unguarded" for it in ["eight", "five", "four", "one", "seven", "six", "three", "two"]]

    def test_translated_patterns_stand_below_the_language(self) -> None:
        assert lines(
            urls="""
                from django.conf.urls.i18n import i18n_patterns
                from django.urls import path
                from shop import views
                urlpatterns = i18n_patterns(path("home/", views.home))
                urlpatterns += i18n_patterns(path("orders/", views.orders), prefix_default_language=False)
            """,
            shop__views=VIEWS,
        ) == ["ANY /orders/ unguarded", "ANY /{language}/home/ unguarded"]

    def test_only_the_urlconf_that_settings_name_is_served(self) -> None:
        urls = "from django.urls import path\nfrom shop import views\nurlpatterns = [path('{}/', views.home)]\n"
        assert lines(
            config__settings="ROOT_URLCONF = 'config.urls'",
            config__urls=urls.format("served"),
            forgotten__urls=urls.format("forgotten"),
            shop__views=VIEWS,
        ) == ["ANY /served/ unguarded"]

    def test_several_projects_in_one_workspace(self) -> None:
        urls = "from django.urls import path\nfrom shop import views\nurlpatterns = [path('{}/', views.home)]\n"
        assert lines(
            one__settings="ROOT_URLCONF = 'one.urls'",
            one__urls=urls.format("one"),
            two__settings="ROOT_URLCONF = 'two.urls'",
            two__urls=urls.format("two"),
            shop__views=VIEWS,
        ) == ["ANY /one/ unguarded", "ANY /two/ unguarded"]

    def test_a_urlconf_included_out_of_sight_says_nothing_of_its_guards(self) -> None:
        assert lines(
            hooks="from shop import urls\n\ndef register():\n    return [mount(urls)]\n",
            shop__urls="from django.urls import path\nfrom . import views\nurlpatterns = [path('x/', views.home)]\n",
            shop__views=VIEWS,
        ) == ["ANY /{…}/x/ unknown: where its URLconf is included is not plain"]

    def test_urlconfs_that_include_each_other_end(self) -> None:
        workspace = Workspace(
            {
                "a.py": "from django.urls import include, path\nurlpatterns = [path('a/', include('b'))]\n",
                "b.py": "from django.urls import include, path\nurlpatterns = [path('b/', include('a'))]\n",
            }
        )
        assert endpoint_lines(workspace) == []

    def test_views_of_libraries_are_no_endpoints_of_the_project(self) -> None:
        assert (
            lines(
                urls="""
                    from django.contrib.auth.views import LoginView
                    from django.urls import include, path
                    from django.views.generic import TemplateView
                    urlpatterns = [
                        path("login/", LoginView.as_view()),
                        path("about/", TemplateView.as_view(template_name="about.html")),
                        path("oauth/", include("social_django.urls")),
                    ]
                """
            )
            == []
        )


class TestMethods:
    @pytest.mark.parametrize(
        ("decorator", "methods"),
        [
            ("@http.require_POST", "POST"),
            ("@http.require_GET", "GET"),
            ("@http.require_safe", "GET"),
            ("@http.require_http_methods(['GET', 'DELETE'])", "DELETE/GET"),
            ("@never_cache", "ANY"),
        ],
    )
    def test_of_function_views(self, decorator: str, methods: str) -> None:
        body = f"from django.views.decorators import http\n\n{decorator}\ndef a(request): ...\n"
        urls = "from django.urls import path\nimport views\nurlpatterns = [path('a/', views.a)]\n"
        assert lines(urls=urls, views=body) == [f"{methods} /a/ unguarded"]

    @pytest.mark.parametrize(
        ("base", "methods"),
        [
            ("TemplateView", ["GET"]),
            ("ListView", ["GET"]),
            ("DetailView", ["GET"]),
            ("FormView", ["GET", "POST", "PUT"]),
            ("UpdateView", ["GET", "POST", "PUT"]),
            ("DeleteView", ["DELETE", "GET", "POST"]),
            ("RedirectView", ["DELETE", "GET", "PATCH", "POST", "PUT"]),
        ],
    )
    def test_of_generic_views_are_those_of_the_class_in_django(self, base: str, methods: list[str]) -> None:
        generic = pytest.importorskip("django.views.generic")
        theirs = [it.upper() for it in getattr(generic, base).http_method_names if hasattr(getattr(generic, base), it)]
        assert sorted(set(theirs) - {"OPTIONS", "HEAD"}) == methods
        body = f"from django.views import generic\n\nclass A(generic.{base}): ...\n"
        urls = "from django.urls import path\nimport views\nurlpatterns = [path('a/', views.A.as_view())]\n"
        assert lines(urls=urls, views=body) == [f"{'/'.join(methods)} /a/ unguarded"]

    def test_of_a_class_view_are_its_own_inherited_and_allowed_ones(self) -> None:
        workspace = Workspace(
            {
                "urls.py": """
                from django.urls import path
                import views
                urlpatterns = [
                    path("a/", views.A.as_view()),
                    path("b/", views.A.as_view(http_method_names=["get"])),
                    path("c/", views.Outer.C.as_view()),
                ]
            """,
                "base.py": """
                from django.views import View
                class Base(View):
                    def post(self, request): ...
                    def delete(self, request): ...
            """,
                "views.py": """
                from base import *
                class A(Base):
                    http_method_names = ["get", "post"]
                    def get(self, request): ...
                class Outer:
                    class C(Base):
                        delete = None
            """,
            }
        )
        names = {(it.path, it.methods): it.name for it in endpoints(workspace.db)}
        assert names == {
            ("/a/", ("GET",)): "views.A.get",
            ("/a/", ("POST",)): "views.A",
            ("/b/", ("GET",)): "views.A.get",
            ("/c/", ("POST",)): "views.Outer.C",
        }

    def test_a_finding_stands_at_the_method_or_else_at_the_class(self) -> None:
        workspace = Workspace(
            {
                "urls.py": (
                    "from django.urls import path\nimport views\nurlpatterns = [path('a/', views.A.as_view())]\n"
                ),
                "views.py": """
                from django.views.generic import CreateView
                class A(CreateView):
                    def get(self, request): ...
            """,
            }
        )
        assert {it.methods: (it.anchor.owner, it.handler.owner) for it in endpoints(workspace.db)} == {
            ("GET",): ("A.get", "A.get"),
            ("POST", "PUT"): ("A", "A"),
        }


class TestIncrementality:
    def test_an_edit_inside_a_view_leaves_the_list_as_it_is(self) -> None:
        workspace = Workspace(
            {
                "config/settings.py": "ROOT_URLCONF = 'urls'",
                "urls.py": "from django.urls import path\nimport views\nurlpatterns = [path('a/', views.a)]\n",
                "views.py": (
                    "from django.contrib.auth.decorators import login_required\n"
                    "\n"
                    "@login_required\n"
                    "def a(request):\n"
                    "    return 1\n"
                ),
            }
        )
        before = endpoints(workspace.db)
        patterns = url_patterns(workspace.db, str(before[0].anchor.path).replace("views", "urls"), "urlpatterns", 10)
        workspace.replace("views.py", "return 1", "total = 1\n    return total")
        assert endpoints(workspace.db) is before
        workspace.replace("views.py", "@login_required\n", "")
        assert endpoint_lines(workspace) == ["ANY /a/ unguarded"]
        assert url_patterns(workspace.db, before[0].anchor.path.replace("views", "urls"), "urlpatterns", 10) is patterns
