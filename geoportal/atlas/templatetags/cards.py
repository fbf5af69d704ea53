"""Features as people read them, in templates whose views know nothing of pages."""

from django.template import Library

from geoportal.atlas.cards import Card, card_of
from layers.layer import Layer
from layers.reading import Feature

register = Library()


@register.simple_tag
def card(layer: Layer, feature: Feature) -> Card:
    return card_of(layer, feature)
