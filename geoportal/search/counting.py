"""Counting what matches a question, by kind, by year and with a place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from geoportal.search.choosing import Wanted

# ``language || ''`` keeps other indexes away from what comes from the index of words, which alone needs no vector.
MATCHING = "vector @@ %(query)s::tsquery AND language || '' = %(language)s"
# Of a statement that calls what matches ``matched``.
GROUPS = """
    SELECT json_agg(json_build_array(kind, year, has_place, in_title, count)) FROM (
        SELECT kind, year, has_place, in_title, count(*) FROM matched GROUP BY kind, year, has_place, in_title
    ) AS groups
"""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many documents match (``matched``), with the words in their titles (``titled``), how many of them are chosen (``total``).

    ``kinds``, ``years`` and ``placed`` count what is chosen, each with its own choice left aside.
    """

    matched: int = 0
    titled: int = 0
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    placed: int = 0

    def with_known(self, chosen: "Counts") -> "Counts":
        """Return the same with what is known of the ``chosen`` ones in the place of estimates."""
        return replace(
            self,
            matched=max(self.matched, chosen.total),
            total=chosen.total,
            kinds={**self.kinds, **chosen.kinds},
            years={**self.years, **chosen.years},
            placed=chosen.placed or self.placed,
        )


def whole(total: int, wanted: Wanted) -> Counts:
    """Return what is known where ``total`` are chosen: by each of the choices made, with the others, there are as many."""
    return Counts(
        total=total,
        kinds={wanted.kind: total} if wanted.kind and total else {},
        years={wanted.year: total} if wanted.year and total else {},
        placed=total if wanted.has_place else 0,
    )


def counts_of(groups: Iterable[tuple[str, int | None, bool, bool, int]] | None, wanted: Wanted) -> Counts:
    """Return the counts of ``groups``, which the SQL ``GROUPS`` makes: kind, year, whether with a place, in the title, how many."""
    matched = titled = total = placed = 0
    kinds, years = Counter[str](), Counter[int]()
    for kind, year, has_place, in_title, count in groups or ():
        of_kind, of_year = not wanted.kind or kind == wanted.kind, wanted.year is None or year == wanted.year
        of_place = has_place or not wanted.has_place
        matched += count
        titled += count * in_title
        total += count * (of_kind and of_year and of_place)
        placed += count * (of_kind and of_year and has_place)
        if of_year and of_place:
            kinds[kind] += count
        if of_kind and of_place and year is not None:
            years[year] += count
    return Counts(matched=matched, titled=titled, total=total, kinds=kinds, years=years, placed=placed)
