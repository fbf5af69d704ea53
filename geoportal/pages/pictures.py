"""The picture that stands for a page: it says what it shows, unless it only decorates."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

# What other sites show beside a link: https://ogp.me.
_SHARED = "fill-1200x630|format-jpeg"


class Pictured(models.Model):
    """A page with a picture at its head."""

    image = models.ForeignKey(
        "wagtailimages.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=gettext_lazy("εικόνα")
    )
    image_alt = models.CharField(
        gettext_lazy("τι δείχνει η εικόνα"), max_length=300, blank=True, help_text=gettext_lazy("Για όσους δεν τη βλέπουν.")
    )
    image_is_decorative = models.BooleanField(gettext_lazy("η εικόνα μόνο διακοσμεί"), default=False)

    picture_panels: ClassVar[list[Any]] = [
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt"), FieldPanel("image_is_decorative")], heading=gettext_lazy("Εικόνα")),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.image is not None and not self.image_alt.strip() and not self.image_is_decorative:
            message = _("Γράψτε τι δείχνει η εικόνα «%(title)s», ή σημειώστε ότι μόνο διακοσμεί.") % {"title": self.image.title}
            raise ValidationError({"image_alt": message})

    @property
    def shared_picture(self) -> str:
        """Return the address of the picture that stands for the page elsewhere; empty without one, and of drawings, which nobody shows."""
        if self.image is None or self.image.is_svg():
            return ""
        return str(self.image.get_rendition(_SHARED).url)
