from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "geoportal.messaging"
    verbose_name = _("Μηνύματα")

    def ready(self) -> None:
        from geoportal.messaging import checks  # noqa: F401, PLC0415  # registers them
