from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PharmaciesConfig(AppConfig):
    name = "geoportal.pharmacies"
    verbose_name = _("Φαρμακεία")
