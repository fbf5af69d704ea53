"""What is personal goes from cases that closed long ago; what happened, and what was published, stays as it was."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from geoportal.accounts.models import User
from geoportal.messaging.models import Message
from layers import tasks
from layers.requests import actions, citizens
from layers.requests.attachments import publish_pictures
from layers.requests.complaints import Complaint
from layers.requests.history import HistoryEntry
from layers.requests.models import Reporter, ServiceRequest
from layers.requests.pictures import read_picture
from layers.requests.retention import Forgotten, forget_closed
from layers.requests.submitting import Contact
from layers.requests.workflow import Outcome
from layers.tasks import forget_closed_cases
from tests.cases import make_case, make_service
from tests.photographs import encoded, four_colours

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
SECRETS = (
    "Ελένη",
    "elene@example.org",
    "6900000001",
    "Χάληδων 7",
    "η κόρη μου",
    "γιατρός",
    "τηλεφώνησα στην",
    "κύριε Νίκο",
    "nikos@example.org",
)


@pytest.fixture
def closed(head: User, django_capture_on_commit_callbacks: Any) -> ServiceRequest:
    """A published case with all that can be personal, closed today."""
    pictures = [read_picture(encoded(four_colours((64 + number, 48)), "JPEG")) for number in range(2)]
    contact = Contact(name="Ελένη Κουφάκη", email="elene@example.org", phone="6900000001")
    case = make_case(make_service(), contact=contact, description="Εδώ έπεσε η κόρη μου.", address="Χάληδων 7", pictures=pictures)
    citizens.support(case, email="nikos@example.org", text="Κι εγώ, είμαι γιατρός.")
    actions.publish(case, text="Σβηστό φως.", is_public=True, by=head)
    publish_pictures(case, chosen=list(case.attachments.all()[:1]), by=head)
    actions.claim(case, by=head)
    actions.note(case, text="Την τηλεφώνησα στην δουλειά.", by=head)
    actions.ask(case, question="Πού ακριβώς, κύριε Νίκο;", by=head)
    citizens.answer(case, text="Έξω από τον γιατρός.")
    actions.complete(case, outcome=Outcome.FIXED, text="Άλλαξε η λάμπα.", by=head)
    return ServiceRequest.objects.get(pk=case.pk)


def close_days_ago(case: ServiceRequest, days: int) -> None:
    ServiceRequest.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=days))


def all_of(case: ServiceRequest) -> str:
    """Return every value that is stored about the case, but for messages, which are forgotten by themselves."""
    rows = [ServiceRequest.objects.filter(pk=case.pk), case.history.all(), case.supporters.all(), Reporter.objects.filter(request=case)]
    return repr([list(rows_.values()) for rows_ in rows])


def files(folder: Path) -> int:
    return len(list(folder.rglob("*.jpg")))


def test_two_years_after_it_closed_nobody_is_named_any_more(
    closed: ServiceRequest, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    close_days_ago(closed, 731)
    before = all_of(closed)
    assert all(secret in before for secret in SECRETS)
    assert files(media) == 4

    with django_capture_on_commit_callbacks(execute=True):
        told = forget_closed()

    after = all_of(closed)
    assert [secret for secret in SECRETS if secret in after] == []
    assert told == Forgotten(cases=1, reporters=1, supporters=1, notes=3, pictures=1)
    # The published picture and its preview.
    assert files(media) == 2


def test_what_happened_and_what_was_published_stays_and_nobody_is_told(closed: ServiceRequest) -> None:
    close_days_ago(closed, 731)
    closed.refresh_from_db()
    public, messages = Complaint.objects.filter(request=closed).values(), Message.objects.count()
    shown = list(public.all())
    done = list(closed.history.values_list("pk", "action", "at", "status", "actor"))

    forget_closed()

    case = ServiceRequest.objects.get(pk=closed.pk)
    assert list(public.all()) == shown
    kept = (
        "code",
        "protocol_number",
        "status",
        "outcome",
        "geom",
        "public_text",
        "submitted_at",
        "updated_at",
        "closed_at",
        "department_id",
    )
    assert {name: getattr(case, name) for name in kept} == {name: getattr(closed, name) for name in kept}
    assert list(case.history.values_list("pk", "action", "at", "status", "actor"))[:-1] == done
    assert case.history.get(action="complete").note == "Άλλαξε η λάμπα."
    assert case.supporters.count() == 1
    assert Message.objects.count() == messages
    last = case.history.last()
    assert last is not None
    assert (last.action, last.is_public, last.by_citizen, last.details) == ("redact", False, False, {"kept_days": 730})


def test_it_is_done_once_and_counted_beforehand_as_it_is_done(closed: ServiceRequest) -> None:
    close_days_ago(closed, 731)

    trial = forget_closed(is_trial=True)
    assert Reporter.objects.filter(request=closed).exists()
    assert forget_closed() == trial
    entries = HistoryEntry.objects.count()

    assert forget_closed() == Forgotten()
    assert HistoryEntry.objects.count() == entries


def test_what_closed_later_or_is_open_is_left_alone(closed: ServiceRequest, settings: Any) -> None:
    close_days_ago(closed, 729)
    make_case(closed.service, email="other@example.org")
    assert forget_closed_cases(timestamp=0) == 0
    assert Reporter.objects.count() == 2

    settings.REPORTERS_KEPT_DAYS = 0
    close_days_ago(closed, 4000)
    assert forget_closed_cases(timestamp=0) == 0

    settings.REPORTERS_KEPT_DAYS = 730
    assert forget_closed_cases(timestamp=0) == 1


def test_so_many_at_once_and_the_others_next_time(closed: ServiceRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "FORGOTTEN_AT_ONCE", 2)
    for _ in range(2):
        citizens.withdraw(make_case(closed.service, email="other@example.org"))
    ServiceRequest.objects.update(closed_at=timezone.now() - timedelta(days=731))

    assert [forget_closed_cases(timestamp=0) for _ in range(3)] == [2, 1, 0]


def test_of_a_hidden_case_nothing_counts_as_published(closed: ServiceRequest, head: User, media: Path) -> None:
    ServiceRequest.objects.filter(pk=closed.pk).update(is_public=False)
    close_days_ago(closed, 731)

    assert forget_closed().pictures == 2
    assert not HistoryEntry.objects.filter(request=closed).exclude(note="").exists()


def test_the_command_tells_what_would_go_and_takes_it_only_when_asked_to(closed: ServiceRequest, settings: Any) -> None:
    close_days_ago(closed, 731)

    def said(*arguments: str) -> str:
        out = StringIO()
        call_command("forget_closed_cases", *arguments, stdout=out)
        return out.getvalue().strip()

    counts = "1 cases, 1 reporters, 1 supporters, 3 notes, 1 pictures (closed over 730 days ago)"
    assert said("--dry-run") == f"Would be emptied or removed: {counts}"
    assert said() == f"Were emptied or removed: {counts}"
    settings.REPORTERS_KEPT_DAYS = 0
    assert said() == "Nothing goes: GEOPORTAL_REPORTERS_KEPT_DAYS is 0."
