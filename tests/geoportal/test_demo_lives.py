"""The demo's histories, on whatever day and at whatever hour it is loaded: in their order, and over by then."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from geoportal.demo.lives import LIVES, Desk, Life, live
from layers.departments import Department
from layers.requests.models import ServiceRequest
from layers.requests.services import Service
from layers.requests.workflow import Status

# A long weekend before a feast, and the days around Christmas.
HOLIDAYS = {date(2027, 3, 25), date(2027, 3, 26), date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)}
WORDS = dict.fromkeys(("reply", "back", "done", "note"), "…")
loaded_at = st.datetimes(datetime(2026, 12, 1), datetime(2027, 6, 30), timezones=st.just(UTC))


@given(
    latest=loaded_at,
    age=st.timedeltas(timedelta(minutes=5), timedelta(days=40)),
    kind=st.sampled_from(sorted(LIVES)),
    number=st.integers(0, 9),
)
def test_nothing_happens_before_what_led_to_it_or_later_than_now(latest: datetime, age: timedelta, kind: str, number: int) -> None:
    service, works = Service(deadline_days=5), Department(code="works")
    at = latest - age
    case = ServiceRequest(service=service, department=works, status=Status.SUBMITTED, submitted_at=at, updated_at=at, due_on=at.date())
    life = Life(case=case, words=WORDS, latest=latest, holidays=HOLIDAYS)

    live(life, kind, desk=Desk(clerks={}, to=Department(code="roads")), number=number)

    moments = [entry.at for entry in life.entries]
    assert [entry.action for entry in life.entries] == [action for action, _share in LIVES[kind]]
    assert moments == sorted(moments)
    assert all(at <= moment <= latest for moment in moments)
