"""Distances as people say them: «350 μ., 5 λεπτά με τα πόδια»."""

from math import ceil

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# 4.5 km an hour, as route planners reckon; farther than this nobody asks for minutes on foot.
_WALK_M_A_MINUTE = 75
_WALK_MAX_M = 5_000


def distance_text(distance_m: float) -> str:
    """Return a distance in a straight line, to ten metres, to a hundred from a kilometre on."""
    if distance_m < 995:
        return _("%(metres)s μ.") % {"metres": max(10, round(distance_m / 10) * 10)}
    decimals = 1 if distance_m < 99_950 else 0
    # Rounded here: number_format cuts what is too much.
    return _("%(kilometres)s χλμ.") % {"kilometres": number_format(round(distance_m / 1000, decimals), decimals)}


def how_far(distance_m: float) -> str:
    """Return the distance, and how long it is on foot where somebody would walk."""
    if distance_m < 1:
        return _("ακριβώς εδώ")
    if distance_m > _WALK_MAX_M:
        return distance_text(distance_m)
    minutes = ceil(distance_m / _WALK_M_A_MINUTE)
    text = ngettext("%(distance)s, %(minutes)s λεπτό με τα πόδια", "%(distance)s, %(minutes)s λεπτά με τα πόδια", minutes)
    return text % {"distance": distance_text(distance_m), "minutes": minutes}
