"""The sections of the publications, founded beside the tree's beginnings: their addresses are promises."""

import uuid

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from geoportal.news.kinds import Kind
from geoportal.news.sections import SectionPage
from geoportal.pages.tree import found_tree
from layers.layer import Text

NEWS = "news"
# The path from the home page, and what stands under the title.
SECTIONS: dict[str, tuple[str, Text, Text]] = {
    "": (NEWS, _("Επικαιρότητα"), _("Ό,τι ανακοινώνει ο Δήμος, το νεότερο πρώτο.")),
    Kind.PRESS: (f"{NEWS}/press", Kind.PRESS.label, _("Οι επίσημες ανακοινώσεις του Δήμου προς όλους.")),
    Kind.CITY: (f"{NEWS}/city", Kind.CITY.label, _("Έργα, κυκλοφορία, σχολεία και ζωή στις γειτονιές.")),
    Kind.SPEECH: (f"{NEWS}/speeches", Kind.SPEECH.label, _("Τι είπε και τι παρουσίασε ο Δήμαρχος.")),
    Kind.SAFETY: (f"{NEWS}/safety", Kind.SAFETY.label, _("Ανακοινώσεις του Γραφείου Υγείας και Ασφάλειας.")),
    Kind.TENDER: ("tenders", Kind.TENDER.label, _("Ως πότε υποβάλλονται προσφορές, με τι προϋπολογισμό και τι αποτέλεσμα.")),
    Kind.VACANCY: ("hiring", Kind.VACANCY.label, _("Θέσεις εργασίας στον Δήμο, προθεσμίες και αποτελέσματα.")),
}


@transaction.atomic
def found_sections() -> int:
    """Create the sections that are not there yet, in each language, and return how many there are."""
    for language, home in found_tree().items():
        with translation.override(language):
            for kind, (path, title, lead) in SECTIONS.items():
                *above, slug = path.split("/")
                parent = _below(home, above[0]) if above else home
                if _below(parent, slug) is None:
                    _add(parent, SectionPage(slug=slug, kind=kind, title=str(title), lead=str(lead), show_in_menus=path.startswith(NEWS)))
    return int(SectionPage.objects.count())


def _below(parent: Page, slug: str) -> Page | None:
    # Not get_children: it believes the count of children that this instance was read with.
    return Page.objects.child_of(parent).filter(slug=slug).first()


def _add(parent: Page, section: SectionPage) -> None:
    section.locale, section.translation_key = parent.locale, uuid.uuid5(parent.translation_key, section.slug)
    section.first_published_at = section.last_published_at = timezone.now()
    Page.objects.get(pk=parent.pk).add_child(instance=section)
