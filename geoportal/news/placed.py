"""Publications with a place, as the map shows them: one row for each that everybody may read, kept by receivers.py.

Pages of the tree have a place in it that no catalogue can make up; this table is what the layer reads.
"""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.contrib.gis.db.models import GeometryField
from django.db import models, transaction
from django.db.models import Min, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geoportal.news.kinds import CLOSES_SOON, Kind, Outcome
from geoportal.news.publications import PublicationPage
from layers.departments import Department
from layers.geometry import SRID, SpatialQuerySet, geography_index

_GREEK = "el"


class PlacedQuerySet(SpatialQuerySet):
    def published(self) -> Self:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Now()))


class PlacedPublication(models.Model):
    """``code`` is what the publication's translations have in common, ``path_el`` and ``path_en`` their pages' addresses."""

    code = models.CharField(_("κωδικός"), max_length=60, unique=True)
    title_el = models.CharField(_("τίτλος"), max_length=255)
    title_en = models.CharField(_("τίτλος στα αγγλικά"), max_length=255, blank=True)

    kind = models.CharField(_("είδος"), max_length=10, choices=Kind)
    lead_el = models.CharField(pgettext_lazy("κείμενο", "εισαγωγή"), max_length=400, blank=True)
    lead_en = models.CharField(_("εισαγωγή στα αγγλικά"), max_length=400, blank=True)
    path_el = models.CharField(_("σελίδα"), max_length=500, blank=True)
    path_en = models.CharField(_("σελίδα στα αγγλικά"), max_length=500, blank=True)
    outcome = models.CharField(_("αποτέλεσμα"), max_length=12, choices=Outcome, blank=True, default="")

    geom = GeometryField(_("θέση"), srid=SRID)
    address_el = models.CharField(_("πού"), max_length=200, blank=True)
    address_en = models.CharField(_("πού στα αγγλικά"), max_length=200, blank=True)

    published_on = models.DateField(_("ημερομηνία"))
    starts_at = models.DateTimeField(_("γίνεται από"), null=True, blank=True)
    ends_at = models.DateTimeField(_("γίνεται έως"), null=True, blank=True)
    deadline = models.DateTimeField(_("προθεσμία"), null=True, blank=True)
    urgent_until = models.DateTimeField(_("επείγον έως"), null=True, blank=True)
    expires_at = models.DateTimeField(_("αποσύρεται"), null=True, blank=True, default=None)
    updated_at = models.DateTimeField(_("ενημερώθηκε"), auto_now=True)

    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("υπηρεσία")
    )

    objects = PlacedQuerySet.as_manager()

    class Meta:
        verbose_name = _("δημοσίευση στον χάρτη")
        verbose_name_plural = _("δημοσιεύσεις στον χάρτη")
        ordering = ["-published_on", "pk"]
        indexes = [geography_index("geom", name="news_placed_geog")]

    def __str__(self) -> str:
        return self.title_el


def next_change() -> datetime | None:
    """Return when the layer next changes without a write: a deadline nears or passes, something is no longer urgent, or goes."""
    rows, found = PlacedPublication.objects.published(), []
    for name, margin in (("deadline", CLOSES_SOON), ("deadline", None), ("urgent_until", None), ("expires_at", None)):
        since = Now() if margin is None else Now() + margin
        instant = rows.filter(**{f"{name}__gt": since}).aggregate(first=Min(name))["first"]
        if instant is not None:
            found.append(instant if margin is None else instant - margin)
    return min(found, default=None)


@transaction.atomic
def renew(*keys: UUID) -> None:
    """Make the rows of the publications whose translations share one of ``keys`` what their pages are; without keys, of all."""
    pages = PublicationPage.objects.filter(translation_key__in=keys) if keys else PublicationPage.objects.all()
    seen = pages.live().public().select_related("locale")
    greek = {str(page.translation_key): page for page in seen.filter(locale__language_code=_GREEK, geom__isnull=False)}
    others = {str(page.translation_key): page for page in seen.exclude(locale__language_code=_GREEK)}
    gone = PlacedPublication.objects.exclude(code__in=greek)
    (gone.filter(code__in=map(str, keys)) if keys else gone).delete()
    for code, page in greek.items():
        PlacedPublication.objects.update_or_create(code=code, defaults=_facts(page, others.get(code)))


def _facts(page: PublicationPage, other: PublicationPage | None) -> dict[str, object]:
    same = ("kind", "outcome", "geom", "published_on", "starts_at", "ends_at", "deadline", "urgent_until", "department_id")
    return {name: getattr(page, name) for name in same} | {
        "title_el": page.title,
        "title_en": other.title if other else "",
        "lead_el": page.lead,
        "lead_en": other.lead if other else "",
        "address_el": page.address,
        "address_en": other.address if other else "",
        "path_el": page.get_url() or "",
        "path_en": (other.get_url() or "") if other else "",
        "expires_at": page.expire_at,
    }
