from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class BackofficeConfig(AppConfig):
    name = "geoportal.backoffice"
    verbose_name = _("Διαχείριση")


class UsersConfig(WagtailUsersAppConfig):
    """Accounts belong to departments here."""

    user_viewset = "geoportal.backoffice.users.StaffViewSet"
