"""Keeping the index of names true to what the layers publish."""

import logging
from collections.abc import Collection

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from layers.gazetteer.models import LONGEST_NAME, Name, NamedLayer, Word
from layers.layer import Layer
from layers.lookups import all_layers
from layers.ordering import Sql, quoted
from layers.revisions import Revision, revision_of
from layers.viewers import STAFF

logger = logging.getLogger(__name__)

_TABLE, _WORDS = Name._meta.db_table, Word._meta.db_table


def renew_names() -> dict[str, int]:
    """Bring the names of every layer that has changed up to date, forget those of layers that are gone; return how many names changed.

    A layer that cannot be read keeps its old names until the next time; the log says why.
    """
    layers = {layer.slug: layer for layer in all_layers(viewer=STAFF) if layer.search_weight}
    _forget_all_but(layers)
    revisions = dict(Revision.objects.values_list("layer", "number"))
    known = dict(NamedLayer.objects.filter(Q(lapses_at=None) | Q(lapses_at__gt=Now())).values_list("layer", "revision"))
    changed = {}
    for slug, layer in layers.items():
        if known.get(slug) == (layer.revision or revisions.get(slug, 0)):
            continue
        try:
            changed[slug] = renew_names_of(layer)
        except DatabaseError:
            logger.exception("The names of the layer %s could not be read", slug)
    return changed


@transaction.atomic
def renew_names_of(layer: Layer) -> int:
    """Make the index hold what ``layer`` publishes now; return how many names came or went.

    The revision is read before the rows: names that are newer than it are read once more next time, none is ever missed.
    """
    NamedLayer.objects.get_or_create(layer=layer.slug)
    entry = NamedLayer.objects.select_for_update().get(layer=layer.slug)
    entry.revision = layer.revision or revision_of(layer.slug) or 0
    entry.lapses_at = layer.next_change_at()
    fresh, parameters = _fresh(layer)
    same = "(n.feature, n.language, n.text, n.point) = (fresh.id, fresh.language, fresh.text, fresh.point)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {_TABLE} AS n WHERE n.layer = %s AND NOT EXISTS (SELECT FROM ({fresh}) AS fresh WHERE {same})",
            [layer.slug, *parameters],
        )
        gone: int = cursor.rowcount
        cursor.execute(
            f"INSERT INTO {_TABLE} (layer, feature, language, text, point) SELECT %s, fresh.* FROM ({fresh}) AS fresh "
            f"WHERE NOT EXISTS (SELECT FROM {_TABLE} AS n WHERE n.layer = %s AND {same})",
            [layer.slug, *parameters, layer.slug],
        )
        came: int = cursor.rowcount
    if gone or came:
        _renew_words_of(layer)
    entry.save()
    return gone + came


def _renew_words_of(layer: Layer) -> None:
    words = f"SELECT DISTINCT unnest(string_to_array(btrim(folded), ' ')) FROM {_TABLE} WHERE layer = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_WORDS} WHERE layer = %s AND word NOT IN ({words})", [layer.slug, layer.slug])
        cursor.execute(
            f"INSERT INTO {_WORDS} (layer, word) SELECT %s, word FROM ({words}) AS fresh(word) ON CONFLICT DO NOTHING",
            [layer.slug, layer.slug],
        )


def _fresh(layer: Layer) -> Sql:
    """Return the SQL of what the index should hold of ``layer``: id, language, text, point."""
    relation, parameters = layer.relation
    columns = ", ".join(map(quoted, layer.columns))
    names = [f"SELECT '{language}', f.{quoted(name)}::text" for language, name in layer.label.items()]
    if layer.also_named:
        names.append(f"SELECT '', unnest(f.{quoted(layer.also_named)})")
    if not names:
        names.append("SELECT '', NULL::text")
    statement = f"""
        SELECT f.id, name.language, left(btrim(name.text), {LONGEST_NAME:d}) AS text, ST_PointOnSurface(f.geom) AS point
        FROM ({relation}) AS f({columns}) CROSS JOIN LATERAL ({" UNION ALL ".join(names)}) AS name(language, text)
        WHERE name.text ~ '[[:alnum:]]' AND NOT ST_IsEmpty(f.geom)
    """
    return statement, [*parameters]


def _forget_all_but(slugs: Collection[str]) -> None:
    with transaction.atomic():
        gone = list(NamedLayer.objects.exclude(layer__in=slugs).select_for_update().values_list("layer", flat=True))
        Name.objects.filter(layer__in=gone).delete()
        Word.objects.filter(layer__in=gone).delete()
        NamedLayer.objects.filter(layer__in=gone).delete()
