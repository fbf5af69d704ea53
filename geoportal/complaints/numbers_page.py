"""What the page of statistics shows."""

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.complaints.addresses import view_path
from geoportal.complaints.charts import area_map, columns_of, strips_of
from geoportal.complaints.pages import form_context
from geoportal.complaints.period import Wanted, wanted_of
from geoportal.complaints.tables import Table, days, share, tables_of
from layers.requests.statistics import Kept, kept_numbers


def statistics_page(given: QueryDict) -> dict[str, Any]:
    wanted = wanted_of(given)
    kept = kept_numbers(wanted.scope)
    tables = {table.slug: table for table in tables_of(kept.numbers)}
    return {
        **form_context(wanted.asked),
        "wanted": wanted,
        "notices": wanted.notices,
        "made_at": kept.made_at,
        "tables": tables,
        "totals": _totals(kept),
        "columns": columns_of([cells for _key, cells in tables["months"].rows], (_("δηλώθηκαν"), _("έκλεισαν"))),  # type: ignore[misc]
        "department_strips": _median_strips(tables["departments"]),
        "category_strips": _median_strips(tables["categories"]),
        "outcome_strips": strips_of((str(cells[0]), _number(cells[1]), _of_all(cells)) for _key, cells in tables["outcomes"].rows),
        "age_strips": strips_of((str(cells[0]), _number(cells[1]), str(cells[1])) for _key, cells in tables["ages"].rows),
        "areas": area_map({key: int(cells[1] or 0) for key, cells in tables["districts"].rows}),
        "files": _files(wanted),
        "list_url": view_path({name: text for name, text in wanted.kept.items() if name != "period"}),
        "all_query": urlencode({**{name: text for name, text in wanted.kept.items() if name in ("category", "district")}, "period": "all"}),
        "is_all": wanted.kept.get("period") == "all",
    }


def _totals(kept: Kept) -> list[tuple[str, str]]:
    total = kept.numbers.all
    unmended = share(total.not_fixed, total.closed)
    return [
        (_("Δηλώθηκαν"), number_format(total.opened)),
        (_("Έκλεισαν"), number_format(total.closed)),
        (_("Οι μισές έκλεισαν σε"), days_words(days(total.median_days))),
        (_("Έκλεισαν χωρίς αποκατάσταση"), "–" if unmended is None else f"{number_format(unmended, 1)}%"),
        (_("Ανοιχτά τώρα"), number_format(total.open_now)),
    ]


def days_words(number: float | None) -> str:
    if number is None:
        return "–"
    return ngettext("%(number)s ημέρα", "%(number)s ημέρες", 1 if number == 1 else 2) % {"number": number_format(number, 1)}


def _median_strips(table: Table) -> Any:
    place = [name for name, _title in table.columns].index("median_days")
    return strips_of((str(cells[0]), _number(cells[place]), days_words(_number(cells[place]))) for _key, cells in table.rows)


def _of_all(cells: Any) -> str:
    return f"{cells[1]}" if cells[2] is None else f"{cells[1]} ({number_format(cells[2], 1)}%)"


def _number(cell: Any) -> float | None:
    return None if cell is None else float(cell)


def _files(wanted: Wanted) -> list[tuple[str, str]]:
    query = f"?{urlencode(wanted.kept)}" if wanted.kept else ""
    return [
        ("CSV", reverse("complaints:statistics_csv") + query),
        ("JSON", reverse("complaints:statistics_json") + query),
        (_("Χάρτης σε ένα αρχείο (HTML)"), reverse("complaints:council_map") + query),
    ]
