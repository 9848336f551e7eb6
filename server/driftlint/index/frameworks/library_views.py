"""The HTTP methods that view classes of Django and DRF define themselves."""

_FORM = ("GET", "POST", "PUT")
_ALL = ("GET", "POST", "PUT", "PATCH", "DELETE")
_DJANGO: dict[str, tuple[str, ...]] = {
    "View": (),
    "TemplateView": ("GET",),
    "RedirectView": _ALL,
    "DetailView": ("GET",),
    "ListView": ("GET",),
    "FormView": _FORM,
    "CreateView": _FORM,
    "UpdateView": _FORM,
    "DeleteView": ("GET", "POST", "DELETE"),
    "ArchiveIndexView": ("GET",),
    "YearArchiveView": ("GET",),
    "MonthArchiveView": ("GET",),
    "WeekArchiveView": ("GET",),
    "DayArchiveView": ("GET",),
    "TodayArchiveView": ("GET",),
    "DateDetailView": ("GET",),
    "BaseDetailView": ("GET",),
    "BaseListView": ("GET",),
    "BaseFormView": _FORM,
    "BaseCreateView": _FORM,
    "BaseUpdateView": _FORM,
    "BaseDeleteView": ("GET", "POST", "DELETE"),
    "DeletionMixin": ("POST", "DELETE"),
    "ProcessFormView": _FORM,
}
"""https://docs.djangoproject.com/en/stable/ref/class-based-views/; PATCH of `RedirectView` as in its source."""

_DJANGO_AUTH = {
    "LoginView": _FORM,
    "LogoutView": ("POST",),
    "PasswordResetView": _FORM,
    "PasswordResetDoneView": ("GET",),
    "PasswordResetConfirmView": _FORM,
    "PasswordResetCompleteView": ("GET",),
    "PasswordChangeView": _FORM,
    "PasswordChangeDoneView": ("GET",),
}

_REST = {
    "CreateAPIView": ("POST",),
    "ListAPIView": ("GET",),
    "RetrieveAPIView": ("GET",),
    "DestroyAPIView": ("DELETE",),
    "UpdateAPIView": ("PUT", "PATCH"),
    "ListCreateAPIView": ("GET", "POST"),
    "RetrieveUpdateAPIView": ("GET", "PUT", "PATCH"),
    "RetrieveDestroyAPIView": ("GET", "DELETE"),
    "RetrieveUpdateDestroyAPIView": ("GET", "PUT", "PATCH", "DELETE"),
    "GenericAPIView": (),
}
"""https://www.django-rest-framework.org/api-guide/generic-views/"""

_METHODS: dict[str, tuple[str, ...]] = {
    f"{module}.{name}": methods
    for module, table in (
        ("django.views.generic", _DJANGO),
        ("django.views.generic.base", _DJANGO),
        ("django.views.generic.edit", _DJANGO),
        ("django.views.generic.list", _DJANGO),
        ("django.views.generic.detail", _DJANGO),
        ("django.views.generic.dates", _DJANGO),
        ("django.views", {"View": ()}),
        ("django.contrib.auth.views", _DJANGO_AUTH),
        ("rest_framework.generics", _REST),
        ("rest_framework.views", {"APIView": ()}),
        (
            "rest_framework.viewsets",
            dict.fromkeys(("ViewSet", "GenericViewSet", "ModelViewSet", "ReadOnlyModelViewSet"), ()),
        ),
        ("rest_framework.authtoken.views", {"ObtainAuthToken": ("POST",)}),
        ("django.views.i18n", {"JavaScriptCatalog": ("GET",), "JSONCatalog": ("GET",)}),
    )
    for name, methods in table.items()
}


def library_methods(name: str) -> tuple[str, ...] | None:
    """The HTTP methods a library's view class answers; None where the class is not known."""
    return _METHODS.get(name)


def is_library_view(name: str) -> bool:
    """Whether a library's class is a view, which ends the chain of `dispatch` calls, rather than a mixin."""
    if name in _METHODS:
        return not name.endswith("Mixin")
    last = name.rpartition(".")[2]
    return last.endswith(("View", "ViewSet")) and not last.endswith("Mixin")


def is_rest_view(name: str) -> bool:
    """Whether a library's class is a view of DRF, by where it is from or what it is called."""
    last = name.rpartition(".")[2]
    return (name.startswith(("rest_framework.", "rest_framework_")) and not last.endswith("Mixin")) or (
        last.endswith(("APIView", "ViewSet")) and not name.startswith("django.")
    )
