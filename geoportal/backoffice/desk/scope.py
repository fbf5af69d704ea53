"""Whose cases somebody of the staff sees. Asked of the same table as every right (layers.requests.policy), and of nothing else."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from layers.departments import Department
from layers.requests.models import ServiceRequest
from layers.requests.policy import REGISTER, RIGHTS, VIEW, Scope

View = Callable[..., HttpResponseBase]


def visible_to(user: Any) -> Any:
    """Return the cases that ``user`` may see: of all departments, of the own one, or none."""
    scopes = _scopes(user, VIEW)
    if Scope.ANY in scopes:
        return ServiceRequest.objects.all()
    if Scope.OWN in scopes and user.department_id is not None:
        return ServiceRequest.objects.filter(department=user.department_id)
    return ServiceRequest.objects.none()


def sees_all(user: Any) -> bool:
    return Scope.ANY in _scopes(user, VIEW)


def works_here(user: Any) -> bool:
    """Return whether the desk is for ``user`` at all."""
    return bool(_scopes(user, VIEW))


def registers(user: Any) -> bool:
    """Return whether ``user`` enters cases for citizens."""
    return bool(_scopes(user, REGISTER))


def directs(user: Any) -> bool:
    """Return whether ``user`` heads a department or all of them."""
    return bool(user.has_perm("layers.direct_requests") or user.has_perm("layers.oversee_requests"))


def oversees(user: Any) -> bool:
    return bool(user.has_perm("layers.oversee_requests"))


def audits(user: Any) -> bool:
    """Return whether ``user`` reads who looked at whose personal data."""
    return bool(user.has_perm("backoffice.see_history"))


def for_whom(may_open: Callable[[Any], bool]) -> Callable[[View], View]:
    """Open the view to staff of whom ``may_open`` holds; what it answers is kept by nobody."""

    def decorate(view: View) -> View:
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not may_open(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        opened: View = require_admin_access(never_cache(guarded))
        return opened

    return decorate


def case_for(user: Any, number: int) -> ServiceRequest:
    """Return the case with what its page tells of it.

    Raises:
        Http404: also for one that ``user`` may not see: that it exists is not told either.
    """
    related = ("service__group", "department", "assignee", "district", "reporter", "merged_into", "split_from")
    case: ServiceRequest | None = visible_to(user).select_related(*related).defer(*_OUTLINES).filter(pk=number).first()
    if case is None:
        raise Http404
    return case


_OUTLINES = ("department__jurisdiction", "district__geom")


def departments() -> Any:
    """Return all departments without their outlines."""
    return Department.objects.defer("jurisdiction")


def _scopes(user: Any, action: str) -> set[Scope]:
    return {scope for permission, scope in RIGHTS[action].items() if user.has_perm(permission)}
