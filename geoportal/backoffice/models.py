"""What staff may do that is no change of one table's rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from geoportal.backoffice.desk.models import PersonalDataView, SavedFilter

__all__ = ["Duty", "PersonalDataView", "SavedFilter"]


class Duty(models.Model):
    """No table: the place where the back office's own permissions hang."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("maintain_every_layer", _("Αλλάζει τα δεδομένα όλων των υπηρεσιών")),
            ("manage_layers", _("Διαχειρίζεται επίπεδα και σύνολα δεδομένων")),
            ("manage_tokens", _("Δίνει και ανακαλεί κλειδιά πρόσβασης")),
            ("see_jobs", _("Βλέπει τις εργασίες του συστήματος")),
            ("manage_jobs", _("Ξαναβάζει και ακυρώνει εργασίες του συστήματος")),
            ("see_reports", _("Βλέπει τις αναφορές")),
            ("see_messages", _("Βλέπει τα μηνύματα προς τους πολίτες")),
            ("manage_messages", _("Ξαναστέλνει και κρατά μηνύματα")),
            ("write_wordings", _("Αλλάζει τα κείμενα των μηνυμάτων")),
            ("see_history", _("Βλέπει τι άλλαξε ο καθένας, σε όλα")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
