"""Who asks, as far as the network tells."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks: what the nearest proxy says (``CLIENT_ADDRESS_HEADER``), else the connection's; or nothing."""
    text = request.META.get(settings.CLIENT_ADDRESS_HEADER or "REMOTE_ADDR", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
