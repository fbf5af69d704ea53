from django.db import migrations

# The same questions about one timetable, for the rows of a page: opaque to the planner, which would spend more time on them than the page takes.
OF_ONE_ROW = """
CREATE FUNCTION layers_is_open(timetable bigint, at timestamptz, zone text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF timetable IS NULL THEN
        RETURN false;
    END IF;
    RETURN EXISTS (SELECT FROM layers_open_timetables(at, zone) AS opened WHERE opened.timetable_id = timetable);
END $$;

CREATE FUNCTION layers_hours(timetable bigint, today date) RETURNS json LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF timetable IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN (
        SELECT coalesce(json_agg(json_build_object(
            'weekday', weekday, 'opens', to_char(opens, 'HH24:MI'), 'closes', to_char(closes, 'HH24:MI'), 'valid_from', valid_from,
            'valid_through', valid_through, 'kind', kind, 'note_el', note_el, 'note_en', note_en
        ) ORDER BY weekday, opens, id), '[]')
        FROM layers_openinghours WHERE timetable_id = timetable AND (valid_through IS NULL OR valid_through >= today)
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0005_open_timetables_and_borrowed_places")]

    operations = [migrations.RunSQL(OF_ONE_ROW, "DROP FUNCTION layers_hours; DROP FUNCTION layers_is_open")]
