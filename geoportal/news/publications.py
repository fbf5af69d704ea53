"""What the city hall publishes: a page of the tree with a day, and what its kind asks for beside it."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as date_text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, Page
from wagtail.models.pages import PageManager, PageQuerySet

from geoportal.news.forms import PublicationForm
from geoportal.news.identifiers import validate_ada, validate_adam, validate_cpv
from geoportal.news.kinds import OUTCOMES, Kind, Outcome, Status, status_at, status_now
from geoportal.news.panels import publication_tabs, tender_tabs, vacancy_tabs
from geoportal.news.telling import telling_of
from geoportal.pages.models import ContentPage
from layers.audiences import AudiencesField
from layers.departments import Department
from layers.geometry import SRID, geography_index


class PublicationQuerySet(PageQuerySet):
    def listed(self, language: str) -> Self:
        """Return those that everybody may read in ``language``, the last published first."""
        rows: Self = self.live().public().filter(locale__language_code=language).select_related("department", "locale")
        ordered: Self = rows.order_by("-published_on", "-pk")
        return ordered

    def with_status(self) -> Self:
        rows: Self = self.annotate(status=status_now())
        return rows

    def urgent(self) -> Self:
        rows: Self = self.filter(urgent_until__gt=Now())
        return rows


class PublicationPage(ContentPage):
    """A publication; ``kind`` is that of the section it lies in. Deadline and outcome are those of tenders and hirings."""

    search_kind, shared_kind = "publication", "article"
    # Those that have a class of their own are publications too: without this the facet would bear the last class's name.
    search_kinds: ClassVar[dict[str, Any]] = {"publication": gettext_lazy("Δημοσιεύσεις")}
    kinds: ClassVar[tuple[Kind, ...]] = (Kind.PRESS, Kind.CITY, Kind.SPEECH, Kind.SAFETY)

    kind = models.CharField(gettext_lazy("είδος"), max_length=10, choices=Kind, editable=False)
    published_on = models.DateField(gettext_lazy("ημερομηνία"), default=timezone.localdate)
    audiences = AudiencesField(verbose_name=gettext_lazy("για ποιους"))
    ada = models.CharField(gettext_lazy("ΑΔΑ"), max_length=20, blank=True, validators=[validate_ada])
    outcome = models.CharField(gettext_lazy("αποτέλεσμα"), max_length=12, choices=Outcome, blank=True)
    outcome_text = models.TextField(gettext_lazy("για το αποτέλεσμα"), blank=True)

    geom = GeometryField(gettext_lazy("θέση στον χάρτη"), srid=SRID, null=True, blank=True)
    address = models.CharField(gettext_lazy("πού"), max_length=200, blank=True, help_text=gettext_lazy("Οδός και αριθμός, ή περιοχή."))

    starts_at = models.DateTimeField(gettext_lazy("γίνεται από"), null=True, blank=True)
    ends_at = models.DateTimeField(gettext_lazy("γίνεται έως"), null=True, blank=True)
    urgent_until = models.DateTimeField(
        gettext_lazy("επείγον έως"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Ως τότε φαίνεται στην αρχή της ιστοσελίδας. Κενό: δεν είναι επείγον."),
    )
    deadline = models.DateTimeField(gettext_lazy("προθεσμία"), null=True, blank=True)

    department = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("υπηρεσία"),
    )

    objects: ClassVar[Any] = PageManager.from_queryset(PublicationQuerySet)()

    template = "news/publication.html"
    base_form_class = PublicationForm
    parent_page_types: ClassVar[list[str]] = ["news.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    edit_handler = publication_tabs()

    class Meta:
        verbose_name = gettext_lazy("δημοσίευση")
        verbose_name_plural = gettext_lazy("δημοσιεύσεις")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="news_happens_forwards"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-published_on"], name="news_by_kind_and_day"),
            models.Index(fields=["deadline"], name="news_by_deadline", condition=Q(deadline__isnull=False)),
            models.Index(fields=["urgent_until"], name="news_by_urgency", condition=Q(urgent_until__isnull=False)),
            geography_index("geom", name="news_publication_geog"),
        ]

    def get_context(self, request: HttpRequest, *arguments: Any, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *arguments, **options)
        others = PublicationPage.objects.listed(self.locale.language_code).exclude(pk=self.pk)
        return context | telling_of(self, others, request)

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        can: bool = super().can_exist_under(parent)
        return can and getattr(parent.specific, "kind", "") in cls.kinds

    def save(self, *arguments: Any, **options: Any) -> None:
        parent = self.get_parent()
        self.kind = getattr(parent and parent.specific, "kind", "") or self.kind or self.kinds[0]
        super().save(*arguments, **options)

    def clean(self) -> None:
        super().clean()
        problems = dict(self.problems())
        if problems:
            raise ValidationError(problems)

    def problems(self) -> list[tuple[str, str]]:
        """Return what is wrong with the fields together: the field, and what to say."""
        found = []
        if self.slug.isdecimal():
            message = _("Η διεύθυνση «%(slug)s» είναι μόνο ψηφία, όπως ένα έτος του αρχείου. Προσθέστε μια λέξη.")
            found.append(("slug", message % {"slug": self.slug}))
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            message = _("Τελειώνει %(end)s, πριν αρχίσει (%(start)s). Διορθώστε μία από τις δύο ώρες.")
            found.append(("ends_at", message % {"end": _clock(self.ends_at), "start": _clock(self.starts_at)}))
        return found

    def status_at(self, now: datetime) -> Status | None:
        return status_at(now, deadline=self.deadline, outcome=self.outcome)


class WithDeadline(PublicationPage):
    """What tenders and hirings have in common."""

    class Meta:
        abstract = True

    def problems(self) -> list[tuple[str, str]]:
        found = super().problems()
        kind = self.kinds[0]
        if self.deadline is None:
            return [*found, ("deadline", _("Γράψτε ως πότε υποβάλλονται προσφορές ή αιτήσεις."))]
        if timezone.localdate(self.deadline) < self.published_on:
            message = _("Η προθεσμία %(deadline)s είναι πριν από τη δημοσίευση (%(day)s). Διορθώστε μία από τις δύο.")
            found.append(("deadline", message % {"deadline": _clock(self.deadline), "day": date_text(self.published_on, "j/n/Y")}))
        if self.outcome and self.outcome not in OUTCOMES[kind]:
            known = ", ".join(str(entry.label) for entry in OUTCOMES[kind])
            message = _("«%(outcome)s» δεν ταιριάζει εδώ. Διαλέξτε ένα από: %(known)s.")
            found.append(("outcome", message % {"outcome": self.get_outcome_display(), "known": known}))
        elif self.outcome not in ("", Outcome.CANCELLED) and self.deadline > timezone.now():
            message = _("«%(outcome)s» ενώ η προθεσμία λήγει %(deadline)s: το αποτέλεσμα γράφεται αφού λήξει.")
            found.append(("outcome", message % {"outcome": self.get_outcome_display(), "deadline": _clock(self.deadline)}))
        return found


class TenderPage(WithDeadline):
    class Procedure(models.TextChoices):
        OPEN = "open", gettext_lazy("Ανοικτή διαδικασία")
        SIMPLIFIED = "simplified", gettext_lazy("Συνοπτικός διαγωνισμός")
        DIRECT = "direct", gettext_lazy("Απευθείας ανάθεση")
        COMPETITION = "competition", gettext_lazy("Διαγωνισμός ιδεών ή μελετών")
        LEASE = "lease", gettext_lazy("Δημοπρασία μίσθωσης ή εκμίσθωσης")

    template = "news/publication.html"
    kinds = (Kind.TENDER,)
    edit_handler = tender_tabs()

    procedure = models.CharField(gettext_lazy("διαδικασία"), max_length=12, choices=Procedure, default=Procedure.OPEN)
    budget = models.DecimalField(
        gettext_lazy("προϋπολογισμός σε ευρώ"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    cpv = ArrayField(
        models.CharField(max_length=10),
        verbose_name=gettext_lazy("κωδικοί CPV"),
        blank=True,
        default=list,
        help_text=gettext_lazy("Χωρισμένοι με κόμμα, όπως 45233141-9, 45112710-5."),
    )
    adam = models.CharField(gettext_lazy("ΑΔΑΜ"), max_length=20, blank=True, validators=[validate_adam])

    class Meta:
        verbose_name = gettext_lazy("προκήρυξη ή διαγωνισμός")
        verbose_name_plural = gettext_lazy("προκηρύξεις και διαγωνισμοί")
        constraints = [models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gte=0), name="news_budget_not_negative")]

    def problems(self) -> list[tuple[str, str]]:
        return [*super().problems(), *(("cpv", message) for code in self.cpv for message in _refusals(code))]


class VacancyPage(WithDeadline):
    class Employment(models.TextChoices):
        FIXED_TERM = "fixed_term", gettext_lazy("Ορισμένου χρόνου")
        PERMANENT = "permanent", gettext_lazy("Μόνιμη")
        PROJECT = "project", gettext_lazy("Σύμβαση έργου")
        SEASONAL = "seasonal", gettext_lazy("Εποχική")

    template = "news/publication.html"
    kinds = (Kind.VACANCY,)
    edit_handler = vacancy_tabs()

    employment = models.CharField(gettext_lazy("είδος απασχόλησης"), max_length=12, choices=Employment, default=Employment.FIXED_TERM)

    class Meta:
        verbose_name = gettext_lazy("πρόσληψη")
        verbose_name_plural = gettext_lazy("προσλήψεις")


class Position(Orderable):
    """So many posts of one code in a hiring."""

    code = models.CharField(gettext_lazy("κωδικός"), max_length=20, blank=True)
    title = models.CharField(gettext_lazy("ειδικότητα"), max_length=200)
    count = models.PositiveSmallIntegerField(gettext_lazy("θέσεις"), default=1, validators=[MinValueValidator(1)])

    vacancy = ParentalKey(VacancyPage, on_delete=models.CASCADE, related_name="positions")

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("ειδικότητα")
        verbose_name_plural = gettext_lazy("ειδικότητες")
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="news_position_for_somebody")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()


class Attachment(Orderable):
    """A file that goes with a publication."""

    document = models.ForeignKey("wagtaildocs.Document", on_delete=models.CASCADE, related_name="+", verbose_name=gettext_lazy("αρχείο"))
    title = models.CharField(gettext_lazy("τίτλος"), max_length=200, blank=True, help_text=gettext_lazy("Κενό: ο τίτλος του αρχείου."))

    publication = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="attachments")

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("συνημμένο")
        verbose_name_plural = gettext_lazy("συνημμένα")

    def __str__(self) -> str:
        return self.title or str(self.document)


def _refusals(code: str) -> list[str]:
    try:
        validate_cpv(code)
    except ValidationError as refusal:
        return refusal.messages
    return []


def _clock(instant: datetime) -> str:
    return date_text(timezone.localtime(instant), "j/n/Y G:i")
