"""Alerts: whoever asks for one confirms it from the letter, is told once a day at most, and is forgotten when they stop it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.complaints.addresses import absolute, view_path
from geoportal.complaints.models import Alert
from geoportal.complaints.words import entry_of
from geoportal.messaging.actions import Recipient, enqueue
from geoportal.site.distances import distance_text
from geoportal.site.language import localised
from layers.requests.complaints import Complaint, ComplaintQuerySet

CONFIRMED_WITHIN = timedelta(days=3)
MOST_OF_AN_ADDRESS = 20
_MOST_LINES = 20


@transaction.atomic
def ask_for_alert(wanted: Alert) -> None:
    """Keep ``wanted`` until it is confirmed, and write to its address to do so, once a day however often it is asked for.

    Nothing tells who asked whether the address had it already, or has too many.
    """
    wanted.email = wanted.email.lower()
    same = {name: getattr(wanted, name) for name in ("email", "service", "district", "geom", "radius_m")}
    alert = Alert.objects.filter(
        **{f"{name}__isnull" if value is None else name: value is None or value for name, value in same.items()}
    ).first()
    if alert is None:
        if Alert.objects.filter(email=wanted.email).count() >= MOST_OF_AN_ADDRESS:
            return
        wanted.save()
        alert = wanted
    if alert.confirmed_at is None:
        _write_to_confirm(alert)


def _write_to_confirm(alert: Alert) -> None:
    with translation.override(alert.language):
        until = timezone.localtime(timezone.now() + CONFIRMED_WITHIN)
        enqueue(
            "request-alert-confirm",
            to=Recipient(address=alert.email, language=alert.language),
            key=f"request-alert-confirm:{alert.pk}:{timezone.localdate()}",
            values={
                "area": area_words(alert),
                "link": absolute(reverse("complaints:alert", args=(alert.code,))),
                "expires": date_format(until, "l j E Y"),
            },
        )


@transaction.atomic
def confirm_alert(alert: Alert) -> None:
    """Tell of what comes from now on."""
    held = Alert.objects.select_for_update().get(pk=alert.pk)
    if held.confirmed_at is None:
        held.confirmed_at, held.told_up_to = timezone.now(), newest_complaint()
        held.save(update_fields=["confirmed_at", "told_up_to"])


def stop_alert(alert: Alert) -> None:
    """Forget the alert and the address that it went to."""
    alert.delete()


def forget_unconfirmed() -> int:
    """Forget the alerts that nobody confirmed in time; return how many."""
    return Alert.objects.filter(confirmed_at=None, made_at__lt=timezone.now() - CONFIRMED_WITHIN).delete()[0]


def tell_alerts() -> int:
    """Write to each confirmed address what is new for it since the last time; return how many letters were written."""
    until = newest_complaint()
    due = Alert.objects.exclude(confirmed_at=None).exclude(told_on=timezone.localdate()).filter(told_up_to__lt=until).order_by("pk")
    return sum(_tell(pk, until) for pk in due.values_list("pk", flat=True).iterator())


@transaction.atomic
def newest_complaint() -> int:
    """Return the last complaint of which no other can come before: who is writing one at this moment is waited for."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE layers_complaint IN SHARE MODE")
    return Complaint.objects.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def _tell(pk: int, until: int) -> bool:
    alert = Alert.objects.select_for_update(of=("self",)).select_related("service", "district").filter(pk=pk).first()
    if alert is None or alert.told_up_to >= until or alert.told_on == timezone.localdate():
        return False
    rows = news_of(alert, until)
    found = list(rows.select_related("service", "department", "district").order_by("-pk")[: _MOST_LINES + 1])
    if found:
        with translation.override(alert.language):
            _write_news(alert, found, rows.count())
    told_on = timezone.localdate() if found else alert.told_on
    Alert.objects.filter(pk=pk).update(told_up_to=until, told_on=told_on)
    return bool(found)


def news_of(alert: Alert, until: int) -> ComplaintQuerySet:
    """Return the published complaints that ``alert`` asks for and was not told of."""
    narrowed = {name: value for name, value in (("service", alert.service), ("district", alert.district)) if value is not None}
    rows: ComplaintQuerySet = Complaint.objects.published().filter(pk__gt=alert.told_up_to, pk__lte=until, **narrowed)
    return rows if alert.geom is None else rows.near(alert.geom, radius_m=alert.radius_m)


def _write_news(alert: Alert, found: list[Complaint], count: int) -> None:
    enqueue(
        "request-alert",
        to=Recipient(address=alert.email, language=alert.language),
        # One of a day, whatever calls for it.
        key=f"request-alert:{alert.pk}:{timezone.localdate()}",
        values={
            "area": area_words(alert),
            "lines": "\n".join(_lines(found, count)),
            "link": absolute(view_path(kept_of(alert))),
            "unsubscribe": absolute(reverse("complaints:alert_stop", args=(alert.code,))),
        },
    )


def _lines(found: list[Complaint], count: int) -> Iterator[str]:
    for entry in map(entry_of, found[:_MOST_LINES]):
        yield ", ".join(filter(None, (f"{entry.kind} {entry.number}", entry.district, entry.text[:120])))
    if count > _MOST_LINES:
        more = count - _MOST_LINES
        yield ngettext("και %(more)s ακόμη στον χάρτη", "και %(more)s ακόμη στον χάρτη", more) % {"more": more}


def area_words(alert: Any) -> str:
    """Return what ``alert`` watches, in the active language."""
    place = alert.place or (f"{alert.geom.y:.5f}, {alert.geom.x:.5f}" if alert.geom else "")
    around = _("έως %(distance)s από %(place)s") % {"distance": distance_text(alert.radius_m), "place": place} if alert.geom else ""
    kind = localised(alert.service, "title") if alert.service else ""
    district = localised(alert.district, "short_name") if alert.district else ""
    return ", ".join(filter(None, (kind, district, around)))


def kept_of(alert: Alert) -> dict[str, str]:
    """Return the address's parts by which the page of complaints shows the same."""
    parts = {
        "category": alert.service.code if alert.service else "",
        "district": alert.district.code if alert.district else "",
        "near": f"{alert.geom.y:.6f},{alert.geom.x:.6f}" if alert.geom else "",
        "radius": str(alert.radius_m) if alert.geom else "",
    }
    return {name: text for name, text in parts.items() if text}
