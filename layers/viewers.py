"""Who looks, as far as layers are concerned: what each may see beside what is public.

Who asks is found out at the edge (api.viewers, for requests); the ground only knows how far they see.
"""

from dataclasses import dataclass

from layers.layer import Layer


@dataclass(frozen=True, kw_only=True, repr=False)
class Viewer:
    """Sees public layers; beside them every one if ``sees_all``, else those that ``slugs`` names and those that ``department`` maintains.

    ``department`` is a code. Viewers that see the same are equal, and may be part of the name that an answer is kept under.
    """

    sees_all: bool = False
    slugs: frozenset[str] = frozenset()
    department: str = ""

    def sees(self, layer: Layer) -> bool:
        if layer.is_public or self.sees_all or layer.slug in self.slugs:
            return True
        return self.department != "" and layer.maintainer == self.department

    def __repr__(self) -> str:
        # Names of kept answers are made of it: a set's own text comes in another order in every process.
        return f"Viewer(sees_all={self.sees_all}, slugs={sorted(self.slugs)}, department={self.department!r})"


PUBLIC = Viewer()
STAFF = Viewer(sees_all=True)
