"""The demo's complaints: some of every kind and in every state, of the nine months before the day of loading."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.gis.db.models.aggregates import Union
from django.contrib.gis.geos import MultiPolygon, Point
from django.db import transaction
from django.utils import timezone

from geoportal.demo.accounts import found_desk, heads_of
from geoportal.demo.files import read
from geoportal.demo.lives import Desk, Life, live
from layers.addresses import position_of
from layers.departments import Department
from layers.districts import District
from layers.geometry import SRID
from layers.hours.holidays import PublicHoliday
from layers.places import Place
from layers.requests.complaints import show
from layers.requests.history import Action, HistoryEntry
from layers.requests.models import Channel, Reporter, RoutingRule, ServiceRequest, Submission, Supporter
from layers.requests.places import find_place
from layers.requests.protocol import register
from layers.requests.questions import read_answers
from layers.requests.routing import route
from layers.requests.services import Service
from layers.requests.status_notes import StatusNote
from layers.requests.workflow import Status
from layers.streets import Street

Facts = dict[str, Any]
# A citizen's words are read before everybody sees them; those of every eleventh case are still to be read.
_READ_AFTER, _UNREAD_EVERY = timedelta(hours=3), 11
_CONFIRMED_AFTER = timedelta(minutes=3)
_EVENING = time(20)
_SAID = ("reply", "back")


@transaction.atomic
def load_cases(folder: Path, *, today: date) -> int:
    """Create the demo's cases that are not there yet, with their history, and return how many there are.

    Those that are there stay as they are: a history cannot be moved to other days. Nobody is sent a message of what is past.
    """
    file = read(folder / "cases.json")
    _load_rules(file["rules"])
    _load_replies(file["replies"])
    known = set(Submission.objects.filter(key__in=[_key(facts) for facts in file["cases"]]).values_list("key", flat=True))
    loading = _Loading(file, today=today)
    loading.load([facts for facts in file["cases"] if _key(facts) not in known])
    return len(file["cases"])


def _key(facts: Facts) -> str:
    return f"demo {facts['key']}"


def _load_rules(rules: Iterable[Facts]) -> None:
    for position, rule in enumerate(rules, start=1):
        area = District.objects.filter(code__in=rule["districts"]).aggregate(area=Union("geom"))["area"]
        RoutingRule.objects.update_or_create(
            reason=rule["reason"],
            defaults={
                "position": position * 10,
                "service": Service.objects.get(code=rule["service"]),
                "department": Department.objects.get(code=rule["department"]),
                "area": area if isinstance(area, MultiPolygon) else MultiPolygon(area, srid=SRID),
            },
        )


def _load_replies(replies: Iterable[Facts]) -> None:
    for reply in replies:
        service = Service.objects.get(code=reply["service"]) if reply["service"] else None
        words = {name: reply[name] for name in ("text_el", "text_en", "action")}
        StatusNote.objects.update_or_create(title=reply["title"], defaults={**words, "service": service})


class _Loading:
    def __init__(self, file: Facts, *, today: date) -> None:
        self.file = file
        self.today = today
        now = timezone.now()
        self.latest = now if today == timezone.localdate() else _athens(today, _EVENING)
        self.holidays = set(PublicHoliday.objects.values_list("date", flat=True))
        self.services = {service.code: service for service in Service.objects.select_related("group", "department")}
        self.departments = {department.code: department for department in Department.objects.all()}
        desk = found_desk()
        # Of who heads a department and who works there, the latter.
        self.clerks = {user.department.code: user for user in desk if user.department is not None}
        self.heads = heads_of(desk)

    def load(self, cases: list[Facts]) -> None:
        begun = [(facts, self._begun(facts, number)) for number, facts in enumerate(cases)]
        # Numbers are given in the order of the days, also to what is of this very hour.
        begun.sort(key=lambda pair: pair[1].case.submitted_at)
        for number, (facts, life) in enumerate(begun):
            if self._submit(life, facts):
                self._support(life, facts)
                self._moderate(life, facts, number)
                desk = Desk(clerks=self.clerks, to=self.departments.get(facts.get("to", "")))
                live(life, facts["life"], desk=desk, number=number)
        self._write(cases, {facts["key"]: life for facts, life in begun})

    def _begun(self, facts: Facts, number: int) -> Life:
        service = self.services[facts["service"]]
        at = _athens(self.today - timedelta(days=facts["days_ago"]), time.fromisoformat(facts["time"]))
        at = min(at, self.latest - timedelta(minutes=number % 60 + 5))
        point, address = _where(facts)
        case = ServiceRequest(
            service=service, description=facts["text"], answers=read_answers(service, facts["answers"]), language=facts["language"],
            channel=facts["channel"], status=Status.UNCONFIRMED, geom=point, address=address, submitted_at=at, updated_at=at,
            district=find_place(point.x, point.y).district if point else None,
        )  # fmt: skip
        done = self.file["done"][service.code][facts["language"]]
        words: dict[str, str] = {"note": self.file["note"], "done": done} | {name: facts[name] for name in _SAID if name in facts}
        return Life(case=case, words=words, latest=self.latest, holidays=self.holidays)

    def _submit(self, life: Life, facts: Facts) -> bool:
        """Register the case and return True, unless it waits for its reporter."""
        case, at = life.case, life.case.submitted_at
        said: Facts = {"is_public": True, "details": {"channel": facts["channel"]}}
        waits = not case.service.may_be_anonymous and case.channel == Channel.WEB
        if waits:
            life.tell(Action.SUBMIT, at, **said)
        if facts["life"] == "unconfirmed":
            return False
        way = route(case.service, case.geom)
        register(case, year=timezone.localdate(at).year)
        case.department, case.routing, case.due_on = way.department, way.as_json(), life.due_from(at)
        if waits:
            life.tell(Action.CONFIRM, at + _CONFIRMED_AFTER, status=Status.SUBMITTED)
        else:
            by = self.clerks.get(way.department.code) if case.channel in (Channel.PHONE, Channel.COUNTER) else None
            life.tell(Action.SUBMIT, at, by=by, status=Status.SUBMITTED, **said)
        return True

    def _support(self, life: Life, facts: Facts) -> None:
        for number in range(facts.get("supporters", 0)):
            life.tell(Action.SUPPORT, life.case.submitted_at + _CONFIRMED_AFTER + timedelta(seconds=20 * number))

    def _moderate(self, life: Life, facts: Facts, number: int) -> None:
        """Let the head of the department publish the citizen's words, or hide the case."""
        case, at = life.case, life.case.submitted_at + _READ_AFTER
        head = self.heads.get(case.department.code) if case.department else None
        if head is None or at > life.latest or number % _UNREAD_EVERY == 0:
            return
        case.is_public = facts["life"] != "hidden"
        case.public_text = case.description if case.is_public else ""
        life.tell(Action.PUBLISH, at, by=head, details={"is_public": case.is_public})

    def _write(self, cases: list[Facts], lives: dict[str, Life]) -> None:
        """Write all down: first the cases that others were merged into, and the history last, in the order of its days."""
        merged = {facts["key"]: lives[facts["into"]] for facts in cases if "into" in facts}
        ServiceRequest.objects.bulk_create(life.case for key, life in lives.items() if key not in merged)
        for key, into in merged.items():
            self._merge(lives[key], into)
        for life in lives.values():
            show(life.case)
        entries = [entry for life in lives.values() for entry in life.entries]
        HistoryEntry.objects.bulk_create(sorted(entries, key=lambda entry: entry.at))
        Submission.objects.bulk_create(Submission(key=_key(facts), request=lives[facts["key"]].case) for facts in cases)
        Reporter.objects.bulk_create(_reporters(lives.values()))
        Supporter.objects.bulk_create(_supporters(lives.values()))

    def _merge(self, life: Life, into: Life) -> None:
        case, at = life.case, life.latest - timedelta(minutes=2)
        assert case.department is not None  # noqa: S101  # registered
        by = self.clerks[case.department.code]
        case.merged_into = into.case
        life.tell(Action.MERGE, at, by=by, status=Status.MERGED, is_public=True)
        case.save()
        into.tell(Action.MERGE, at, by=by, details={"merged": case.pk})
        ServiceRequest.objects.filter(pk=into.case.pk).update(updated_at=at)


def _reporters(lives: Iterable[Life]) -> Iterator[Reporter]:
    """Yield somebody made up who reported each case; every fifth is nobody known, where the kind lets that be."""
    for number, life in enumerate(lives):
        case = life.case
        if case.channel == Channel.PHONE:
            yield Reporter(request=case, phone=f"28210 00{number:03}")
        elif number % 5 or not case.service.may_be_anonymous:
            confirmed_at = None if case.status == Status.UNCONFIRMED else case.submitted_at + _CONFIRMED_AFTER
            yield Reporter(request=case, email=f"politis{number}@example.gr", confirmed_at=confirmed_at)


def _supporters(lives: Iterable[Life]) -> Iterator[Supporter]:
    for number, life in enumerate(lives):
        supports = [entry.at for entry in life.entries if entry.action == Action.SUPPORT]
        for person, at in enumerate(supports):
            email = f"geitonas{number}.{person}@example.gr"
            yield Supporter(request=life.case, email=email, language=life.case.language, confirmed_at=at, created_at=at)


def _athens(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _where(facts: Facts) -> tuple[Point | None, str]:
    if "place" in facts:
        place = Place.objects.get(code=facts["place"])
        return place.geom, place.name_en if facts["language"] == "en" else place.name_el
    if "street" in facts:
        street = Street.objects.get(code=facts["street"])
        name = street.name_en if facts["language"] == "en" else street.name_el
        return position_of(street, facts["number"]), f"{name} {facts['number']}"
    return None, facts.get("address", "")
