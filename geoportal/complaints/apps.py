from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "geoportal.complaints"
    verbose_name = _("Προβλήματα στον χάρτη")
