"""Loading much at once past what Wagtail keeps for the back office: its search for pages to choose, and where each image is used."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def unindexed() -> Iterator[None]:
    """Leave both indexes alone, which takes half of the time when it is done row by row; ``index_at_once`` brings them up to date.

    It holds for the whole process, so it belongs into commands and not into a server.
    """
    models = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, sender=model)]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)


def index_at_once() -> None:
    """Write both indexes anew from what the database holds."""
    call_command("wagtail_update_index", verbosity=0)
    call_command("rebuild_references_index", verbosity=0)
