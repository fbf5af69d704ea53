"""The roll call: Django finds the models of every room here."""

from layers.datasets.models import Dataset, DatasetVersion
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.gazetteer.models import Name, NamedLayer, Word
from layers.places import Place, PlaceCategory
from layers.revisions import Revision
from layers.streets import AddressRange, Street

__all__ = [
    "AddressRange",
    "ContactChannel",
    "Dataset",
    "DatasetVersion",
    "Department",
    "District",
    "Name",
    "NamedLayer",
    "Place",
    "PlaceCategory",
    "Revision",
    "Street",
    "Word",
]
