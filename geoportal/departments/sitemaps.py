from geoportal.site.sitemaps import RowPages
from layers.departments import Department

SITEMAP = RowPages(rows=Department.objects.published, view="departments:department")
