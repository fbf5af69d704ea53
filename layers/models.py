"""The roll call: Django finds the models of every room here."""

from layers.cinemas import Cinema, Film, Screen, Screening
from layers.datasets.models import Dataset, DatasetVersion
from layers.departments import ContactChannel, Department
from layers.districts import District
from layers.events.models import Event, EventCategory, EventOccurrence
from layers.gazetteer.models import Name, NamedLayer, Word
from layers.hours.holidays import PublicHoliday
from layers.hours.models import HoursException, OpeningHours, Timetable
from layers.pharmacies import DutyShift, Pharmacy
from layers.places import Place, PlaceCategory
from layers.requests.attachments import Attachment
from layers.requests.complaints import Complaint
from layers.requests.history import HistoryEntry
from layers.requests.models import (
    ProtocolBook,
    Reporter,
    RoutingRule,
    ServiceRequest,
    Submission,
    Supporter,
)
from layers.requests.services import Service, ServiceGroup
from layers.requests.statistics import StatisticsKept
from layers.requests.status_notes import StatusNote
from layers.revisions import Revision
from layers.routes import Route, Stop
from layers.streets import AddressRange, Street
from layers.tiling.models import Cluster, Pyramid

__all__ = [
    "AddressRange", "Attachment", "Cinema", "Cluster", "Complaint", "ContactChannel", "Dataset", "DatasetVersion", "Department", "District",
    "DutyShift", "Event", "EventCategory", "EventOccurrence", "Film", "HistoryEntry", "HoursException", "Name", "NamedLayer",
    "OpeningHours", "Pharmacy", "Place", "PlaceCategory", "ProtocolBook", "PublicHoliday", "Pyramid", "Reporter", "Revision", "Route",
    "RoutingRule", "Screen", "Screening", "Service", "ServiceGroup", "ServiceRequest", "StatisticsKept", "StatusNote", "Stop", "Street",
    "Submission", "Supporter", "Timetable", "Word",
]  # fmt: skip
