"""The page tree has a revision, as layers have: menus, the home page and what is kept of them depend on it."""

from wagtail.models import Locale, Page, PageViewRestriction, Site

from geoportal.pages.models import AudiencePage, NodePage
from geoportal.pages.outline import TREE
from layers.revisions import Watched

PAGES = Watched(slug=TREE, depends_on=(Page, NodePage, AudiencePage, Locale, Site, PageViewRestriction))
