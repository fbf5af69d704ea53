"""The next events on the page of each audience."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.events.finding import EventQuery, find_occurrences
from geoportal.events.words import words_of
from geoportal.pages.collecting import Collected, Link
from layers.audiences import Audience
from layers.events.models import EventOccurrence

_MOST = 5
# Among so many dates there are enough different events.
_LOOKED_AT = 30


def events_for(audience: Audience) -> Collected:
    """Return the next date of each of the next events."""
    first: dict[int, EventOccurrence] = {}
    for occurrence in find_occurrences(EventQuery(audience=audience), now=timezone.now())[:_LOOKED_AT]:
        first.setdefault(occurrence.event_id, occurrence)
    asked = f"?audience={audience}"
    return Collected(
        title=_("Εκδηλώσεις"),
        template="pages/collected/events.html",
        entries=[words_of(occurrence) for occurrence in list(first.values())[:_MOST]],
        links=(
            Link(text=_("Όλες οι εκδηλώσεις για αυτό το κοινό"), url=reverse("events:list") + asked),
            Link(text=_("Στο ημερολόγιό μου (.ics)"), url=reverse("events:calendar_of_list") + asked),
        ),
    )
