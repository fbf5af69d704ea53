"""The editor's tabs: the text, what the kind asks for, the place, the address and its like."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from geoportal.pages.models import ContentPage

_WHO = MultiFieldPanel(
    [FieldPanel("published_on"), FieldPanel("department"), FieldPanel("audiences")], heading=_("Ποιος, πότε, για ποιους")
)
_WHEN = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("urgent_until")], heading=_("Πότε ισχύει")
)
_FILES = InlinePanel("attachments", label=_("Συνημμένο"), heading=_("Συνημμένα"))
_OUTCOME = MultiFieldPanel([FieldPanel("outcome"), FieldPanel("outcome_text")], heading=_("Αποτέλεσμα"))


def publication_tabs() -> TabbedInterface:
    return _tabs([_WHO, _WHEN, FieldPanel("ada"), _FILES])


def tender_tabs() -> TabbedInterface:
    facts = [FieldPanel(name) for name in ("deadline", "procedure", "budget", "cpv", "ada", "adam")]
    return _tabs([MultiFieldPanel(facts, heading=_("Στοιχεία διαγωνισμού")), _WHO, _FILES, _OUTCOME, _WHEN])


def vacancy_tabs() -> TabbedInterface:
    facts = [FieldPanel(name) for name in ("deadline", "employment", "ada")]
    positions = InlinePanel("positions", label=_("Ειδικότητα"), heading=_("Θέσεις"))
    return _tabs([MultiFieldPanel(facts, heading=_("Στοιχεία πρόσληψης")), positions, _WHO, _FILES, _OUTCOME, _WHEN])


def _tabs(facts: list[Any]) -> TabbedInterface:
    return TabbedInterface([
        ObjectList(ContentPage.content_panels, heading=_("Κείμενο")),
        ObjectList(facts, heading=_("Στοιχεία")),
        ObjectList([FieldPanel("address"), FieldPanel("geom")], heading=_("Θέση")),
        ObjectList(Page.promote_panels, heading=_("Διεύθυνση και προβολή")),
        # No tab is seen of it: it brings the hours of publishing, which one sets beside the page, and the comments.
        ObjectList(Page.settings_panels, heading=_("Ρυθμίσεις")),
    ])  # fmt: skip
