"""The roll call: Django finds the models of every room here."""

from api.changes import FeatureChange
from api.downloads.models import Export
from api.tokens.models import Token

__all__ = ["Export", "FeatureChange", "Token"]
