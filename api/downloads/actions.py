"""Making files, now or by the worker, and finding them again.

A file is kept under the revision that it shows and given again to who asks for the same, until its time or the room for it ends.
"""

import logging
import os
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from api.downloads.about import about
from api.downloads.arrow import OnRows
from api.downloads.asking import Asked, asked_by
from api.downloads.models import Export, exports_folder
from api.errors import ApiError, TooManyExports
from layers.lookups import UnknownLayer, get_layer
from layers.reading import count_features
from layers.streaming import present_revision, snapshot
from layers.viewers import STAFF

logger = logging.getLogger(__name__)

State = Export.State
OPEN = (State.WAITING, State.RUNNING)


class DatasetReplaced(Exception):
    """Between finding a dataset and reading it, another version was shown."""


def make_now(asked: Asked) -> Export:
    """Write the file at once and keep it; return its row, or that of who was quicker.

    Raises:
        DatasetReplaced
    """
    name = f"{uuid.uuid4()}.{asked.format.extension}"
    made = Export(layer=asked.layer.slug, format=asked.format.extension, query=asked.given, language=asked.language, file_name=name)
    changes_at = asked.layer.next_change_at()
    made.revision, made.written = write_file(asked, made.path, on_rows=lambda _count: None)
    made.key = asked.key(revision=made.revision, changes_at=changes_at)
    made.total, made.size_bytes, made.state = made.written, made.path.stat().st_size, State.READY
    made.finished_at, made.expires_at = timezone.now(), _expiry()
    try:
        with transaction.atomic():
            Export.objects.filter(key=made.key).exclude(state__in=(State.READY, *OPEN)).delete()
            made.save(force_insert=True)
    except IntegrityError:
        # Somebody else's file of the same content, or a job that is on its way to it: ours goes out once and is not kept.
        made.key = ""
    make_room()
    return made


def write_file(asked: Asked, path: Path, *, on_rows: OnRows) -> tuple[int, int]:
    """Write what is asked for to ``path``, which is there whole or not at all; return the revision it shows and how many features.

    Raises:
        DatasetReplaced
    """
    count = 0

    def counted(rows: int) -> None:
        nonlocal count
        count += rows
        on_rows(count)

    assert asked.format.write is not None  # noqa: S101  # the others are streamed
    # GDAL knows a format by its ending.
    unfinished = path.with_name(f"part-{path.name}")
    try:
        with snapshot():
            revision = present_revision(asked.layer)
            if asked.layer.revision not in (None, revision):
                raise DatasetReplaced
            asked.format.write(unfinished, asked.layer, asked.query, about(asked.layer, revision=revision), counted)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return revision, count


def find_ready(key: str) -> Export | None:
    """Return the finished file of this content, if it is still there."""
    export = Export.objects.ready().filter(key=key).first()
    return export if export is not None and export.path.exists() else None


@transaction.atomic
def order(asked: Asked, *, key: str, revision: int, defer: Callable[[str], object]) -> Export:
    """Return the job that makes what is asked for: the one that is on its way, or a new one; row and job are written together.

    Raises:
        TooManyExports
    """
    present = Export.objects.select_for_update().filter(key=key).first()
    if present is not None and present.state in OPEN and not _is_stuck(present):
        return present
    if present is not None:
        present.delete()
    if Export.objects.filter(state__in=OPEN).count() >= settings.DOWNLOAD_JOBS_MAX:
        raise TooManyExports
    total = count_features(asked.layer, asked.query, at_most=None)
    facts = {"layer": asked.layer.slug, "format": asked.format.extension, "query": asked.given, "language": asked.language}
    try:
        with transaction.atomic():
            export = Export.objects.create(key=key, revision=revision, total=total, expires_at=_expiry(), **facts)
    except IntegrityError:
        # Asked for twice in the same moment: one job does for both.
        return Export.objects.get(key=key)
    defer(str(export.pk))
    return export


def run(export_id: str) -> None:
    """Write the file of an export; what goes wrong is told in its row. One that was removed meanwhile is nobody's any more."""
    export = Export.objects.filter(pk=export_id, state__in=OPEN).first()
    if export is None:
        return
    Export.objects.filter(pk=export.pk).update(state=State.RUNNING, written=0, moved_at=timezone.now())
    try:
        with translation.override(export.language):
            _run(export)
    except (ApiError, UnknownLayer, DatasetReplaced) as error:
        # The layer is not what it was when it was asked for.
        _fail(export, _("Το επίπεδο άλλαξε από τότε που ζητήθηκε το αρχείο."), error)
    except Exception as error:  # noqa: BLE001  # a worker's loop: whatever it was, who waits is told
        _fail(export, _("Το αρχείο δεν μπόρεσε να γραφτεί."), error)


def _run(export: Export) -> None:
    layer = get_layer(export.layer, viewer=STAFF)
    asked = asked_by(export, layer)
    changes_at = layer.next_change_at()
    export.file_name = f"{uuid.uuid4()}.{export.format}"
    with _progress(export) as on_rows:
        export.revision, export.written = write_file(asked, export.path, on_rows=on_rows)
    export.total, export.size_bytes = export.written, export.path.stat().st_size
    export.state, export.finished_at, export.expires_at = State.READY, timezone.now(), _expiry()
    key = asked.key(revision=export.revision, changes_at=changes_at)
    if not Export.objects.filter(key=key).exclude(pk=export.pk).exists():
        export.key = key
    export.save()
    make_room()


def _fail(export: Export, told: str, error: Exception) -> None:
    logger.error("Export %s of %s failed", export.pk, export.layer, exc_info=error)
    Export.objects.filter(pk=export.pk).update(state=State.FAILED, fault=told, finished_at=timezone.now(), moved_at=timezone.now())


class _progress:  # noqa: N801  # used like the functions of contextlib
    """Tells how far a file is, by a connection of its own: the one that reads holds a state of the data and can write nothing."""

    _EVERY_S = 1.0

    def __init__(self, export: Export) -> None:
        self._export, self._told_at = export, 0.0
        self._connection = connection.copy()

    def __enter__(self) -> OnRows:
        return self._tell

    def __exit__(self, *_error: object) -> None:
        self._connection.close()

    def _tell(self, written: int) -> None:
        if time.monotonic() - self._told_at >= self._EVERY_S:
            self._told_at = time.monotonic()
            with self._connection.cursor() as cursor:
                cursor.execute("UPDATE api_export SET written = %s, moved_at = now() WHERE id = %s", [written, self._export.pk])


def mend() -> int:
    """Say of jobs whose worker was killed that they failed; return how many."""
    stuck = [export.pk for export in Export.objects.filter(state=State.RUNNING) if _is_stuck(export)]
    fault = _("Η εγγραφή διακόπηκε.")
    return Export.objects.filter(pk__in=stuck, state=State.RUNNING).update(state=State.FAILED, fault=fault, finished_at=timezone.now())


def purge() -> int:
    """Remove the exports whose time has passed, and files that no row knows; return how many exports."""
    expired = list(Export.objects.expired())
    for export in expired:
        remove(export)
    known = set(Export.objects.values_list("file_name", flat=True))
    old = time.time() - settings.DOWNLOAD_KEPT_HOURS * 3600
    for file in exports_folder().iterdir():
        if file.is_file() and file.name not in known and file.stat().st_mtime < old:
            file.unlink(missing_ok=True)
    return len(expired)


def remove(export: Export) -> None:
    """Remove the row, then its file: a row never promises a file that is not there."""
    name = export.file_name
    export.delete()
    if name:
        with suppress(FileNotFoundError):
            os.unlink(exports_folder() / name)  # noqa: PTH108


def make_room() -> None:
    """Remove the oldest finished files while all of them are larger than ``settings.DOWNLOAD_KEPT_BYTES``, but for the newest."""
    ready = Export.objects.filter(state=State.READY)
    size = ready.aggregate(size=Sum("size_bytes"))["size"] or 0
    if size <= settings.DOWNLOAD_KEPT_BYTES:
        return
    for export in list(ready.order_by("finished_at"))[:-1]:
        if size <= settings.DOWNLOAD_KEPT_BYTES:
            break
        size -= export.size_bytes
        remove(export)


def _is_stuck(export: Export) -> bool:
    silent = timezone.now() - export.moved_at
    return export.state == State.RUNNING and silent > timedelta(minutes=settings.DOWNLOAD_STUCK_MINUTES)


def _expiry() -> datetime:
    return timezone.now() + timedelta(hours=settings.DOWNLOAD_KEPT_HOURS)
