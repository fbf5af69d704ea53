"""What a walk asks of the walker, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geoportal.routes.walks import Walk
from geoportal.site.distances import distance_text
from layers.places import Place


def walking_time(minutes: int) -> str:
    """Return «50 λεπτά», «1 ώρα», «2 ώρες και 15 λεπτά»."""
    hours, rest = divmod(minutes, 60)
    some_minutes = ngettext("%(count)s λεπτό", "%(count)s λεπτά", rest) % {"count": rest}
    if not hours:
        return some_minutes
    some_hours = ngettext("%(count)s ώρα", "%(count)s ώρες", hours) % {"count": hours}
    return _("%(hours)s και %(minutes)s") % {"hours": some_hours, "minutes": some_minutes} if rest else some_hours


def walk_brief(walk: Walk) -> list[str]:
    """Return what a card tells of the walk beside its length and time."""
    stops = ngettext("%(count)s στάση", "%(count)s στάσεις", walk.stop_count) % {"count": walk.stop_count}
    brief = [stops, walk.difficulty, *([_("Κυκλική")] if walk.is_loop else [])]
    if walk.wheelchair in (Place.Wheelchair.YES, Place.Wheelchair.LIMITED):
        brief.append(_("Με αμαξίδιο") if walk.wheelchair == Place.Wheelchair.YES else _("Με αμαξίδιο εν μέρει"))
    return brief


def walk_facts(walk: Walk) -> list[tuple[str, str]]:
    """Return the essentials, each with its title: length, time, stops, difficulty, and what is known for wheelchairs."""
    facts = [
        (_("Μήκος"), distance_text(walk.length_m)),
        (_("Διάρκεια"), walking_time(walk.minutes)),
        (_("Στάσεις"), str(walk.stop_count)),
        (_("Δυσκολία"), walk.difficulty),
        (_("Πορεία"), _("Κυκλική") if walk.is_loop else _("Από ένα σημείο σε άλλο")),
    ]
    if walk.wheelchair != Place.Wheelchair.UNKNOWN:
        facts.append((_("Με αμαξίδιο"), str(walk.wheelchair.label)))
    return facts
