"""What the sections offer beside their pages: the calendars of deadlines."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geoportal.news import calendar as ics
from geoportal.news.kinds import Kind
from geoportal.news.listing import query_of
from geoportal.site.language import page_language

# What closed lately stays: a calendar that is looked at next week shall still show it.
_STILL_TOLD = timedelta(days=60)
_MOST = 500


@require_safe
def deadlines(request: HttpRequest, kind: Kind) -> HttpResponse:
    """The deadlines that the list's filters ask for, those that passed lately included."""
    query, _notice = query_of(request.GET, language=page_language(), kind=kind, year=None, month=None)
    rows = query.rows().filter(deadline__gte=timezone.now() - _STILL_TOLD).order_by("deadline", "pk")[:_MOST]
    municipality = settings.MUNICIPALITY.name[page_language()]
    name = _("%(kind)s, προθεσμίες – %(municipality)s") % {"kind": kind.label, "municipality": municipality}
    body = ics.calendar_of(rows, name=name, absolute=request.build_absolute_uri("/").rstrip("/"))
    return HttpResponse(
        body, content_type=ics.MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{kind.value}-deadlines.ics"'}
    )
