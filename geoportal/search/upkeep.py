"""Keeping the index true to what the rooms show.

A room is read again when its state is not the one that is indexed, and only what differs is written, in one transaction: readers see the
old documents or the new ones, never a gap.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import islice

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from geoportal.search.models import Document, IndexedRoom, Word
from geoportal.search.registry import search_rooms
from geoportal.search.room import Entry, SearchRoom

logger = logging.getLogger(__name__)

LONGEST_TEXT = 50_000
_BATCH = 500
_WRITTEN = (
    "kind", "title", "summary", "text", "names", "path", "department", "audiences", "date", "year", "weight", "prior", "digest", "geom",
)  # fmt: skip
# What has no date stands where something of this year would.
_UNDATED = datetime(2024, 1, 1, tzinfo=UTC)
_YEARS_A_WEIGHT = 0.2


def renew_index(*, anew: bool = False) -> dict[str, int]:
    """Bring every room whose state has changed (all of them, with ``anew``) up to date, forget rooms that are gone; return how many
    documents of each were written or taken out.

    A room that cannot be read keeps its documents until the next time; the log says why.
    """
    rooms = {room.slug: room for room in search_rooms()}
    known = dict(IndexedRoom.objects.values_list("room", "state"))
    for slug in known.keys() - rooms.keys():
        _forget_room(slug)
    changed = {}
    for slug, room in rooms.items():
        try:
            if anew or known.get(slug) != room.state():
                changed[slug] = renew_room(room)
        except DatabaseError:
            logger.exception("The room %s could not be read for the search", slug)
    if anew:
        _renew_words()
    return changed


@transaction.atomic
def renew_room(room: SearchRoom) -> int:
    """Make the index hold what ``room`` offers now; return how many documents were written or taken out.

    The state is read before the entries: what changes in between is read once more next time, none is ever missed.
    """
    indexed = _locked(room.slug)
    indexed.state = room.state()
    stale = {(key, language): pk for pk, key, language in Document.objects.filter(room=room.slug).values_list("pk", "key", "language")}
    written = 0
    for batch in _batches(room.entries()):
        for entry in batch:
            stale.pop((entry.key, entry.language), None)
        written += _write(room.slug, batch)
    gone, _by_model = Document.objects.filter(pk__in=stale.values()).delete()
    return _count(indexed, written + gone)


@transaction.atomic
def renew_entries(slug: str, entries: Iterable[Entry], *, gone: Iterable[str] = ()) -> int:
    """Write ``entries`` of the room ``slug``, take those with the keys ``gone`` out; return how many documents changed."""
    indexed = _locked(slug)
    written = sum(_write(slug, batch) for batch in _batches(entries))
    removed, _by_model = Document.objects.filter(room=slug, key__in=list(gone)).delete()
    return _count(indexed, written + removed)


def _locked(slug: str) -> IndexedRoom:
    IndexedRoom.objects.get_or_create(room=slug)
    return IndexedRoom.objects.select_for_update().get(room=slug)


def _count(indexed: IndexedRoom, changed: int) -> int:
    if changed:
        indexed.number += 1
        indexed.changed_at = timezone.now()
    indexed.save()
    return changed


def _forget_room(slug: str) -> None:
    with transaction.atomic():
        Document.objects.filter(room=slug).delete()
        IndexedRoom.objects.filter(room=slug).delete()


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    remaining = iter(entries)
    while batch := list(islice(remaining, _BATCH)):
        # The last of two with one key holds, as if they had been written one after the other.
        yield list({(entry.key, entry.language): entry for entry in batch}.values())


def _write(slug: str, entries: list[Entry]) -> int:
    """Write those of ``entries`` that the index does not hold so; return how many."""
    keys = [entry.key for entry in entries]
    held = {
        (key, language): digest
        for key, language, digest in Document.objects.filter(room=slug, key__in=keys).values_list("key", "language", "digest")
    }
    fresh = [
        document
        for document in (_document(slug, entry) for entry in entries)
        if held.get((document.key, document.language)) != document.digest
    ]
    Document.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["room", "key", "language"], update_fields=_WRITTEN)
    learn_words([(document.language, document.title) for document in fresh])
    return len(fresh)


def _document(slug: str, entry: Entry) -> Document:
    local = timezone.localtime(entry.date) if entry.date else None
    geom = entry.geometry
    facts = repr((entry, geom.ewkb.tobytes() if geom else None))
    return Document(
        room=slug,
        key=entry.key,
        language=entry.language,
        kind=entry.kind,
        title=_clean(entry.title)[:300],
        summary=_clean(entry.summary)[:2000],
        text=_clean(entry.text)[:LONGEST_TEXT],
        names="\n".join(filter(None, map(_clean, entry.names)))[:1000],
        path=entry.path[:500],
        department=entry.department,
        audiences=list(entry.audiences),
        date=entry.date,
        year=local.year if local else None,
        weight=entry.weight,
        prior=prior_of(entry.weight, entry.date),
        digest=blake2b(facts.encode(), digest_size=16).hexdigest(),
        geom=geom,
    )


def prior_of(weight: float, date: datetime | None) -> float:
    """Return what puts documents in order before a question is asked: newer and weightier ones have more."""
    years = ((date or _UNDATED) - _UNDATED).days / 365
    return weight + _YEARS_A_WEIGHT * years


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())


_WORDS_OF = r"""
    INSERT INTO {table} (language, folded, text)
    SELECT DISTINCT ON (language, folded) language, folded, text FROM (
        SELECT given.language, layers_fold(word.text) AS folded, lower(word.text) AS text
        FROM {given} AS given(language, title), regexp_split_to_table(given.title, '[^[:alnum:]]+') AS word(text)
        WHERE word.text ~ '^[[:alpha:]]{{3,40}}$'
    ) AS words WHERE length(folded) > 2 ON CONFLICT DO NOTHING
"""


def learn_words(titles: list[tuple[str, str]]) -> None:
    """Remember the words of ``titles``, each with its language, as what misspelt ones may mean."""
    if titles:
        languages, texts = zip(*titles, strict=True)
        statement = _WORDS_OF.format(table=Word._meta.db_table, given="unnest(%s::text[], %s::text[])")
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(languages), list(texts)])


@transaction.atomic
def _renew_words() -> None:
    """Forget words of titles that are gone. Until then they lead to nothing, and nothing is proposed that finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {Word._meta.db_table}")
        given = f"(SELECT language, title FROM {Document._meta.db_table})"
        cursor.execute(_WORDS_OF.format(table=Word._meta.db_table, given=given))
