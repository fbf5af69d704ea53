import django.contrib.gis.db.models.fields
from django.db import migrations, models
from django.db.models.functions import Cast

import layers.routes


class Migration(migrations.Migration):
    """Count the lengths of routes anew: since ``LengthM`` rounds, a row that is written again keeps its length to the last digit."""

    dependencies = [
        ("layers", "0011_revisions_have_times"),
    ]

    operations = [
        migrations.RemoveField(model_name="route", name="length_m"),
        migrations.AddField(
            model_name="route",
            name="length_m",
            field=models.GeneratedField(
                db_persist=True,
                expression=layers.routes.LengthM(Cast(models.F("geom"), django.contrib.gis.db.models.fields.GeometryField(geography=True, srid=4326))),
                output_field=models.FloatField(verbose_name="μήκος σε μέτρα"),
            ),
        ),
    ]
