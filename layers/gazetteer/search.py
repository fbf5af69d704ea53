"""Finding features and house numbers by name.

Names that begin as the query does come before those of which some words do, then, if there are none, those that look alike. What the
index gives is compared with what its layer publishes now before it is shown: a row that lags behind is left out.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db import connection, transaction

from layers.addresses import Locality, address_text, localities
from layers.gazetteer.models import LONGEST_NAME, Name, Word
from layers.gazetteer.queries import Probe, probes_of
from layers.geometry import SRID
from layers.layer import Layer
from layers.lookups import all_layers
from layers.municipality import LonLat
from layers.ordering import Sql
from layers.reading import Feature, read_chosen
from layers.viewers import PUBLIC, Viewer

_TABLE, _WORDS = Name._meta.db_table, Word._meta.db_table
# How many rows a probe takes from the index before they are put in order.
_HITS = 200
# Trigrams in common of all that two spellings have; one wrong letter of seven leaves 0.5, two of ten 0.4.
_LEAST_LIKENESS = 0.4
_MISSPELT_PROBES = 4
# How many words a misspelt one may stand for.
_LIKELY = 4

Layers = Mapping[str, Layer]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A feature that was found; with ``number``, a house of it, and ``lon_lat`` is the door.

    ``missing_number`` is a house number that was asked for and is not known there.
    """

    layer: Layer
    feature: Feature
    lon_lat: LonLat
    number: int | None = None
    missing_number: int | None = None
    locality: Locality = field(default_factory=Locality)

    @property
    def text(self) -> str:
        """The name in the active language, with the house number."""
        return address_text(self.layer.name_of(self.feature.properties, self.feature.id), self.number)

    @property
    def precision(self) -> str:
        """How exact ``lon_lat`` is: "house", "street" (a point of it), "feature"."""
        if self.number is not None:
            return "house"
        return "feature" if self.layer.houses is None else "street"


class _Candidate(NamedTuple):
    layer: str
    feature: int
    text: str
    number: int | None


def find_by_name(text: str, *, limit: int = 10, near: LonLat | None = None, viewer: Viewer = PUBLIC) -> list[Found]:
    """Return at most ``limit`` features whose name ``text`` may mean, the likeliest first, those nearer to ``near`` before others.

    Raises:
        QueryRefused: if ``text`` cannot be searched for.
    """
    layers = {layer.slug: layer for layer in all_layers(viewer=viewer) if layer.search_weight}
    probes = probes_of(text)
    if not (layers and probes):
        return []
    # A feature has several names, and some rows may lag behind.
    rows = 4 * limit + 20
    found = _verified(_candidates(_by_words(probes, layers), layers, near=near, rows=rows), layers)
    if not found:
        found = _verified(_candidates(_by_likeness(probes, layers), layers, near=near, rows=rows), layers)
    found = found[:limit]
    return [replace(entry, locality=around) for entry, around in zip(found, localities([entry.lon_lat for entry in found]), strict=True)]


def _by_words(probes: Sequence[Probe], layers: Layers) -> Sql:
    """Return the names of which each word of the query begins a word: tier 0 is the name itself, 1 begins so, 2 has them somewhere."""
    return _union([_with_words(probe, _slugs(probe, layers)) for probe in probes])


def _with_words(probe: Probe, slugs: list[str]) -> Sql:
    """Names that begin so come from the index in order; only where they are few are the others read (a popular word has very many)."""
    words = [f"% {word}%" for word in probe.words]
    statement = f"""
        WITH beginning AS MATERIALIZED (
            SELECT id, %s::integer AS number, CASE WHEN folded = %s THEN 0 ELSE 1 END AS tier FROM {_TABLE}
            WHERE folded LIKE %s AND layer = ANY(%s) ORDER BY folded LIMIT {_HITS:d}
        )
        SELECT * FROM beginning UNION ALL (
            SELECT id, %s::integer, 2 FROM {_TABLE}
            WHERE {" AND ".join(["folded LIKE %s"] * len(words))} AND layer = ANY(%s) AND (SELECT count(*) FROM beginning) < {_HITS:d}
            LIMIT {_HITS:d}
        )
    """
    return statement, [probe.number, f" {probe.folded}", f" {probe.folded}%", slugs, probe.number, *words, slugs]


def _by_likeness(probes: Sequence[Probe], layers: Layers) -> Sql:
    """Return the names that hold words like those of the query; the tier is ten times what is missing of the likeness."""
    probes = probes[:_MISSPELT_PROBES]
    likely = _likely_words({word for probe in probes for word in probe.words}, layers)
    parts = []
    for probe in probes:
        meant = [likely[word] for word in probe.words if word in likely]
        # A word that nothing resembles may be the name of the quarter; not more than half of them.
        if meant and 2 * len(meant) >= len(probe.words):
            parts.append(_resembling(probe, meant, slugs=_slugs(probe, layers)))
    return _union(parts)


def _likely_words(words: Collection[str], layers: Layers) -> dict[str, list[str]]:
    """Return, for each of ``words`` that the names know, those that it may stand for."""
    statement = f"""
        SELECT given.word, likely.word FROM unnest(%s::text[]) AS given(word) CROSS JOIN LATERAL (
            SELECT known.word FROM {_WORDS} AS known
            WHERE (known.word %% given.word OR known.word LIKE given.word || '%%') AND known.layer = ANY(%s)
            GROUP BY known.word ORDER BY similarity(known.word, given.word) DESC, known.word LIMIT {_LIKELY:d}
        ) AS likely
    """
    found: dict[str, list[str]] = defaultdict(list)
    with transaction.atomic(), connection.cursor() as cursor:
        # What the operator % counts as alike, until the end of this transaction.
        cursor.execute(f"SET LOCAL pg_trgm.similarity_threshold = {_LEAST_LIKENESS:.2f}")
        cursor.execute(statement, [list(words), list(layers)])
        for word, likely in cursor.fetchall():
            found[word].append(likely)
    return dict(found)


def _resembling(probe: Probe, meant: Sequence[Sequence[str]], *, slugs: list[str]) -> Sql:
    """``meant`` holds, for each word, those that it may stand for."""
    conditions = " AND ".join("(" + " OR ".join(["folded LIKE %s"] * len(words)) + ")" for words in meant)
    statement = f"""
        SELECT id, %s::integer, round(10 - 10 * strict_word_similarity(%s, folded))::integer AS tier
        FROM (SELECT id, folded FROM {_TABLE} WHERE {conditions} AND layer = ANY(%s) LIMIT {5 * _HITS:d}) AS likely
        ORDER BY tier LIMIT {_HITS:d}
    """
    return statement, [probe.number, probe.folded, *(f"% {word}%" for words in meant for word in words), slugs]


def _union(parts: Sequence[Sql]) -> Sql:
    return " UNION ALL ".join(f"({text})" for text, _ in parts), [value for _, values in parts for value in values]


def _slugs(probe: Probe, layers: Layers) -> list[str]:
    """Return the layers that ``probe`` is for: a house number is looked for where there are some."""
    return [slug for slug, layer in layers.items() if probe.number is None or layer.houses is not None]


def _candidates(hits: Sql, layers: Layers, *, near: LonLat | None, rows: int) -> list[_Candidate]:
    """Return what the index says of ``hits``, the likeliest first."""
    text, parameters = hits
    if not text:
        return []
    here: list[Any] = []
    distance = "0"
    if near is not None:
        # A feature at 1 km needs to be looked for two weights more than one that is here.
        distance = f"ln(1 + ST_DistanceSphere(name.point, ST_SetSRID(ST_MakePoint(%s, %s), {SRID:d})) / 100)"
        here = [*near]
    statement = f"""
        SELECT name.layer, name.feature, name.text, hit.number
        FROM ({text}) AS hit(id, number, tier) JOIN {_TABLE} AS name USING (id)
            JOIN unnest(%s::text[], %s::integer[]) AS layer(slug, weight) ON layer.slug = name.layer
        ORDER BY hit.tier, {distance} - layer.weight, length(name.folded), name.folded, name.id
        LIMIT {rows:d}
    """
    weights = [layer.search_weight for layer in layers.values()]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, list(layers), weights, *here])
        return [_Candidate(*row) for row in cursor.fetchall()]


def _verified(candidates: Sequence[_Candidate], layers: Layers) -> list[Found]:
    """Return what is published of ``candidates`` under the name that was found, each feature once.

    A street without the house that was asked for is told only where nothing else was found.
    """
    chosen: dict[Layer, set[int]] = defaultdict(set)
    for candidate in candidates:
        chosen[layers[candidate.layer]].add(candidate.feature)
    features = read_chosen(chosen)
    doors = _doors(candidates, layers)
    found: dict[tuple[str, int], Found] = {}
    without_house: dict[tuple[str, int], Found] = {}
    for candidate in candidates:
        key, layer = (candidate.layer, candidate.feature), layers[candidate.layer]
        feature = features.get(key)
        if feature is None or candidate.text not in {name.strip(" ")[:LONGEST_NAME] for name in layer.names_in(feature.properties)}:
            continue
        if candidate.number is None:
            found.setdefault(key, Found(layer=layer, feature=feature, lon_lat=feature.lon_lat))
        elif door := doors.get((*key, candidate.number)):
            found.setdefault(key, Found(layer=layer, feature=feature, lon_lat=door, number=candidate.number))
        else:
            without_house.setdefault(key, Found(layer=layer, feature=feature, lon_lat=feature.lon_lat, missing_number=candidate.number))
    return list((found or without_house).values())


def _doors(candidates: Sequence[_Candidate], layers: Layers) -> dict[tuple[str, int, int], LonLat]:
    """Return where the house numbers are that were asked for: by slug, feature and number."""
    asked: dict[tuple[str, int], set[int]] = defaultdict(set)
    for candidate in candidates:
        if candidate.number is not None:
            asked[candidate.layer, candidate.number].add(candidate.feature)
    doors = {}
    for (slug, number), ids in asked.items():
        houses = layers[slug].houses
        for feature, door in (houses(ids, number) if houses else {}).items():
            doors[slug, feature, number] = door
    return doors
