"""Who changed which feature, when, from what to what: written in the transaction of the change, never altered after."""

import json
from typing import Any

from django.contrib.postgres.indexes import BTreeIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from api.tokens.models import Token
from layers.items import Item


class Action(models.TextChoices):
    CREATE = "create", _("δημιουργία")
    REPLACE = "replace", _("αντικατάσταση")
    UPDATE = "update", _("αλλαγή")
    DELETE = "delete", _("διαγραφή")


class FeatureChange(models.Model):
    """One write of one feature. ``before`` and ``after`` hold what the layer publishes of it, and what else was written.

    The database refuses to alter or delete a row (migration 0002). ``holder`` is kept as it was, whatever becomes of the department.
    """

    layer = models.CharField(_("επίπεδο"), max_length=80)
    feature = models.BigIntegerField(_("στοιχείο"))
    action = models.CharField(_("ενέργεια"), max_length=10, choices=Action)
    before = models.JSONField(_("πριν"), null=True, blank=True)
    after = models.JSONField(_("μετά"), null=True, blank=True)
    request_id = models.CharField(_("αίτημα"), max_length=64)
    holder = models.CharField(_("κάτοχος κλειδιού"), max_length=200, blank=True)

    at = models.DateTimeField(_("πότε"), auto_now_add=True)

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="changes", verbose_name=_("κλειδί"))

    class Meta:
        verbose_name = _("αλλαγή στοιχείου")
        verbose_name_plural = _("αλλαγές στοιχείων")
        ordering = ["-pk"]
        indexes = [BTreeIndex(fields=["layer", "feature"], name="api_featurechange_of")]

    def __str__(self) -> str:
        return f"{self.layer}/{self.feature} {self.action}"


def state_for_record(item: Item | None, unpublished: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is kept of a feature: its published text, with the written values that are not published."""
    if item is None:
        return None
    document: dict[str, Any] = json.loads(item.text)
    document["properties"] |= unpublished
    return {"geometry": document["geometry"], "properties": document["properties"]}
