"""Points gathered in cells, for zooms at which a tile cannot show each of them."""

from django.db import models


class Clustering(models.Model):
    """Of which data of a layer there are cells: those of ``revision``, until ``until`` if the layer changes by itself.

    ``is_small`` says that the layer has so few features that no tile needs cells.
    """

    layer = models.CharField(max_length=80, primary_key=True)
    revision = models.BigIntegerField()
    until = models.DateTimeField(null=True)
    is_small = models.BooleanField()

    class Meta:
        db_table = "layers_clustering"

    def __str__(self) -> str:
        return f"{self.layer} {self.revision}"


class Cell(models.Model):
    """The points of one cell of a zoom: how many, where their middle is (shares of the world, from the north-west), the first one's id."""

    layer = models.CharField(max_length=80)
    zoom = models.PositiveSmallIntegerField()
    column = models.IntegerField()
    row = models.IntegerField()
    x = models.FloatField()
    y = models.FloatField()
    count = models.IntegerField()
    feature = models.BigIntegerField()

    class Meta:
        db_table = "layers_cell"
        constraints = [models.UniqueConstraint(fields=["layer", "zoom", "column", "row"], name="layers_cell_place")]

    def __str__(self) -> str:
        return f"{self.layer} {self.zoom}/{self.column}/{self.row}"
