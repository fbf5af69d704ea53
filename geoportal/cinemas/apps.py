from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CinemasConfig(AppConfig):
    name = "geoportal.cinemas"
    verbose_name = _("Κινηματογράφοι")
