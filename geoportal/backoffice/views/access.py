"""Who may open a page of the back office that is no list of rows."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access

View = Callable[..., HttpResponse]


def for_duty(duty: str) -> Callable[[View], View]:
    """Open the view to staff whose role has the permission ``backoffice.<duty>``."""

    def decorate(view: View) -> View:
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.has_perm(f"backoffice.{duty}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        opened: View = require_admin_access(guarded)
        return opened

    return decorate
