from geoportal.site.sitemaps import RowPages
from layers.pharmacies import Pharmacy

SITEMAP = RowPages(rows=Pharmacy.objects.published, view="pharmacies:pharmacy")
