"""The kinds of problems as a citizen finds them: by their groups, or by the words of the world («καμένη λάμπα», "pothole", "lakouva")."""

from dataclasses import dataclass
from functools import cache

from django.contrib.staticfiles import finders

from geoportal.site.language import localised
from layers.gazetteer.queries import fold
from layers.requests.services import Service, ServiceQuerySet

# Greek words change their ends: as much of their beginning has to be the same.
_STEM = 4


@dataclass(frozen=True, kw_only=True)
class Kind:
    code: str
    title: str
    description: str
    group: str

    @property
    def icon(self) -> str:
        return icon_of(self.code)


@cache
def icon_of(code: str) -> str:
    """Return the drawing of a kind; those that the municipality added itself share one."""
    own = f"img/services/{code}.svg"
    return own if finders.find(own) else "img/services/other.svg"


def all_kinds() -> list[Kind]:
    """Return what is offered, in its order."""
    return [kind_of(service) for service in _offered_services()]


def kind_of(service: Service) -> Kind:
    return Kind(
        code=service.code,
        title=localised(service, "title"),
        description=localised(service, "description"),
        group=localised(service.group, "title"),
    )


def offered(code: str) -> Service | None:
    """Return what is offered under the code that a form or a link gives."""
    return _offered_services().filter(code=code[:50]).first() if code and "\0" not in code else None


def find_kinds(text: str) -> list[Kind]:
    """Return the kinds that ``text`` may mean, the likeliest first."""
    services = list(_offered_services())
    words = {service.pk: _words(service) for service in services}
    flat = sorted({word for some in words.values() for word in some})
    (asked, *folded) = fold([text[:100].replace("\0", " "), *flat])
    skeletons = dict(zip(flat, folded, strict=True))
    scored = [(_score(asked.split(), [skeletons[word].split() for word in words[service.pk]]), service) for service in services]
    most = max((points for points, _service in scored), default=0.0)
    best = sorted((pair for pair in scored if pair[0] > most / 2), key=lambda pair: -pair[0])
    return [kind_of(service) for _points, service in best]


def _offered_services() -> ServiceQuerySet:
    return Service.objects.offered().select_related("group").order_by("position", "title_el", "code")


def _words(service: Service) -> list[str]:
    """Return what the kind is called, the titles first: they count most."""
    return [service.title_el, service.title_en, *service.keywords_el, *service.keywords_en, service.description_el, service.description_en]


def _score(asked: list[str], known: list[list[str]]) -> float:
    """Return how well every word that was asked is known: a whole phrase before single words, a title before a description."""
    points = 0.0
    for word in asked:
        found = max(
            (_weight(place, len(known)) * _likeness(word, one) for place, phrase in enumerate(known) for one in phrase), default=0.0
        )
        points += found
    if asked in known:
        points += 5
    return points


def _weight(place: int, count: int) -> float:
    # Two titles, the words of the world, two descriptions.
    return 2.0 if place < 2 else (0.4 if place >= count - 2 else 1.5)


def _likeness(word: str, known: str) -> float:
    if word == known:
        return 2.0
    if known.startswith(word) and len(word) >= 3:
        return 1.2
    stem = min(len(word), len(known), max(_STEM, min(len(word), len(known)) - 2))
    return 1.0 if stem >= _STEM and word[:stem] == known[:stem] else 0.0
