"""What must be done when pages of publications change: the rows of the map follow."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from geoportal.news.placed import renew
from geoportal.news.publications import PublicationPage


def connect() -> None:
    page_published.connect(_of_one, dispatch_uid="news_published")
    page_unpublished.connect(_of_one, dispatch_uid="news_unpublished")
    post_delete.connect(_of_one, dispatch_uid="news_deleted")
    page_slug_changed.connect(_of_all, dispatch_uid="news_slug")
    post_page_move.connect(_moved, dispatch_uid="news_move")
    for signal in (post_save, post_delete):
        signal.connect(_of_all, sender=PageViewRestriction, dispatch_uid=f"news_restricted_{id(signal)}")


def _of_one(instance: Any, **_facts: Any) -> None:
    if isinstance(instance, PublicationPage):
        renew(instance.translation_key)


def _moved(instance: Any, parent_page_after: Any, **facts: Any) -> None:
    """A publication is of the kind of the section that it came to."""
    if kind := getattr(parent_page_after.specific, "kind", ""):
        PublicationPage.objects.filter(pk=instance.pk).update(kind=kind)
    _of_all(instance, **facts)


def _of_all(instance: Any, **_facts: Any) -> None:
    """A page's move or new address takes along whatever lies below it."""
    if isinstance(instance, PublicationPage):
        renew(instance.translation_key)
    else:
        # Whoever else moved may hold sections: pages move seldom, and all are made anew.
        renew()
