"""Ready replies (έτοιμες απαντήσεις): words that staff put into an action and change as the case needs."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from layers.requests.history import Action
from layers.requests.services import Service

ACTIONS = (Action.ASK, Action.COMPLETE, Action.REJECT, Action.NOTE)


class StatusNoteQuerySet(models.QuerySet["StatusNote"]):
    def fitting_service(self, service: Service) -> Self:
        """Return those for ``service``, and those for any."""
        return self.filter(Q(service=None) | Q(service=service))


class StatusNote(models.Model):
    """``service`` and ``action``: for which alone it is offered; without, for all."""

    title = models.CharField(_("τίτλος"), max_length=100)
    text_el = models.TextField(_("κείμενο"), max_length=4000)
    text_en = models.TextField(_("κείμενο στα αγγλικά"), max_length=4000)
    action = models.CharField(
        _("για ποια ενέργεια"), max_length=10, choices=[(action.value, action.label) for action in ACTIONS], blank=True
    )

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="status_notes", verbose_name=_("για ποιο είδος")
    )

    objects = StatusNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("έτοιμη απάντηση")
        verbose_name_plural = _("έτοιμες απαντήσεις")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text_el="") & ~Q(text_en=""), name="layers_statusnote_in_both_languages"),
            models.CheckConstraint(condition=Q(action__in=["", *ACTIONS]), name="layers_statusnote_action_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def text_in(self, language: str) -> str:
        """Return the words for a citizen whose language is "el" or "en"."""
        return self.text_en if language == "en" else self.text_el
