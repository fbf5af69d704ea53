from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "geoportal.requests"
    verbose_name = _("Αιτήματα πολιτών")

    def ready(self) -> None:
        from geoportal.requests import telling  # noqa: PLC0415

        telling.connect()
