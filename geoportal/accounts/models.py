from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from layers.departments import Department

PRIVATE = ("username", "first_name", "last_name", "email", "password")


class User(AbstractUser):
    """Whoever signs in: citizen or staff. Staff belong to a department."""

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("Υπηρεσία")
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("χρήστης")  # type: ignore[assignment]  # AbstractUser's Meta fixes the type of its own
        verbose_name_plural = _("χρήστες")  # type: ignore[assignment]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="accounts_user_email_unique"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
