from django.db import migrations, models

# layers/revisions.py tells how these work together.
FUNCTIONS = """
CREATE TABLE layers_touch (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);

CREATE FUNCTION layers_touch(slugs text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    pending text[] := string_to_array(nullif(current_setting('layers.pending', true), ''), ',');
    fresh text[];
BEGIN
    SELECT array_agg(slug) INTO fresh FROM unnest(slugs) AS slug WHERE slug <> ALL (coalesce(pending, '{}'));
    IF fresh IS NULL THEN
        RETURN;
    END IF;
    PERFORM set_config('layers.pending', array_to_string(coalesce(pending, '{}') || fresh, ','), true);
    IF pending IS NULL THEN
        INSERT INTO layers_touch DEFAULT VALUES;
    END IF;
END $$;

CREATE FUNCTION layers_touch_by_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layers_touch(TG_ARGV);
    RETURN NULL;
END $$;

CREATE FUNCTION layers_touch_dataset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM layers_touch(ARRAY[OLD.slug::text]);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM layers_touch(ARRAY[NEW.slug::text]);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION layers_settle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pending text[] := string_to_array(nullif(current_setting('layers.pending', true), ''), ',');
BEGIN
    IF pending IS NOT NULL THEN
        PERFORM set_config('layers.pending', '', true);
        INSERT INTO layers_revision (layer, number)
            SELECT slug, 1 FROM unnest(pending) AS slug ORDER BY slug
            ON CONFLICT (layer) DO UPDATE SET number = layers_revision.number + 1;
    END IF;
    DELETE FROM layers_touch WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER layers_settle AFTER INSERT ON layers_touch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION layers_settle();

CREATE TRIGGER layers_touch_dataset AFTER INSERT OR UPDATE OR DELETE ON layers_dataset
    FOR EACH ROW EXECUTE FUNCTION layers_touch_dataset();
"""

# The statement triggers on the layers' tables are made after every migration; they go with the function.
AWAY = """
DROP TRIGGER layers_touch_dataset ON layers_dataset;
DROP TABLE layers_touch;
DROP FUNCTION layers_settle();
DROP FUNCTION layers_touch_dataset();
DROP FUNCTION layers_touch_by_statement() CASCADE;
DROP FUNCTION layers_touch(text[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("layers", "0002_datasets"),
    ]

    operations = [
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('layer', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField()),
            ],
            options={
                'db_table': 'layers_revision',
            },
        ),
        migrations.RunSQL(FUNCTIONS, AWAY),
    ]
