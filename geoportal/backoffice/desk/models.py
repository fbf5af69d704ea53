"""What the desk itself keeps: who looked at whose data, and the filters that somebody uses again."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from layers.requests.models import ServiceRequest


class PersonalDataView(models.Model):
    """Somebody of the staff saw what a citizen wrote or how to reach them."""

    class Page(models.TextChoices):
        CASE = "case", _("Σελίδα αιτήματος")
        PRINT = "print", _("Εκτύπωση")
        SEARCH = "search", _("Αναζήτηση με τηλέφωνο ή e-mail")

    page = models.CharField(_("πού"), max_length=10, choices=Page)
    at = models.DateTimeField(_("πότε"), db_default=Now())

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ποιος"))
    request = models.ForeignKey(ServiceRequest, on_delete=models.PROTECT, related_name="+", verbose_name=_("αίτημα"))

    class Meta:
        verbose_name = _("προβολή προσωπικών δεδομένων")
        verbose_name_plural = _("προβολές προσωπικών δεδομένων")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(page__in=["case", "print", "search"]), name="backoffice_view_page_known")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SavedFilter(models.Model):
    """``query``: the address's query, as the form of the search writes it."""

    name = models.CharField(_("όνομα"), max_length=60)
    query = models.TextField(max_length=8000)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_filters")

    class Meta:
        verbose_name = _("αποθηκευμένο φίλτρο")
        verbose_name_plural = _("αποθηκευμένα φίλτρα")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="backoffice_savedfilter_named_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="backoffice_savedfilter_named"),
        ]

    def __str__(self) -> str:
        return self.name
