from geoportal.site.sitemaps import RowPages
from layers.places import Place

SITEMAP = RowPages(rows=Place.objects.published, view="places:place")
