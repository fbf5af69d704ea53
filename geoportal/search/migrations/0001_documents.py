import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


# Words as the index holds them. PostgreSQL's own greek configuration keeps «συμβούλιο» and «συμβουλίου» apart (συμβουλι, συμβουλ): the
# vowels that its stemmer leaves at the end go too. Of a number like 123/2026 the index knows the parts and the whole.
WORDS = r"""
CREATE FUNCTION search_plain(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(
        translate(regexp_replace(lower(normalize(given, NFKD) COLLATE "und-x-icu"), '[\u0300-\u036f]', '', 'g'), 'ς', 'σ'),
        '\m([0-9]+)\s?/\s?([0-9]+)\M', '\1 \2 \1x\2', 'g'), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- The expression of each language stands in its own list: a function called for every word would cost four times as much.
CREATE FUNCTION search_stems(given text, language text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(CASE language
        WHEN 'en' THEN (
            SELECT string_agg((ts_lexize('pg_catalog.english_stem', word))[1], ' ' ORDER BY place)
            FROM unnest(string_to_array(search_plain(given), ' ')) WITH ORDINALITY AS known(word, place))
        ELSE (
            SELECT string_agg(
                coalesce(nullif(rtrim((ts_lexize('pg_catalog.greek_stem', word))[1], 'αεηιουω'), ''), word), ' ' ORDER BY place)
            FROM unnest(string_to_array(search_plain(given), ' ')) WITH ORDINALITY AS known(word, place))
        END, '')
$$;

-- The skeletons of words (layers_fold) without their endings: inflected forms in Greek and in Greeklish meet in them.
CREATE FUNCTION search_skeletons(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(
        coalesce(substring(word FROM '^(.{2,}?)(?:at)?[ieu]?(?:os|us|is|as|es|on|o|u|i|a|e)$'), word), ' ' ORDER BY place), '')
    FROM unnest(string_to_array(layers_fold(given), ' ')) WITH ORDINALITY AS known(word, place)
$$;

CREATE FUNCTION search_titled(language text, title text, names text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('pg_catalog.simple', search_stems(title, language) || ' ' || search_skeletons(title)), 'A')
        || setweight(to_tsvector('pg_catalog.simple', search_plain(names) || ' ' || search_skeletons(names)), 'B')
$$;

CREATE FUNCTION search_vector(language text, title text, names text, summary text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT search_titled(language, title, names)
        || setweight(to_tsvector('pg_catalog.simple', search_stems(summary, language) || ' ' || search_skeletons(summary)), 'C')
        || setweight(to_tsvector('pg_catalog.simple', search_stems(body, language)), 'D')
$$;
"""

AWAY = """
DROP FUNCTION search_vector(text, text, text, text, text);
DROP FUNCTION search_titled(text, text, text);
DROP FUNCTION search_skeletons(text);
DROP FUNCTION search_stems(text, text);
DROP FUNCTION search_plain(text);
"""

# What is wide lies beside the rows: a question that thousands of documents answer reads their kinds and dates, not their texts.
NARROW = """
ALTER TABLE search_document SET (toast_tuple_target = 256);
ALTER TABLE search_document ALTER text SET STORAGE EXTERNAL, ALTER vector SET STORAGE EXTERNAL, ALTER titled SET STORAGE MAIN;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("layers", "0007_streets_and_names"),
    ]

    operations = [
        migrations.RunSQL(WORDS, AWAY),
        migrations.CreateModel(
            name='IndexedRoom',
            fields=[
                ('room', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('state', models.TextField(blank=True)),
                ('number', models.BigIntegerField(default=0)),
                ('changed_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('room', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=120)),
                ('language', models.CharField(max_length=2)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=300)),
                ('summary', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('names', models.TextField(blank=True)),
                ('path', models.CharField(max_length=500)),
                ('department', models.CharField(blank=True, max_length=80)),
                ('audiences', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('date', models.DateTimeField(null=True)),
                ('year', models.SmallIntegerField(null=True)),
                ('weight', models.FloatField(default=1)),
                ('prior', models.FloatField(default=0)),
                ('digest', models.CharField(max_length=32)),
                ('geom', django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=4326)),
                ('folded', models.GeneratedField(db_persist=True, expression=models.Func(models.F('title'), function='layers_fold', output_field=models.TextField()), output_field=models.TextField(db_collation='C'))),
                ('titled', models.GeneratedField(db_persist=True, expression=models.Func(models.F('language'), models.F('title'), models.F('names'), function='search_titled', output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('vector', models.GeneratedField(db_persist=True, expression=models.Func(models.F('language'), models.F('title'), models.F('names'), models.F('summary'), models.F('text'), function='search_vector', output_field=django.contrib.postgres.search.SearchVectorField()), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['vector'], name='search_document_vector'), django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['titled'], name='search_document_titled'), models.Index(fields=['language', 'folded'], name='search_document_beginning'), models.Index(fields=['language', '-prior'], name='search_document_foremost'), models.Index(fields=['language', '-date'], name='search_document_newest')],
                'constraints': [models.UniqueConstraint(fields=('room', 'key', 'language'), name='search_document_once')],
            },
        ),
        migrations.CreateModel(
            name='Word',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('folded', models.TextField(db_collation='C')),
                ('text', models.TextField()),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='search_word_trigrams', opclasses=['gin_trgm_ops'])],
                'constraints': [models.UniqueConstraint(fields=('language', 'folded'), name='search_word_once')],
            },
        ),
        migrations.RunSQL(NARROW, migrations.RunSQL.noop),
    ]
