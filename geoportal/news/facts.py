"""What tenders and hirings say in a table: what each line is called, and its value."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from geoportal.news.kinds import Kind

Facts = list[tuple[str, str]]


def facts_of(page: Any) -> Facts:
    """Return the lines of ``page``, a page of its own type; those that say nothing are left out."""
    lines: Facts = []
    if page.deadline:
        lines.append((_("Προθεσμία"), date_format(timezone.localtime(page.deadline), "l j E Y, G:i")))
    if page.starts_at or page.ends_at:
        lines.append((_("Πότε"), _span(page)))
    if page.kind == Kind.TENDER:
        lines += _of_tender(page)
    if page.kind == Kind.VACANCY:
        lines.append((_("Είδος απασχόλησης"), page.get_employment_display()))
        lines.append((_("Θέσεις"), str(sum(post.count for post in page.positions.all()) or "")))
    lines.append((_("ΑΔΑ"), page.ada))
    if page.outcome:
        lines.append((_("Αποτέλεσμα"), f"{page.get_outcome_display()}. {page.outcome_text}".strip()))
    return [(title, value) for title, value in lines if value]


def _of_tender(page: Any) -> Facts:
    budget = "" if page.budget is None else f"{number_format(page.budget, 2)} €"
    return [
        (_("Προϋπολογισμός"), budget),
        (_("Διαδικασία"), page.get_procedure_display()),
        (_("Κωδικοί CPV"), ", ".join(page.cpv)),
        (_("ΑΔΑΜ"), page.adam),
    ]


def _span(page: Any) -> str:
    """Return from when to when: «24 Νοεμβρίου 2026, 9:00–15:00», «24 – 26 Νοεμβρίου 2026»."""
    first, last = (instant and timezone.localtime(instant) for instant in (page.starts_at, page.ends_at))
    if first is None or last is None:
        key = _("από %(instant)s") if first else _("έως %(instant)s")
        return key % {"instant": date_format(first or last, "j E Y, G:i")}
    if first.date() == last.date():
        return f"{date_format(first, 'j E Y, G:i')}–{date_format(last, 'G:i')}"
    return f"{date_format(first, 'j E Y, G:i')} – {date_format(last, 'j E Y, G:i')}"
