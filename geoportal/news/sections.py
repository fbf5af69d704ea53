"""The sections of the publications: one for each kind and language, and one of all."""

from hashlib import blake2b
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path, re_path
from wagtail.models import Page

from geoportal.news.kinds import Kind
from geoportal.news.listing import is_year, listing
from geoportal.news.publications import PublicationPage
from geoportal.news.state import state_of
from geoportal.pages.models import ContentPage
from geoportal.pages.outline import tree_revision


class SectionPage(RoutablePageMixin, ContentPage):
    """Lists the publications of one kind, wherever they lie; without a kind, of all."""

    search_kind = "section"
    search_kinds: ClassVar[dict[str, Any]] = {"section": gettext_lazy("Ενότητες δημοσιεύσεων")}

    kind = models.CharField(gettext_lazy("είδος"), max_length=10, choices=Kind, blank=True, help_text=gettext_lazy("Κενό: όλα τα είδη."))

    template = "news/section.html"
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "news.SectionPage"]
    subpage_types: ClassVar[list[str]] = [
        "news.SectionPage", "news.PublicationPage", "news.TenderPage", "news.VacancyPage", "pages.NodePage", "pages.ArticlePage",
    ]  # fmt: skip
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("kind"), *ContentPage.content_panels[1:]]

    class Meta:
        verbose_name = gettext_lazy("ενότητα δημοσιεύσεων")
        verbose_name_plural = gettext_lazy("ενότητες δημοσιεύσεων")
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=["", *Kind.values]), name="news_section_of_a_kind")]

    @path("")
    def all_years(self, request: HttpRequest) -> HttpResponse:
        return self._list(request)

    @re_path(r"^(?P<year>\d{4})/$")
    def one_year(self, request: HttpRequest, year: str) -> HttpResponse:
        return self._list(request, year=int(year))

    @re_path(r"^(?P<year>\d{4})/(?P<month>0?[1-9]|1[0-2])/$")
    def one_month(self, request: HttpRequest, year: str, month: str) -> HttpResponse:
        return self._list(request, year=int(year), month=int(month))

    def _list(self, request: HttpRequest, *, year: int | None = None, month: int | None = None) -> HttpResponse:
        if year is not None and not is_year(year):
            raise Http404(_("Δεν υπάρχει έτος «%(year)s» στο αρχείο.") % {"year": year})
        found = listing(
            request.GET, language=self.locale.language_code, kind=Kind(self.kind) if self.kind else None, year=year, month=month
        )
        response: HttpResponse = self.render(request, context_overrides=found)
        return response

    def serve(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        """Return the list; who holds it already is told so before any publication is read."""
        etag = self._etag(request)
        response: HttpResponse | None = get_conditional_response(request, etag=etag)
        if response is None:
            response = super().serve(request, *arguments, **options)
        response.headers["ETag"] = etag
        # A caller who is signed in has a menu of their own.
        response.headers["Cache-Control"] = "private, no-cache" if request.user.is_authenticated else "public, no-cache"
        return response

    def _etag(self, request: HttpRequest) -> str:
        state = state_of(language=self.locale.language_code, kind=Kind(self.kind) if self.kind else None)
        viewer = request.user.get_username() if request.user.is_authenticated else ""
        parts = (settings.RELEASE, self.latest_revision_id, tree_revision(), request.build_absolute_uri(), viewer, state.facts)
        return f'W/"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'

    def get_context(self, request: HttpRequest, *arguments: Any, **options: Any) -> dict[str, Any]:
        context = super().get_context(request, *arguments, **options)
        context["section_url"] = self.get_url(request) or ""
        if not self.kind:
            elsewhere = SectionPage.objects.live().public().filter(locale=self.locale, depth=self.depth).exclude(pk=self.pk)
            context["sections_elsewhere"] = list(elsewhere.select_related("locale").order_by("path"))
        return context

    def entries(self) -> list[Page]:
        """Return the sections and articles below, in the editors' order: publications have lists of their own."""
        below = Page.objects.child_of(self).live().public().not_type(PublicationPage)
        return list(below.specific())
