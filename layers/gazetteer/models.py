"""The index of names: one table for all layers, so that a search is one indexed statement however many layers there are.

It is a copy. What may be shown is decided when it is asked (``layers.gazetteer.search``); what it holds is made again when a layer's
revision moves on (``layers.gazetteer.upkeep``).
"""

from django.contrib.gis.db.models import PointField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, GeneratedField

from layers.geometry import SRID

LONGEST_NAME = 200


class Name(models.Model):
    """One name of one feature.

    ``folded`` is ``layers_fold(text)``, the skeleton in which spellings of Greek meet, with a space before each word: ``LIKE ' a%'`` asks
    how the name begins, ``LIKE '% a%'`` how any of its words does. ``point`` surely lies in the feature.
    """

    layer = models.CharField(max_length=80)
    feature = models.BigIntegerField()
    language = models.CharField(max_length=2, blank=True)
    text = models.CharField(max_length=LONGEST_NAME)
    folded = GeneratedField(
        expression=Func(F("text"), template="' ' || layers_fold(%(expressions)s)", output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    point = PointField(srid=SRID, spatial_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["layer", "feature"], name="layers_name_feature"),
            models.Index(fields=["folded"], name="layers_name_beginning"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="layers_name_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.layer}/{self.feature} {self.text}"


class Word(models.Model):
    """A folded word that occurs in names of a layer: what a misspelt one is compared with, since words are few where names are many."""

    layer = models.CharField(max_length=80)
    word = models.TextField(db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "word"], name="layers_word_once")]
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="layers_word_trigrams")]

    def __str__(self) -> str:
        return f"{self.layer} {self.word}"


class NamedLayer(models.Model):
    """Which revision of a layer the names are of, and when they lapse without a write (``Layer.next_change_at``)."""

    layer = models.CharField(max_length=80, primary_key=True)
    revision = models.BigIntegerField(default=0)
    lapses_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.layer} {self.revision}"
