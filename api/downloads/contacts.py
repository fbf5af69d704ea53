"""Whom to ask about a layer: the department that maintains it, else the municipality; by vCard (RFC 6350, in RDF)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF

from layers.departments import ContactChannel, Department
from layers.municipality import Bilingual

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")


@dataclass(frozen=True, kw_only=True)
class Contact:
    name: Bilingual
    email: str
    phone: str
    website: str


def municipality_contact() -> Contact:
    municipality = settings.MUNICIPALITY
    known = municipality.contact
    return Contact(name=municipality.name, email=known.email, phone=known.phone, website=known.website)


def contacts_of(given: Iterable[str]) -> dict[str, Contact]:
    """Return the departments of these codes that are published, each with what the public may use; what one lacks is the municipality's."""
    general, codes = municipality_contact(), set(given)
    channels = ContactChannel.objects.filter(is_public=True, department__is_published=True, department__code__in=codes)
    known: dict[str, dict[str, str]] = {}
    for code, kind, value in channels.order_by("position", "pk").values_list("department__code", "kind", "value"):
        known.setdefault(code, {}).setdefault(kind, value)
    kinds = ContactChannel.Kind
    return {
        department.code: Contact(
            name=Bilingual(el=department.name_el, en=department.name_en),
            email=known.get(department.code, {}).get(kinds.EMAIL, general.email),
            phone=known.get(department.code, {}).get(kinds.PHONE, general.phone),
            website=known.get(department.code, {}).get(kinds.WEB, general.website),
        )
        for department in Department.objects.published().filter(code__in=codes)
    }


def add_contact(graph: Graph, contact: Contact) -> BNode:
    """Add ``contact`` and return its node."""
    node = BNode()
    graph.add((node, RDF.type, VCARD.Organization))
    for language in ("el", "en"):
        graph.add((node, VCARD.fn, Literal(contact.name[language], lang=language)))
    graph.add((node, VCARD.hasEmail, URIRef(f"mailto:{contact.email}")))
    graph.add((node, VCARD.hasTelephone, URIRef(f"tel:{''.join(contact.phone.split())}")))
    graph.add((node, VCARD.hasURL, URIRef(contact.website)))
    return node
