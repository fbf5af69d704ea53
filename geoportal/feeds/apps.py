from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    name = "geoportal.feeds"
    verbose_name = _("Ροές ενημέρωσης")
