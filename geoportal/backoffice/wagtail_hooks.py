"""What the rooms add to Wagtail's admin."""

from copy import copy
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from geoportal.backoffice import recording, urls
from geoportal.backoffice.bulk import BulkEdit
from geoportal.backoffice.dashboard import WaitingPanel
from geoportal.backoffice.desk.queues import Queue, count
from geoportal.backoffice.desk.scope import visible_to, works_here
from geoportal.backoffice.views import layers, messages, tokens, wordings
from geoportal.backoffice.viewsets import register_content

register_content()
hooks.register("register_bulk_action", BulkEdit)


class DutyMenuItem(MenuItem):
    """An entry for those whose role has the permission ``backoffice.<duty>``."""

    def __init__(self, label: Any, url_name: str, *, duty: str, icon_name: str, order: int) -> None:
        super().__init__(label, reverse(url_name), name=url_name.replace("_", "-"), icon_name=icon_name, order=order)
        self.duty = duty

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"backoffice.{self.duty}"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return urls.urlpatterns


@hooks.register("register_admin_menu_item")
def register_layers() -> MenuItem:
    return DutyMenuItem(_("Επίπεδα και δεδομένα"), "backoffice_layers", duty="manage_layers", icon_name="globe", order=220)


class DeskMenuItem(MenuItem):
    """The entry of the desk, with the number of cases that nobody has taken yet."""

    def is_shown(self, request: HttpRequest) -> bool:
        return works_here(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        # One item serves all requests: what is of this one goes into a copy.
        item = copy(self)
        new = count(Queue.NEW, visible_to(request.user), user=request.user)
        item.label = _("Αιτήματα (%(count)s)") % {"count": new.text} if new.count else _("Αιτήματα")
        return super(DeskMenuItem, item).render_component(request)


@hooks.register("register_admin_menu_item")
def register_desk() -> MenuItem:
    return DeskMenuItem(_("Αιτήματα"), reverse("desk"), name="desk", icon_name="tasks", order=150)


@hooks.register("register_settings_menu_item")
def register_tokens() -> MenuItem:
    return DutyMenuItem(_("Κλειδιά πρόσβασης"), "backoffice_tokens", duty="manage_tokens", icon_name="key", order=700)


@hooks.register("register_reports_menu_item")
def register_jobs() -> MenuItem:
    return DutyMenuItem(_("Εργασίες συστήματος"), "backoffice_jobs", duty="see_jobs", icon_name="cogs", order=900)


@hooks.register("register_reports_menu_item")
def register_messages() -> MenuItem:
    return DutyMenuItem(_("Μηνύματα"), "backoffice_messages", duty="see_messages", icon_name="mail", order=890)


@hooks.register("register_settings_menu_item")
def register_wordings() -> MenuItem:
    return DutyMenuItem(_("Κείμενα μηνυμάτων"), "backoffice_wordings", duty="write_wordings", icon_name="mail", order=710)


@hooks.register("register_reports_menu_item")
def register_gaps() -> MenuItem:
    return DutyMenuItem(_("Τι λείπει από τα δεδομένα"), "backoffice_gaps", duty="see_reports", icon_name="warning", order=100)


@hooks.register("register_reports_menu_item")
def register_history() -> MenuItem:
    return DutyMenuItem(_("Ιστορικό όλων"), "backoffice_history", duty="see_history", icon_name="history", order=110)


@hooks.register("construct_reports_menu")
def leave_out_partial_history(request: HttpRequest, menu_items: list[Any]) -> None:
    """Who sees the history of all needs no second entry for a part of it."""
    if request.user.has_perm("backoffice.see_history"):
        menu_items[:] = [item for item in menu_items if item.name != "site-history"]


@hooks.register("construct_homepage_panels")
def add_what_waits(request: HttpRequest, panels: list[Any]) -> None:  # noqa: ARG001
    panels.append(WaitingPanel())


@hooks.register("insert_global_admin_css")
def add_look() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/backoffice/admin.css"))


@hooks.register("insert_global_admin_js")
def add_names() -> SafeString:
    return format_html(
        '<script type="module" src="{}" data-naming data-everywhere="{}" data-list="{}" data-text="{}" data-cell="{}"></script>',
        static("js/backoffice/naming.js"), _("Σε όλη τη διαχείριση"), _("Σε αυτή τη λίστα"), _("Κείμενο"), _("Κελί"),
    )  # fmt: skip


@hooks.register("construct_main_menu")
def leave_out_help(request: HttpRequest, menu_items: list[Any]) -> None:  # noqa: ARG001
    """Wagtail's help leads to pages of others, in English."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("register_permissions")
def register_permissions() -> "QuerySet[Permission]":
    return Permission.objects.filter(content_type__app_label="backoffice")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(recording.EDIT)(recording.ChangesFormatter)
    actions.register_action(recording.BULK)(recording.BulkFormatter)
    actions.register_action(recording.BY_MACHINE)(recording.TokenFormatter)
    actions.register_action(tokens.ISSUED, _("Νέο κλειδί"), _("Δόθηκε κλειδί πρόσβασης"))
    actions.register_action(tokens.REVOKED, _("Ανάκληση κλειδιού"), _("Ανακλήθηκε το κλειδί πρόσβασης"))
    actions.register_action(messages.SEEN, _("Άνοιγμα μηνύματος"), _("Είδε τη διεύθυνση και το κείμενο ενός μηνύματος"))
    actions.register_action(messages.AGAIN, _("Ξανά μήνυμα"), _("Έβαλε ένα μήνυμα να σταλεί"))
    actions.register_action(messages.HELD, _("Κράτηση μηνύματος"), _("Κράτησε ένα μήνυμα, να μη σταλεί"))
    actions.register_action(wordings.CHANGED, _("Αλλαγή κειμένου μηνύματος"), _("Άλλαξε το κείμενο ενός μηνύματος"))
    actions.register_action(wordings.RESTORED, _("Αρχικό κείμενο μηνύματος"), _("Έβαλε πίσω το αρχικό κείμενο ενός μηνύματος"))
    actions.register_action(layers.SHOWN, _("Αλλαγή έκδοσης"), _("Άλλαξε η έκδοση που βλέπουν όλοι"))
    actions.register_action(layers.PURGED, _("Διαγραφή έκδοσης"), _("Διαγράφηκαν οι γραμμές μιας έκδοσης"))
    actions.register_action(layers.DELETED, _("Διαγραφή συνόλου δεδομένων"), _("Διαγράφηκε το σύνολο δεδομένων"))
