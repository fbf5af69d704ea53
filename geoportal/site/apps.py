from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "geoportal.site"
    label = "portal_site"
    verbose_name = _("Κέλυφος του ιστότοπου")

    def ready(self) -> None:
        from geoportal.site import checks  # noqa: F401, PLC0415


class StaticFiles(StaticFilesConfig):
    """Leaves out what no page of ours asks for: other scripts' letters, older font formats, unminified twins."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "*-src*", "*.woff", "*italic*", "*cyrillic*", "*vietnamese*", "*math*", "*symbols*", "*greek-ext*",
        "roboto-*-100-*", "roboto-*-200-*", "roboto-*-300-*", "roboto-*-500-*", "roboto-*-600-*", "roboto-*-800-*", "roboto-*-900-*",
        "base.js", "components.js", "utilities.js", "base", "utilities", "Control.MiniMap.*",
    ]  # fmt: skip
