from collections.abc import Iterator
from importlib import import_module

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

import layers.hours.models

# The same rules as 0005, a branch for each of the ways to be open: the hours of today's weekday, of yesterday's that reach past midnight,
# both of holidays, and the exceptions of both days. Each is a plain condition on one table, so that the planner can tell from its
# statistics how many timetables are open, and walks through the places (at noon, when nearly all are) or through the hours (at night).
_DAY = "((at AT TIME ZONE zone)::date - {back})"
_MINUTE = "((extract(hour FROM at AT TIME ZONE zone) * 60 + extract(minute FROM at AT TIME ZONE zone))::int + {past})"
_HOURS = """
    SELECT hours.timetable_id FROM layers_openinghours AS hours
    WHERE hours.kind = 'open' AND hours.weekday = {weekday} AND hours.closes_minute > {minute}{begun}
        AND (hours.valid_from IS NULL OR hours.valid_from <= {day}) AND (hours.valid_through IS NULL OR hours.valid_through >= {day})
        AND {holiday}
        AND NOT EXISTS (
            SELECT FROM layers_hoursexception AS other WHERE other.timetable_id = hours.timetable_id AND other.date = {day}
        )"""
_EXCEPTIONS = """
    SELECT exception.timetable_id FROM layers_hoursexception AS exception
    WHERE exception.date = {day} AND exception.opens_minute <= {minute} AND exception.closes_minute > {minute}"""
_IS_HOLIDAY = "EXISTS (SELECT FROM layers_publicholiday AS holiday WHERE holiday.date = {day})"
_IGNORES = "hours.timetable_id IN (SELECT id FROM layers_timetable WHERE ignores_holidays)"


def _branches() -> Iterator[str]:
    for back in (0, 1):
        day, minute = _DAY.format(back=back), _MINUTE.format(past=1440 * back)
        # Yesterday's hours have all begun.
        given = {"day": day, "minute": minute, "begun": "" if back else f" AND hours.opens_minute <= {minute}"}
        is_holiday = _IS_HOLIDAY.format(day=day)
        weekday = f"extract(isodow FROM {day})::int"
        yield _HOURS.format(**given, weekday=weekday, holiday=f"(NOT {is_holiday} OR {_IGNORES})")
        yield _HOURS.format(**given, weekday=8, holiday=f"{is_holiday} AND NOT {_IGNORES}")
        yield _EXCEPTIONS.format(**given)


OPEN_TIMETABLES = f"""
CREATE OR REPLACE FUNCTION layers_open_timetables(at timestamptz, zone text) RETURNS TABLE (timetable_id bigint) LANGUAGE sql STABLE AS $$
{" UNION ALL ".join(_branches())}
$$;
"""

BEFORE = import_module("layers.migrations.0005_open_timetables_and_borrowed_places").OPEN_TIMETABLES.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)

# What a timetable says of an ordinary week, so that "open now" is one comparison for each of a million places: the minutes at which it is
# open, the weekday's number less one times 2880 further on (hours reach into the next day; the eighth day is a public holiday).
# Whatever is not the same in every week makes a timetable variable: the function above answers for those.
# The hours that hold such a minute (and -1 for a variable timetable) are kept beside: of the elements of an array, unlike the ranges of a
# multirange, the planner knows how common each is.
WEEKS = """
CREATE FUNCTION layers_rules(timetable bigint, today date) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT coalesce(json_agg(json_build_object(
        'weekday', weekday, 'opens', to_char(opens, 'HH24:MI'), 'closes', to_char(closes, 'HH24:MI'), 'valid_from', valid_from,
        'valid_through', valid_through, 'kind', kind, 'note_el', note_el, 'note_en', note_en
    ) ORDER BY weekday, opens, id), '[]')
    FROM layers_openinghours WHERE timetable_id = timetable AND (valid_through IS NULL OR valid_through >= today)
$$;

CREATE OR REPLACE FUNCTION layers_hours(timetable bigint, today date) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
    kept record;
BEGIN
    IF timetable IS NULL THEN
        RETURN '[]';
    END IF;
    SELECT week_rules, is_variable INTO kept FROM layers_timetable WHERE id = timetable;
    IF kept.is_variable THEN
        RETURN layers_rules(timetable, today);
    END IF;
    RETURN kept.week_rules::json;
END $$;

CREATE OR REPLACE FUNCTION layers_is_open(timetable bigint, at timestamptz, zone text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    wall timestamp;
    minute int;
    kept record;
BEGIN
    IF timetable IS NULL THEN
        RETURN false;
    END IF;
    SELECT week, is_variable INTO kept FROM layers_timetable WHERE id = timetable;
    IF kept.is_variable THEN
        RETURN EXISTS (SELECT FROM layers_open_timetables(at, zone) AS opened WHERE opened.timetable_id = timetable);
    END IF;
    wall := at AT TIME ZONE zone;
    minute := extract(hour FROM wall) * 60 + extract(minute FROM wall);
    RETURN kept.week @> layers_day_of_week(wall::date) * 2880 + minute
        OR kept.week @> layers_day_of_week(wall::date - 1) * 2880 + 1440 + minute;
END $$;

CREATE FUNCTION layers_day_of_week(day date) RETURNS int LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF EXISTS (SELECT FROM layers_publicholiday WHERE date = day) THEN
        RETURN 7;
    END IF;
    RETURN extract(isodow FROM day)::int - 1;
END $$;
"""
KEEPING = """
CREATE FUNCTION layers_timetable_knows_its_week() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.week := (
        SELECT coalesce(range_agg(int4range((weekday - 1) * 2880 + opens_minute, (weekday - 1) * 2880 + closes_minute)), '{}')
        FROM layers_openinghours
        WHERE timetable_id = NEW.id AND kind = 'open' AND valid_from IS NULL AND valid_through IS NULL
    );
    NEW.is_variable := NEW.ignores_holidays
        OR EXISTS (SELECT FROM layers_hoursexception WHERE timetable_id = NEW.id)
        OR EXISTS (
            SELECT FROM layers_openinghours
            WHERE timetable_id = NEW.id AND (valid_from IS NOT NULL OR valid_through IS NOT NULL)
        );
    NEW.week_hours := ARRAY(
        SELECT DISTINCT (weekday - 1) * 48 + hour
        FROM layers_openinghours, generate_series(opens_minute / 60, (closes_minute - 1) / 60) AS hour
        WHERE timetable_id = NEW.id AND kind = 'open' AND valid_from IS NULL AND valid_through IS NULL ORDER BY 1
    ) || CASE WHEN NEW.is_variable THEN '{-1}'::int[] ELSE '{}' END;
    NEW.week_rules := layers_rules(NEW.id, '-infinity');
    RETURN NEW;
END $$;

-- Hours of the night are rare, and matter most: they are to be among those that the statistics know.
ALTER TABLE layers_timetable ALTER COLUMN week_hours SET STATISTICS 1000;

CREATE TRIGGER layers_timetable_knows_its_week BEFORE INSERT OR UPDATE ON layers_timetable
    FOR EACH ROW EXECUTE FUNCTION layers_timetable_knows_its_week();

CREATE FUNCTION layers_hours_tell_their_timetable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE layers_timetable SET week = week WHERE id IN (SELECT timetable_id FROM was);
    END IF;
    IF TG_OP IN ('UPDATE', 'INSERT') THEN
        UPDATE layers_timetable SET week = week WHERE id IN (SELECT timetable_id FROM became);
    END IF;
    RETURN NULL;
END $$;
"""
TELLING = "".join(
    f"""
CREATE TRIGGER layers_tell_timetable_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION layers_hours_tell_their_timetable();
"""
    for table in ("layers_openinghours", "layers_hoursexception")
    for event, rows in (
        ("INSERT", "NEW TABLE AS became"), ("UPDATE", "OLD TABLE AS was NEW TABLE AS became"), ("DELETE", "OLD TABLE AS was")
    )
)  # fmt: skip
NO_TELLING = "".join(
    f"DROP TRIGGER layers_tell_timetable_{event} ON {table};"
    for table in ("layers_openinghours", "layers_hoursexception")
    for event in ("insert", "update", "delete")
)
_ONE_ROW = import_module("layers.migrations.0006_hours_of_one_row").OF_ONE_ROW.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
NO_WEEKS = _ONE_ROW + "DROP FUNCTION layers_day_of_week; DROP FUNCTION layers_rules;"
NO_KEEPING = "DROP TRIGGER layers_timetable_knows_its_week ON layers_timetable; DROP FUNCTION layers_timetable_knows_its_week; "


class Migration(migrations.Migration):
    dependencies = [("layers", "0007_streets_and_names")]

    operations = [
        migrations.AddIndex(
            model_name="openinghours", index=models.Index(fields=["weekday", "closes_minute"], name="layers_openinghours_ends")
        ),
        migrations.RunSQL(OPEN_TIMETABLES, BEFORE),
        migrations.AddField(
            model_name="timetable", name="week", field=layers.hours.models.MinutesField(db_default="{}", default="{}", editable=False)
        ),
        migrations.AddField(model_name="timetable", name="is_variable", field=models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            model_name="timetable",
            name="week_hours",
            field=ArrayField(models.IntegerField(), db_default=[], default=list, editable=False),
        ),
        migrations.AddIndex(model_name="timetable", index=GinIndex(fields=["week_hours"], name="layers_timetable_hours")),
        migrations.AddField(
            model_name="timetable", name="week_rules", field=models.JSONField(db_default=[], default=list, editable=False)
        ),
        migrations.RunSQL(WEEKS, NO_WEEKS),
        migrations.RunSQL(KEEPING + TELLING, NO_TELLING + "DROP FUNCTION layers_hours_tell_their_timetable; " + NO_KEEPING),
        migrations.RunSQL("UPDATE layers_timetable SET week = week", migrations.RunSQL.noop),
    ]
