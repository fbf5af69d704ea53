from geoportal.site.sitemaps import RowPages
from layers.events.models import Event

SITEMAP = RowPages(rows=Event.objects.published, view="events:event")
