"""The page tree: the home, the nodes under it, their articles, and a landing page for each audience."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from geoportal.pages.blocks import BodyBlock
from geoportal.pages.collecting import collected_for
from geoportal.pages.languages import addresses_of, other_language_of, with_part
from geoportal.pages.pictures import Pictured
from layers.audiences import Audience, AudiencesField
from layers.greek import slug_of


class HomePage(Page):
    """The root of a language's pages. What it shows is the city's own (geoportal.home.views.home)."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.NodePage", "pages.AudiencePage", "news.SectionPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("αρχική σελίδα")
        verbose_name_plural = _("αρχικές σελίδες")

    def serve(self, request: HttpRequest, *_arguments: Any, **_options: Any) -> HttpResponseBase:
        answer: HttpResponseBase = resolve(reverse("home")).func(request)
        return answer


class ContentPage(Pictured, Page):
    """What all pages with a text of their own have. ``search_kind`` is what the site's search calls them."""

    search_kind: ClassVar[str] = "page"
    # https://ogp.me/#types
    shared_kind: ClassVar[str] = "website"

    lead = models.CharField(
        pgettext_lazy("κείμενο", "εισαγωγή"), max_length=400, blank=True, help_text=_("Μία ή δύο προτάσεις: τι βρίσκει κανείς εδώ.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("κείμενο"), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), *Pictured.picture_panels, FieldPanel("body")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    class Meta:
        abstract = True

    def clean(self) -> None:
        self._write_address_in_latin()
        super().clean()

    def minimal_clean(self) -> None:
        """What a draft is held to."""
        self._write_address_in_latin()
        super().minimal_clean()

    def _write_address_in_latin(self) -> None:
        """The editor proposes an address in the title's letters; Greek ones turn into percent signs wherever the address is sent."""
        page: Any = self  # Wagtail tells no types of its fields
        if not page.slug.isascii():
            page.slug = slug_of(page.slug)

    def get_context(self, request: HttpRequest, *arguments: Any, **options: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *arguments, **options)
        context["crumbs"] = list(self.get_ancestors().live().filter(depth__gt=2).only("id", "title", "url_path", "depth", "path"))
        context["children"] = self.entries()
        other = other_language_of(self)
        context["other_language"] = with_part(other, self, request)
        addresses = replace(addresses_of(self, request, other), kind=self.shared_kind)
        if picture := self.shared_picture:
            addresses = replace(addresses, picture=request.build_absolute_uri(picture))
        context["page_addresses"] = addresses
        return context

    def entries(self) -> list[Page]:
        """Return the pages that this one leads to, in the editors' order."""
        return list(self.get_children().live().public().specific(defer=True))


class NodePage(ContentPage):
    """A node of the tree: one of the four cores, or a part of one."""

    template = "pages/node.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.NodePage", "news.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["pages.NodePage", "pages.ArticlePage"]

    class Meta:
        verbose_name = _("κόμβος")
        verbose_name_plural = _("κόμβοι")

    def entries(self) -> list[Page]:
        return list(self.get_children().live().public().specific())


class ArticlePage(ContentPage):
    template = "pages/article.html"
    shared_kind: ClassVar[str] = "article"
    audiences = AudiencesField(verbose_name=_("για ποιους"))

    parent_page_types: ClassVar[list[str]] = ["pages.NodePage", "pages.ArticlePage", "news.SectionPage"]
    subpage_types: ClassVar[list[str]] = ["pages.ArticlePage"]
    content_panels: ClassVar[list[Any]] = [*ContentPage.content_panels, FieldPanel("audiences")]

    class Meta:
        verbose_name = _("άρθρο")
        verbose_name_plural = _("άρθρα")


class AudiencePage(ContentPage):
    """Collects what is for one audience, wherever in the tree it lies."""

    template = "pages/audience.html"
    # Who types «women» looks for what there is for women before any page that has the word.
    search_weight: ClassVar[float] = 1.8
    audience = models.CharField(_("για ποιους"), max_length=20, choices=Audience)

    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("audience"), *ContentPage.content_panels[1:]]

    class Meta:
        verbose_name = _("σελίδα κοινού")
        verbose_name_plural = _("σελίδες κοινού")

    def get_context(self, request: HttpRequest, *arguments: Any, **options: Any) -> dict[str, Any]:
        context = super().get_context(request, *arguments, **options)
        # A preview of a new page may not have one yet.
        context["collected"] = collected_for(Audience(self.audience)) if self.audience else []
        return context

    def entries(self) -> list[Page]:
        """Return the articles for this audience in the page's language, by title."""
        return list(ArticlePage.objects.live().public().filter(locale=self.locale, audiences__contains=[self.audience]).order_by("title"))
