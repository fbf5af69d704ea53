"""What a page is made of. Each block has a template of its own in templates/pages/blocks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructBlockValidationError,
    StructValue,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from geoportal.events.finding import EventQuery, find_occurrences
from geoportal.events.words import words_of
from geoportal.pages.map_links import check_target, state_of_link, target_in
from geoportal.site.language import localised, page_language
from layers.departments import Department
from layers.events.models import EventCategory

RICH = ["bold", "italic", "ol", "ul", "link", "document-link"]
RICH_WITH_HEADINGS = ["h2", "h3", *RICH]


class PictureBlock(StructBlock):
    """A picture always says what it shows, unless it only decorates."""

    image = ImageBlock(label=_("εικόνα"))
    caption = CharBlock(required=False, max_length=300, label=_("λεζάντα"))
    credit = CharBlock(required=False, max_length=120, label=_("δημιουργός"))

    class Meta:
        icon = "image"
        label = _("Εικόνα")
        template = "pages/blocks/picture.html"


class FileBlock(StructBlock):
    file = DocumentChooserBlock(label=_("αρχείο"))
    title = CharBlock(required=False, max_length=200, label=_("τίτλος"), help_text=_("Κενό: ο τίτλος του αρχείου."))


class StepBlock(StructBlock):
    title = CharBlock(max_length=120, label=_("τίτλος"))
    text = RichTextBlock(required=False, features=RICH, label=_("κείμενο"))


class PartBlock(StructBlock):
    title = CharBlock(max_length=160, label=_("ερώτηση ή τίτλος"))
    text = RichTextBlock(features=RICH, label=_("κείμενο"))


class CalloutBlock(StructBlock):
    tone = ChoiceBlock(
        choices=[("note", _("Πληροφορία")), ("attention", _("Προσοχή")), ("urgent", _("Επείγον"))], default="note", label=_("τόνος")
    )
    title = CharBlock(required=False, max_length=120, label=_("τίτλος"))
    text = RichTextBlock(features=RICH, label=_("κείμενο"))

    class Meta:
        icon = "warning"
        label = _("Πλαίσιο")
        template = "pages/blocks/callout.html"


def _departments() -> list[tuple[str, str]]:
    return [(department.code, localised(department, "name")) for department in Department.objects.published()]


class DepartmentBlock(StructBlock):
    code = ChoiceBlock(choices=_departments, label=_("υπηρεσία"))

    class Meta:
        icon = "group"
        label = _("Επικοινωνία υπηρεσίας")
        template = "pages/blocks/department.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        department = Department.objects.published().filter(code=value["code"]).first()
        if department is not None:
            context |= {
                "name": localised(department, "name"),
                "address": localised(department, "address"),
                "hours": localised(department, "hours"),
                "url": reverse("departments:department", args=[department.code]),
            }
        return context


class MapBlock(StructBlock):
    """Any view of the map: its layers, filters and extent, as its share button writes them."""

    link = CharBlock(max_length=2000, label=_("σύνδεσμος του χάρτη"), help_text=_("Όπως τον δίνει το «Κοινή χρήση» του χάρτη."))
    title = CharBlock(max_length=200, label=_("τι δείχνει ο χάρτης"))

    class Meta:
        icon = "site"
        label = _("Χάρτης")
        template = "pages/blocks/map.html"

    def clean(self, value: Any) -> StructValue:
        cleaned: StructValue = super().clean(value)
        state_of_link(cleaned["link"])
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Return what the map shows: its link is no text, and was quoted by the search."""
        return [value["title"]]

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        try:
            state = state_of_link(value["link"])
        except ValidationError:
            # What it showed is gone, or not public any more: the page stays, without a map.
            return context
        context |= {
            "embed_url": f"{reverse('atlas:embed')}?{state.query(view=None)}",
            "map_url": f"{reverse('atlas:map')}?{state.query(view=None)}",
            "list_url": f"{reverse('atlas:map')}?{state.query(view='list')}",
            "layers": [str(layer.title) for layer in state.layers],
        }
        return context


def _categories() -> list[tuple[str, str]]:
    return [(category.code, localised(category, "name")) for category in EventCategory.objects.all()]


class EventsBlock(StructBlock):
    category = ChoiceBlock(choices=_categories, required=False, label=_("κατηγορία"), help_text=_("Κενό: όλες."))
    most = IntegerBlock(min_value=1, max_value=20, default=5, label=_("πόσες το πολύ"))

    class Meta:
        icon = "calendar-alt"
        label = _("Εκδηλώσεις")
        template = "pages/blocks/events.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        category = EventCategory.objects.filter(code=value["category"]).first() if value["category"] else None
        found = find_occurrences(EventQuery(category=category), now=timezone.now())[: value["most"]]
        context["entries"] = [(occurrence.starts_at, words_of(occurrence)) for occurrence in found]
        return context


class ButtonBlock(StructBlock):
    """Leads on: to a page of the tree, to a service of the portal, or elsewhere."""

    text = CharBlock(max_length=80, label=_("κείμενο"))
    page = PageChooserBlock(required=False, label=_("σελίδα"))
    url = CharBlock(
        required=False,
        max_length=2000,
        label=_("ή διεύθυνση"),
        help_text=_("Άλλου ιστότοπου (https://…) ή υπηρεσίας της πύλης (/pharmacies/)."),
    )

    class Meta:
        icon = "link"
        label = _("Κουμπί")
        template = "pages/blocks/button.html"

    def clean(self, value: Any) -> StructValue:
        cleaned: StructValue = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            message = _("Διαλέξτε σελίδα ή γράψτε διεύθυνση: το ένα από τα δύο.")
            raise StructBlockValidationError({"url": ValidationError(message)})
        try:
            check_target(cleaned["url"])
        except ValidationError as refusal:
            raise StructBlockValidationError({"url": refusal}) from refusal
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        page = value["page"]
        # A page that was withdrawn takes its button away.
        context["href"] = (page.get_url() or "" if page.live else "") if page else target_in(page_language(), value["url"])
        return context


class BodyBlock(StreamBlock):
    """Everything that an article may hold, in any order."""

    text = RichTextBlock(features=RICH_WITH_HEADINGS, label=_("Κείμενο"), template="pages/blocks/text.html")
    picture = PictureBlock()
    gallery = ListBlock(PictureBlock(), min_num=2, label=_("Συλλογή εικόνων"), icon="image", template="pages/blocks/gallery.html")
    files = ListBlock(FileBlock(), label=_("Αρχεία"), icon="doc-full", template="pages/blocks/files.html")
    table = TypedTableBlock(
        [
            ("text", CharBlock(required=False, label=_("κείμενο"))),
            ("rich", RichTextBlock(required=False, features=RICH, label=_("μορφοποιημένο"))),
        ],
        label=_("Πίνακας"),
        template="pages/blocks/table.html",
    )
    parts = ListBlock(PartBlock(), label=_("Ερωτήσεις και απαντήσεις"), icon="list-ul", template="pages/blocks/parts.html")
    callout = CalloutBlock()
    steps = ListBlock(StepBlock(), label=_("Βήματα"), icon="list-ol", template="pages/blocks/steps.html")
    department = DepartmentBlock()
    map = MapBlock()
    events = EventsBlock()
    button = ButtonBlock()
