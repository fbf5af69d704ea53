"""A version's table keeps each row's properties as JSON too, written once instead of at every request."""

from django.db import migrations, models

# For a change of single rows; a whole version is written set by set. Arguments: column, name, column, name, …
WRITE = """
CREATE FUNCTION layers_write_document() RETURNS trigger LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
BEGIN
    NEW.document := (
        SELECT coalesce(json_object_agg(TG_ARGV[n * 2 + 1], written -> TG_ARGV[n * 2] ORDER BY n), '{}')::text
        FROM generate_series(0, TG_NARGS / 2 - 1) AS n
    );
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0008_weeks_of_timetables")]
    operations = [
        migrations.AddField(
            model_name="datasetversion",
            name="has_documents",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunSQL(WRITE, "DROP FUNCTION layers_write_document() CASCADE"),
    ]
