from django.db import migrations

# Which timetables are open at an instant. A plain SELECT in SQL, so that the planner opens it up in each question (layers.hours.questions).
# A day's hours may reach into the next one: minutes count from the midnight with which the day began, and yesterday is asked as well.
OPEN_TIMETABLES = """
CREATE FUNCTION layers_open_timetables(at timestamptz, zone text) RETURNS TABLE (timetable_id bigint) LANGUAGE sql STABLE AS $$
    SELECT hours.timetable_id
    FROM (
        SELECT (at AT TIME ZONE zone)::date - back AS day,
            (extract(hour FROM at AT TIME ZONE zone) * 60 + extract(minute FROM at AT TIME ZONE zone))::int + 1440 * back AS minute
        FROM (VALUES (0), (1)) AS days (back)
    ) AS asked
    JOIN layers_openinghours AS hours
        ON hours.opens_minute <= asked.minute AND hours.closes_minute > asked.minute
        AND hours.weekday IN (extract(isodow FROM asked.day)::int, 8)
        AND asked.day BETWEEN coalesce(hours.valid_from, '-infinity') AND coalesce(hours.valid_through, 'infinity')
    JOIN layers_timetable AS timetable ON timetable.id = hours.timetable_id
    LEFT JOIN layers_publicholiday AS holiday ON holiday.date = asked.day AND NOT timetable.ignores_holidays
    WHERE hours.kind = 'open' AND (hours.weekday = 8) = (holiday.date IS NOT NULL)
        AND NOT EXISTS (
            SELECT FROM layers_hoursexception AS other WHERE other.timetable_id = hours.timetable_id AND other.date = asked.day
        )
    UNION ALL
    SELECT exception.timetable_id
    FROM (
        SELECT (at AT TIME ZONE zone)::date - back AS day,
            (extract(hour FROM at AT TIME ZONE zone) * 60 + extract(minute FROM at AT TIME ZONE zone))::int + 1440 * back AS minute
        FROM (VALUES (0), (1)) AS days (back)
    ) AS asked
    JOIN layers_hoursexception AS exception
        ON exception.date = asked.day AND exception.opens_minute <= asked.minute AND exception.closes_minute > asked.minute
$$;
"""

# An event with a venue is where its venue is: the column keeps the index, the triggers keep it true.
BORROWED_PLACES = """
CREATE FUNCTION layers_event_borrows_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.venue_id IS NOT NULL THEN
        NEW.geom := (SELECT geom FROM layers_place WHERE id = NEW.venue_id);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER layers_event_borrows_place BEFORE INSERT OR UPDATE OF venue_id, geom ON layers_event
    FOR EACH ROW EXECUTE FUNCTION layers_event_borrows_place();

CREATE FUNCTION layers_place_lends_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE layers_event SET geom = NEW.geom WHERE venue_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER layers_place_lends_itself AFTER UPDATE OF geom ON layers_place
    FOR EACH ROW WHEN (OLD.geom IS DISTINCT FROM NEW.geom) EXECUTE FUNCTION layers_place_lends_itself();
"""
NO_BORROWED_PLACES = """
DROP TRIGGER layers_place_lends_itself ON layers_place;
DROP FUNCTION layers_place_lends_itself;
DROP TRIGGER layers_event_borrows_place ON layers_event;
DROP FUNCTION layers_event_borrows_place;
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0004_hours_pharmacies_cinemas_events_routes")]

    operations = [
        migrations.RunSQL(OPEN_TIMETABLES, "DROP FUNCTION layers_open_timetables"),
        migrations.RunSQL(BORROWED_PLACES, NO_BORROWED_PLACES),
    ]
