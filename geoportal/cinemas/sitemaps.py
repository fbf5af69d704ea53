from geoportal.site.sitemaps import RowPages
from layers.cinemas import Cinema

SITEMAP = RowPages(rows=Cinema.objects.published, view="cinemas:cinema")
