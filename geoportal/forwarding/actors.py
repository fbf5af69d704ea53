"""In whose name another system acts: an account of the department that nobody can sign in with, and that may do just what it needs."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from geoportal.accounts.models import User
from geoportal.forwarding.endpoints import Endpoint
from layers.departments import Department

# To claim, to note and to complete the cases of its own department.
_MAY = ("handle_request", "direct_requests")


def actor_of(endpoint: Endpoint) -> User:
    """Return the account of ``endpoint``, made where it is not there yet; what it may do and where is renewed."""
    user, _created = User.objects.get_or_create(
        username=f"open311-{endpoint.name}", defaults={"password": make_password(None), "last_name": endpoint.title[:150]}
    )
    department = Department.objects.filter(code=endpoint.department).first()
    if user.department_id != (department and department.pk):
        user.department = department
        user.save(update_fields=["department"])
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="layers", codename__in=_MAY))
    return User.objects.get(pk=user.pk)
