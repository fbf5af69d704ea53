from geoportal.site.sitemaps import RowPages
from layers.routes import Route

SITEMAP = RowPages(rows=Route.objects.published, view="routes:walk")
