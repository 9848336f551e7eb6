"""Who may see what: decorators, mixins and the base of the clinic's views."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views import View


def is_manager(user) -> bool:
    """Whether the user manages the clinic."""
    return user.is_authenticated and user.groups.filter(name="managers").exists()


def clinic_member_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets only people of the clinic reach the view."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return wrapper


class ClinicView(LoginRequiredMixin, View):
    """The base of views for people of the clinic."""


class StaffRequiredMixin(UserPassesTestMixin):
    """Lets only staff reach the view."""

    def test_func(self) -> bool:
        """Whether the caller is staff."""
        return self.request.user.is_staff


class ClinicMemberMixin:
    """Lets only people of the clinic reach the view."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Sends everyone else to the login."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)
