from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "geoportal.pages"
    verbose_name = _("Σελίδες")

    def ready(self) -> None:
        from geoportal.pages.search import listen  # noqa: PLC0415

        listen()
