"""The core's layers, in the order of the legend. A new layer: its room's module, an entry in one of these files, a generated migration."""

from layers.catalogue.administration import ADMINISTRATION
from layers.catalogue.city import CITY
from layers.catalogue.life import LIFE

# Models with a geometry that no layer publishes, each with the reason. The system check layers.E007 reads it.
UNPUBLISHED: dict[str, str] = {}

LAYERS = (*CITY, *LIFE, *ADMINISTRATION)
