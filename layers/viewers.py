"""Who looks, as far as layers are concerned: what each may see beside what is public.

Who asks is found out at the edge (api.viewers, for requests); the ground only knows how far they see.
"""

from dataclasses import dataclass

from layers.layer import Layer


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Sees public layers, and beside them every one if ``sees_all``, else those that ``slugs`` names."""

    sees_all: bool = False
    slugs: frozenset[str] = frozenset()

    def sees(self, layer: Layer) -> bool:
        return layer.is_public or self.sees_all or layer.slug in self.slugs

    @property
    def key(self) -> tuple[object, ...]:
        """What to put into names of kept answers: equal for equal viewers, and the same text in every process (a set's order is not)."""
        return (self.sees_all, *sorted(self.slugs))


PUBLIC = Viewer()
STAFF = Viewer(sees_all=True)
