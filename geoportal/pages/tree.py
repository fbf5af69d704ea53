"""The page tree's beginnings: a home for each language, one site that starts at the Greek one, and where pictures and files are kept."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site

from geoportal.pages.models import HomePage


@transaction.atomic
def found_tree() -> dict[str, HomePage]:
    """Return the home page of each language, created where it is not there yet; Wagtail's own example page goes."""
    locales = [Locale.objects.get_or_create(language_code=language)[0] for language, _name in settings.LANGUAGES]
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locales[0])
    homes: dict[str, HomePage] = {}
    for locale in locales:
        language = locale.language_code
        found = HomePage.objects.filter(locale=locale).first()
        homes[language] = found or _new_home(root, locale, like=homes.get(settings.LANGUAGE_CODE))
        root.refresh_from_db()
    _keep_one_site(homes[settings.LANGUAGE_CODE])
    found_collection()
    return homes


def found_collection() -> Collection:
    """Return the collection that holds all pictures and files, created where it is not there yet."""
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def _new_home(root: Page, locale: Locale, *, like: HomePage | None) -> HomePage:
    home = HomePage(title=settings.MUNICIPALITY.name[locale.language_code], slug=f"home-{locale.language_code}", locale=locale)
    if like is not None:
        home.translation_key = like.translation_key
    root.add_child(instance=home)
    return home


def _keep_one_site(home: HomePage) -> None:
    """Wagtail comes with a site at a page of its own; whatever host asks, ours starts at the Greek home."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    if site.root_page_id != home.pk:
        site.root_page, site.site_name = home, home.title
        site.save()
    for example in Page.objects.filter(depth=2, content_type__app_label="wagtailcore"):
        example.delete()
