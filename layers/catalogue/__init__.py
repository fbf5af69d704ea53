"""The core's layers, in the order of the legend. A new layer: its room's module, an entry in one of these files, a generated migration."""

from layers.catalogue.administration import ADMINISTRATION
from layers.catalogue.city import CITY
from layers.catalogue.life import LIFE

# Models with a geometry that no layer publishes, each with the reason. The system check layers.E007 reads it.
UNPUBLISHED: dict[str, str] = {
    "layers.AddressRange": "House numbers are asked for by street and number (layers/addresses.py); their lines are those of the streets.",
    "layers.Name": "A copy of names that the layers publish (layers/gazetteer), with a point to sort them by.",
}

LAYERS = (*CITY, *LIFE, *ADMINISTRATION)
