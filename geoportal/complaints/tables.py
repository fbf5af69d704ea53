"""The numbers of the statistics as tables: the page shows them, draws them, and hands them out, all from these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geoportal.site.language import localised
from layers.departments import Department
from layers.districts import District
from layers.requests.services import Service
from layers.requests.statistics import AGES_DAYS, Numbers, Tally
from layers.requests.workflow import Outcome

Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """``columns`` are pairs of a name for programs and a title for people, the first that of the row; ``rows`` are pairs of the key for
    programs and the cells, the first of which names the row."""

    slug: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def tables_of(numbers: Numbers) -> list[Table]:
    return [_months(numbers), _departments(numbers), _services(numbers), _outcomes(numbers), _ages(numbers), _districts(numbers)]


def share(part: int, whole: int) -> float | None:
    """Return per cent with one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def days(median: float | None) -> float | None:
    return None if median is None else round(median, 1)


def _months(numbers: Numbers) -> Table:
    return Table(
        slug="months",
        title=_("Ανά μήνα"),
        columns=(("month", _("Μήνας")), ("opened", _("Δηλώθηκαν")), ("closed", _("Έκλεισαν"))),
        rows=tuple((key[:7], (month_words(key), tally.opened, tally.closed)) for key, tally in numbers.months.items()),
    )


def month_words(key: str) -> str:
    return date_format(date.fromisoformat(key), "M Y")


def _departments(numbers: Numbers) -> Table:
    names = {str(row.pk): (row.code, localised(row, "name")) for row in Department.objects.only("code", "name_el", "name_en")}
    return Table(
        slug="departments",
        title=_("Ανά υπηρεσία"),
        columns=(
            ("department", _("Υπηρεσία")), ("opened", _("Δηλώθηκαν")), ("closed", _("Έκλεισαν")), ("median_days", _("Διάμεσος ημερών")),
            ("open_now", _("Ανοιχτά τώρα")),
        ),
        rows=_named(numbers.departments, names, lambda tally: (tally.opened, tally.closed, days(tally.median_days), tally.open_now)),
    )  # fmt: skip


def _services(numbers: Numbers) -> Table:
    names = {str(row.pk): (row.code, localised(row, "title")) for row in Service.objects.only("code", "title_el", "title_en")}
    return Table(
        slug="categories",
        title=_("Ανά κατηγορία"),
        columns=(
            ("category", _("Κατηγορία")), ("opened", _("Δηλώθηκαν")), ("closed", _("Έκλεισαν")), ("median_days", _("Διάμεσος ημερών")),
            ("not_fixed_percent", _("Ποσοστό χωρίς αποκατάσταση")), ("open_now", _("Ανοιχτά τώρα")),
        ),
        rows=_named(
            numbers.services, names,
            lambda tally: (tally.opened, tally.closed, days(tally.median_days), share(tally.not_fixed, tally.closed), tally.open_now),
        ),
    )  # fmt: skip


def _outcomes(numbers: Numbers) -> Table:
    closed = numbers.all.closed
    rows = [(outcome.value, str(outcome.label), numbers.outcomes.get(outcome.value, 0)) for outcome in Outcome]
    rows.append(("rejected", _("Απορρίφθηκε"), numbers.rejected))
    return Table(
        slug="outcomes",
        title=_("Τι έγινε με όσα έκλεισαν"),
        columns=(("outcome", _("Αποτέλεσμα")), ("closed", _("Έκλεισαν")), ("percent", _("Ποσοστό όσων έκλεισαν"))),
        rows=tuple((key, (title, number, share(number, closed))) for key, title, number in rows),
    )


def _ages(numbers: Numbers) -> Table:
    first, second, third = AGES_DAYS
    titles = [
        _("έως %(days)s ημέρες") % {"days": first},
        _("%(since)s έως %(until)s ημέρες") % {"since": first, "until": second},
        _("%(since)s έως %(until)s ημέρες") % {"since": second, "until": third},
        _("πάνω από %(days)s ημέρες") % {"days": third},
    ]
    keys = [f"0-{first}", f"{first}-{second}", f"{second}-{third}", f"{third}+"]
    return Table(
        slug="ages",
        title=_("Ανοιχτά τώρα, από πότε"),
        columns=(("age_days", _("Ανοιχτά εδώ και")), ("open_now", _("Ανοιχτά τώρα"))),
        rows=tuple((key, (title, number)) for key, title, number in zip(keys, titles, numbers.ages, strict=True)),
    )


def _districts(numbers: Numbers) -> Table:
    units = District.objects.municipal_units().only("code", "short_name_el", "short_name_en").order_by("name_el")
    names = {str(row.pk): (row.code, localised(row, "short_name")) for row in units}
    known = {**{key: Tally() for key in names}, **numbers.districts}
    return Table(
        slug="districts",
        title=_("Ανά δημοτική ενότητα"),
        columns=(
            ("district", _("Δημοτική ενότητα")), ("opened", _("Δηλώθηκαν")), ("closed", _("Έκλεισαν")), ("open_now", _("Ανοιχτά τώρα")),
        ),
        rows=_named(known, names, lambda tally: (tally.opened, tally.closed, tally.open_now)),
    )  # fmt: skip


def _named(tallies: Mapping[str, Tally], names: Mapping[str, tuple[str, str]], cells: Any) -> tuple[tuple[str, tuple[Cell, ...]], ...]:
    """Return the rows, the busiest first."""
    unknown = ("", _("Χωρίς"))
    ordered = sorted(tallies.items(), key=lambda item: (-item[1].opened, -item[1].closed, names.get(item[0], unknown)[1]))
    return tuple((names.get(key, unknown)[0], (names.get(key, unknown)[1], *cells(tally))) for key, tally in ordered)


def as_json(tables: Iterable[Table]) -> dict[str, list[dict[str, Cell]]]:
    return {table.slug: [_record(table, key, cells) for key, cells in table.rows] for table in tables}


def _record(table: Table, key: str, cells: tuple[Cell, ...]) -> dict[str, Cell]:
    names = [name for name, _title in table.columns]
    return {names[0]: key, "title": cells[0], **dict(zip(names[1:], cells[1:], strict=True))}


def as_records(tables: Iterable[Table]) -> list[tuple[str, str, str, str, Cell]]:
    """Return each number in a row of its own: table, key, title, measure, value."""
    return [
        (table.slug, key, str(cells[0]), name, cell)
        for table in tables
        for key, cells in table.rows
        for (name, _title), cell in zip(table.columns[1:], cells[1:], strict=True)
    ]
