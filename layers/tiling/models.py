"""The thinned form of layers of many points, kept for one state of their data."""

from django.db import models


class Pyramid(models.Model):
    """The clusters of one revision of a layer, from ``base_zoom`` up to the whole world.

    They lapse with the revision, and at ``lapses_at`` where the layer changes without a write; ``lapsed_at`` is when somebody first saw
    that they had, and asked for new ones. A layer that ``is_small`` shows all its
    features at every zoom and has no clusters.
    """

    layer = models.CharField(max_length=80)
    revision = models.BigIntegerField()
    lapses_at = models.DateTimeField(null=True)
    base_zoom = models.PositiveSmallIntegerField()
    is_small = models.BooleanField()

    made_at = models.DateTimeField(auto_now_add=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "revision", "lapses_at", "base_zoom"], name="layers_pyramid_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.revision}"


class Cluster(models.Model):
    """A cell of the grid of one zoom with how many features lie in it, and where on average.

    ``x`` and ``y`` run from 0 to 1 over the world. ``feature_id`` is one of them; the feature itself, where ``count`` is 1.
    """

    zoom = models.PositiveSmallIntegerField()
    tile_column = models.IntegerField()
    cell_column = models.IntegerField()
    cell_row = models.IntegerField()
    x = models.FloatField()
    y = models.FloatField()
    count = models.IntegerField()
    feature_id = models.BigIntegerField()

    # Without a constraint: it would be asked for each of some ten thousand rows, which come and go with their pyramid alone.
    pyramid = models.ForeignKey(Pyramid, on_delete=models.CASCADE, db_constraint=False, db_index=False)

    class Meta:
        # Within a column of tiles the cells of a tile, and the rows above and below it, lie together.
        indexes = [models.Index(fields=["pyramid", "zoom", "tile_column", "cell_row"], name="layers_cluster_of_tile")]

    def __str__(self) -> str:
        return f"{self.pyramid_id}/{self.zoom} {self.count}"
