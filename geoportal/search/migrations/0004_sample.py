import django.contrib.postgres.indexes
from django.db import migrations, models


# One lot of 32, which neither the order of writing nor the language decides: identifiers of a page's two languages follow each other.
LOT = """
CREATE FUNCTION search_lot(id bigint) RETURNS smallint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (hashint8(id) & 31)::smallint
$$;
"""

# The titles of the hundred that are compared would each be fetched from beside the rows. The new column writes all rows anew.
NEAR = "ALTER TABLE search_document ALTER title SET STORAGE MAIN, ALTER folded SET STORAGE MAIN"
FAR = "ALTER TABLE search_document ALTER title SET STORAGE EXTENDED, ALTER folded SET STORAGE EXTENDED"


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_with_a_place'),
    ]

    operations = [
        migrations.RunSQL(NEAR, FAR),
        migrations.RunSQL(LOT, "DROP FUNCTION search_lot(bigint);"),
        migrations.AddField(
            model_name='document',
            name='lot',
            field=models.GeneratedField(db_persist=True, expression=models.Func(models.F('id'), function='search_lot', output_field=models.SmallIntegerField()), output_field=models.SmallIntegerField()),
        ),
        migrations.AddIndex(
            model_name='document',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('lot', 0)), fastupdate=False, fields=['vector'], name='search_document_sample'),
        ),
    ]
