"""The statistics of complaints: for people, as CSV and JSON, and as a map in one file."""

import csv
import json
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geoportal.complaints.numbers_page import statistics_page
from geoportal.complaints.period import wanted_of
from geoportal.complaints.tables import as_json, as_records, tables_of
from layers.requests.statistics import kept_numbers


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    return render(request, "complaints/statistics.html", statistics_page(request.GET))


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """Each number in a row of its own, with the mark by which Excel knows UTF-8."""
    kept = kept_numbers(wanted_of(request.GET).scope)
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow(("table", "key", "title", "measure", "value"))
    writer.writerows(as_records(tables_of(kept.numbers)))
    return _file("\ufeff" + stream.getvalue(), "text/csv; charset=utf-8", "complaints-statistics.csv")


@require_safe
def statistics_json(request: HttpRequest) -> HttpResponse:
    wanted = wanted_of(request.GET)
    kept = kept_numbers(wanted.scope)
    total = kept.numbers.all
    document = {
        "from": wanted.scope.since.isoformat(),
        "until": wanted.scope.until.isoformat(),
        "category": wanted.kept.get("category"),
        "district": wanted.kept.get("district"),
        "counted_at": kept.made_at.isoformat(),
        "totals": {
            "opened": total.opened, "closed": total.closed, "not_fixed": total.not_fixed, "median_days": total.median_days,
            "open_now": total.open_now,
        },
        **as_json(tables_of(kept.numbers)),
    }  # fmt: skip
    return _file(json.dumps(document, ensure_ascii=False), "application/json", "complaints-statistics.json")


def _file(body: str, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type=content_type, headers=headers)
