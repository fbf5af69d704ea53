from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "geoportal.news"
    verbose_name = _("Επικαιρότητα")

    def ready(self) -> None:
        from geoportal.news import receivers  # noqa: PLC0415

        receivers.connect()
