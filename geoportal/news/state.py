"""What lists and feeds of publications depend on, known without reading the publications."""

from django.db.models import Count, Max, Q
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from geoportal.feeds.feed import State
from geoportal.news.kinds import CLOSES_SOON, Kind
from geoportal.news.publications import PublicationPage
from geoportal.news.words import LAYER
from geoportal.site.instants import day_bounds
from layers.revisions import changes_of


def state_of(*, language: str, kind: Kind | None = None) -> State:
    """Return the state of what shows publications of ``kind`` (None: of all) in ``language``.

    Who published is of the layer's revision, which departments change; what closes when is counted; words like «tomorrow» change with
    the day.
    """
    now = timezone.now()
    rows = PublicationPage.objects.live().filter(locale__language_code=language)
    if kind is not None:
        rows = rows.filter(kind=kind)
    # Without a kind every kind counts: one that was moved from a section to another changes two of them.
    told = rows.aggregate(
        count=Count("pk"),
        changed_at=Max("last_published_at"),
        closed=Count("pk", filter=Q(deadline__lte=now)),
        closing=Count("pk", filter=Q(deadline__lte=now + CLOSES_SOON)),
    )
    sections = Page.objects.live().filter(sectionpage__isnull=False, locale__language_code=language)
    above = sections.aggregate(count=Count("pk"), changed_at=Max("last_published_at"))
    restricted = tuple(PageViewRestriction.objects.order_by("pk").values_list("page_id", "restriction_type"))
    today, _tomorrow = day_bounds(timezone.localdate(now))
    change = changes_of([LAYER]).get(LAYER)
    times = (change[1] if change else None, told["changed_at"], above["changed_at"])
    return State(
        facts=(*told.values(), *above.values(), restricted, change, today),
        changed_at=max(instant for instant in (*times, today) if instant),
    )
