"""The audiences, at the address by which the migrations of pages and publications know them."""

from layers.audiences import Audience, AudiencesField

__all__ = ["Audience", "AudiencesField"]
