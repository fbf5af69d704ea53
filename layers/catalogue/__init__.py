"""The core's layers, in the order of the legend. A new layer: its room's module, an entry in one of these files, a generated migration."""

from layers.catalogue.administration import ADMINISTRATION
from layers.catalogue.city import CITY
from layers.catalogue.life import LIFE
from layers.catalogue.participation import PARTICIPATION

# Models with a geometry that no layer publishes, each with the reason. The system check layers.E007 reads it.
UNPUBLISHED: dict[str, str] = {
    "layers.AddressRange": "House numbers are asked for by street and number (layers/addresses.py); their lines are those of the streets.",
    "layers.Name": "A copy of names that the layers publish (layers/gazetteer), with a point to sort them by.",
    "layers.RoutingRule": "Where which department answers is the staff's business; the departments' areas are a layer of their own.",
    "layers.ServiceRequest": "Cases hold what people wrote; what everybody may know of them is in layers.Complaint.",
    **{
        f"news.{name}": "Pages have drafts and a place in a tree; those that everybody may read are in news.PlacedPublication."
        for name in ("PublicationPage", "TenderPage", "VacancyPage")
    },
    "complaints.Alert": "What somebody watches is nobody else's business.",
    "search.Document": "A copy of what the portal's pages show (geoportal/search); the layers publish the rows that it is of.",
}

LAYERS = (*CITY, *LIFE, *PARTICIPATION, *ADMINISTRATION)
