import django.db.models.functions.datetime
from django.db import migrations, models

# As in 0003, and notes when: the clock at commit, not the beginning of the transaction, so that times follow the order of numbers.
SETTLE = """
CREATE OR REPLACE FUNCTION layers_settle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pending text[] := string_to_array(nullif(current_setting('layers.pending', true), ''), ',');
BEGIN
    IF pending IS NOT NULL THEN
        PERFORM set_config('layers.pending', '', true);
        INSERT INTO layers_revision (layer, number%(column)s)
            SELECT slug, 1%(value)s FROM unnest(pending) AS slug ORDER BY slug
            ON CONFLICT (layer) DO UPDATE SET number = layers_revision.number + 1%(update)s;
    END IF;
    DELETE FROM layers_touch WHERE id = NEW.id;
    RETURN NULL;
END $$;
"""
WITH_TIME = SETTLE % {"column": ", changed_at", "value": ", clock_timestamp()", "update": ", changed_at = clock_timestamp()"}
WITHOUT_TIME = SETTLE % {"column": "", "value": "", "update": ""}


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0010_pyramids"),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='changed_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(WITH_TIME, WITHOUT_TIME),
    ]
