"""Who looks: the public, or staff, who also see what is not public."""

from django.http import HttpRequest


def is_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.is_staff)
