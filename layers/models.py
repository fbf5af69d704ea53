"""The roll call: Django finds the models of every room here."""

from layers.datasets.models import Dataset, DatasetVersion
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.places import Place, PlaceCategory
from layers.revisions import Revision

__all__ = [
    "ContactChannel",
    "Dataset",
    "DatasetVersion",
    "Department",
    "District",
    "Place",
    "PlaceCategory",
    "Revision",
]
