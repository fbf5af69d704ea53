"""What the search knows: one table of documents for all rooms, the words of their titles, and what of each room is in it.

It is a copy, made by the rooms' own public querysets (``geoportal.search.upkeep``); nothing is written here by hand. The SQL functions
that the generated columns use are made by the migrations.
"""

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, GeneratedField, Q

from layers.geometry import SRID


class Document(models.Model):
    """One thing to be found, in one language; ``key`` names it within its room.

    ``names`` are further names (the other language's title, a code), a line each. ``prior`` puts documents in order before a question is
    asked: the kind's weight, and years for those that have a date. ``titled`` holds the words of title and names, ``vector`` those of
    everything: Greek or English stems, and of title, names and summary the stems of their skeletons (``layers_fold``), in which Greek and
    Greeklish meet. ``lot`` is what chance gave it: those with the first one stand for all.
    """

    room = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    language = models.CharField(max_length=2)

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    names = models.TextField(blank=True)
    path = models.CharField(max_length=500)
    department = models.CharField(max_length=80, blank=True)
    audiences = ArrayField(models.CharField(max_length=20), default=list)

    date = models.DateTimeField(null=True)
    year = models.SmallIntegerField(null=True)
    weight = models.FloatField(default=1)
    prior = models.FloatField(default=0)
    digest = models.CharField(max_length=32)

    geom = GeometryField(srid=SRID, null=True, spatial_index=False)

    lot = GeneratedField(
        expression=Func(F("id"), function="search_lot", output_field=models.SmallIntegerField()),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    folded = GeneratedField(
        expression=Func(F("title"), function="layers_fold", output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    titled = GeneratedField(
        expression=Func(F("language"), F("title"), F("names"), function="search_titled", output_field=SearchVectorField()),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    vector = GeneratedField(
        expression=Func(
            F("language"), F("title"), F("names"), F("summary"), F("text"), function="search_vector", output_field=SearchVectorField()
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "key", "language"], name="search_document_once")]
        indexes = [
            GinIndex(fields=["vector"], name="search_document_vector", fastupdate=False),
            GinIndex(fields=["vector"], name="search_document_sample", fastupdate=False, condition=Q(lot=0)),
            GinIndex(fields=["titled"], name="search_document_titled", fastupdate=False),
            models.Index(fields=["language", "folded"], name="search_document_beginning"),
            models.Index(fields=["language", "-prior"], name="search_document_foremost"),
            models.Index(fields=["language", "kind", "-prior"], name="search_document_of_kind"),
            models.Index(fields=["language", "year", "-prior"], name="search_document_of_year"),
            models.Index(fields=["language", "-prior"], name="search_document_with_place", condition=Q(geom__isnull=False)),
            models.Index(fields=["language", "-date"], name="search_document_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.room}/{self.key} ({self.language})"


class Word(models.Model):
    """A word of a title: what a misspelt one is compared with, since words are few where documents are many.

    ``folded`` is its skeleton, ``text`` how one of the titles writes it.
    """

    language = models.CharField(max_length=2)
    folded = models.TextField(db_collation="C")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "folded"], name="search_word_once")]
        indexes = [GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_word_trigrams")]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"


class IndexedRoom(models.Model):
    """What of a room is in the index: ``state`` as the room told it then; ``number`` grows whenever its documents change."""

    room = models.CharField(max_length=40, primary_key=True)
    state = models.TextField(blank=True)
    number = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.room} {self.number}"
