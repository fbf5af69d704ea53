"""The latest publications on the page of each audience."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from geoportal.home.addresses import in_tree
from geoportal.news.feeds import slug_of_audience
from geoportal.news.publications import PublicationPage
from geoportal.news.words import words_of
from geoportal.pages.collecting import Collected, Link
from geoportal.site.language import page_language
from layers.audiences import Audience

_MOST = 6


def publications_for(audience: Audience) -> Collected:
    now = timezone.now()
    language = page_language()
    rows = PublicationPage.objects.listed(language).filter(audiences__contains=[audience])[:_MOST]
    return Collected(
        title=_("Τελευταία νέα"),
        template="pages/collected/publications.html",
        entries=[words_of(row, now=now) for row in rows],
        links=(
            Link(text=_("Όλα τα νέα για αυτό το κοινό"), url=f"{in_tree('news/')()}?audience={audience}"),
            Link(
                text=_("Όλα αυτά ως ροή (RSS)"),
                url=f"{reverse('feeds:feed', args=(slug_of_audience(audience), 'rss'))}?lang={language}",
            ),
        ),
    )
