"""What the page of complaints shows: a map and a list of the same, under one address."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from geoportal.complaints.asking import RADII_M, Asked, asked_of
from geoportal.complaints.feeds import feed_of
from geoportal.complaints.finding import MOST_COUNTED, State, count_up_to
from geoportal.complaints.paging import window_of
from geoportal.complaints.words import colour_of, entry_of, icon_of
from geoportal.site.choices import choice_of
from geoportal.site.city_map import map_of
from geoportal.site.distances import distance_text
from geoportal.site.language import localised
from layers.districts import District
from layers.requests.services import Service
from layers.requests.workflow import Outcome


class View(TextChoices):
    MAP = "map", gettext_lazy("Χάρτης και λίστα")
    HEAT = "heat", gettext_lazy("Πυκνότητα")
    LIST = "list", gettext_lazy("Μόνο λίστα")


def complaints_page(given: QueryDict) -> dict[str, Any]:
    """Return the context of the page. An address is typed and passed on by people: what is wrong in it is told."""
    asked = asked_of(given)
    view, no_view = choice_of(given, "view", default=View.MAP)
    rows = asked.query.rows()
    kept = {**asked.kept, **({} if view is View.MAP else {"view": view.value})}
    window = window_of(rows if asked.query.near is None else rows.nearest(asked.query.near), given, kept)
    count = count_up_to(rows)
    return {
        **form_context(asked),
        "notices": [*asked.notices, *filter(None, [no_view])],
        "view": view.value,
        "views": [(choice.value, choice.label, _query({**asked.kept, "view": choice.value})) for choice in View],
        "count_words": count_words(count),
        "is_empty": not window.rows,
        "is_filtered": bool(asked.kept),
        "entries": [entry_of(row) for row in window.rows],
        "window": window,
        "map": None if view is View.LIST else _map(asked, view),
        "feed": feed_of(asked),
        "report_url": reverse("requests:report"),
        "alert_query": _query({name: asked.kept[name] for name in ("category", "district", "near", "radius") if name in asked.kept}),
        "statistics_query": _query({name: asked.kept[name] for name in ("category", "district", "from", "until") if name in asked.kept}),
    }


def form_context(asked: Asked) -> dict[str, Any]:
    """Return what the form of filters shows."""
    return {
        "query": asked.query,
        "near": asked.near,
        "kinds": [(kind.code, localised(kind, "title"), icon_of(kind.code)) for kind in Service.objects.offered()],
        "states": State.choices,
        "outcomes": Outcome.choices,
        "districts": [(unit.code, localised(unit, "short_name")) for unit in _units()],
        "radii": [(radius_m, distance_text(radius_m)) for radius_m in RADII_M],
        "clear_url": reverse("complaints:list"),
    }


def _units() -> Any:
    return District.objects.municipal_units().defer("geom").order_by("name_el")


def count_words(count: int) -> str:
    if count > MOST_COUNTED:
        return _("Πάνω από %(count)s προβλήματα") % {"count": MOST_COUNTED}
    return ngettext("%(count)s πρόβλημα", "%(count)s προβλήματα", count) % {"count": count}


def _map(asked: Asked, view: View) -> dict[str, Any]:
    config = map_of([], near=asked.near, is_picking=False)
    query = _query(dict(asked.kept))
    west, south, east, north = asked.query.district.geom.extent if asked.query.district else (0.0, 0.0, 0.0, 0.0)
    return config | {
        "bounds": [[south, west], [north, east]] if asked.query.district else None,
        "cells": f"{reverse('complaints:cells')}?{query}",
        "list": f"{reverse('complaints:list')}?{query}",
        "isHeat": view is View.HEAT,
        "radiusM": asked.query.radius_m if asked.near.point else None,
        "colour": colour_of(""),
        "texts": {
            **config["texts"],
            "many": _("%(count)s προβλήματα εδώ: πιο κοντά"),
            "together": _("%(count)s προβλήματα στο ίδιο σημείο: δείτε τα σε λίστα"),
            "failed": _("Ο χάρτης δεν φόρτωσε τα προβλήματα. Η λίστα δείχνει τα ίδια."),
            "shown": _("Στον χάρτη: %(count)s"),
        },
    }


def _query(parts: dict[str, str]) -> str:
    return urlencode(parts, safe=",")
