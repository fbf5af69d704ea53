"""The roll call: Django finds the room's models here."""

from geoportal.news.placed import PlacedPublication
from geoportal.news.publications import Attachment, Position, PublicationPage, TenderPage, VacancyPage
from geoportal.news.sections import SectionPage

__all__ = ["Attachment", "PlacedPublication", "Position", "PublicationPage", "SectionPage", "TenderPage", "VacancyPage"]
