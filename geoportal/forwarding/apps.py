from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForwardingConfig(AppConfig):
    name = "geoportal.forwarding"
    verbose_name = _("Διαβίβαση σε άλλα συστήματα")

    def ready(self) -> None:
        from geoportal.forwarding import checks, receivers  # noqa: F401, PLC0415  # registers them
