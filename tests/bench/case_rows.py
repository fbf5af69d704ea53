"""A municipality's cases of ten years, made by a few statements: the same at every run."""

from django.conf import settings
from django.db import connection
from django.utils import timezone

from geoportal.demo.city import load_departments, load_districts
from geoportal.demo.files import FOLDER
from layers.requests.loading import load_services
from layers.requests.service_file import read_services
from tests.bench.data import EAST, NORTH, SOUTH, WEST

CASES = 1_000_000
# What is still open is of the last months; of a hundred cases, four.
_OPEN_SHARE, _OPEN_DAYS, _ALL_DAYS = 0.04, 120, 3650
# Histories and reporters of older cases would only be passed over: they are left out.
_TOLD_DAYS = 730

_MADE = """
CREATE TEMP TABLE made AS
SELECT row_number() OVER (ORDER BY submitted_at) AS i, extract(year FROM submitted_at)::int AS year,
       row_number() OVER (PARTITION BY extract(year FROM submitted_at) ORDER BY submitted_at) AS number, drawn.*,
       service.id AS service_id, service.department_id, service.deadline_days,
       ST_SetSRID(ST_MakePoint(greatest(least(lon, %(east)s), %(west)s), greatest(least(lat, %(north)s), %(south)s)), 4326) AS geom
FROM (
    SELECT n, n %% 10000 < 10000 * %(open_share)s AS is_open, random() AS dice,
           now() - (CASE WHEN n %% 10000 < 10000 * %(open_share)s THEN random() ^ 1.5 * %(open_days)s ELSE random() * %(all_days)s END)
               * interval '1 day' AS submitted_at,
           CASE WHEN random() < 0.65 THEN 24.018 + 0.04 * (random() + random() + random() - 1.5)
                ELSE %(west)s + random() * %(width)s END AS lon,
           CASE WHEN random() < 0.65 THEN 35.505 + 0.02 * (random() + random() + random() - 1.5)
                ELSE %(south)s + random() * %(height)s END AS lat,
           -- Few kinds make up most of the cases.
           1 + floor(random() ^ 2 * (SELECT count(*) FROM layers_service))::int AS kind
    FROM generate_series(1, %(count)s) AS n
) AS drawn
JOIN (SELECT *, row_number() OVER (ORDER BY position) AS kind FROM layers_service) AS service USING (kind)
"""
_CASES = """
INSERT INTO layers_servicerequest (code, protocol_year, protocol_number, description, public_text, answers, language, channel, status,
    outcome, is_public, routing, geom, address, submitted_at, updated_at, due_on, paused_on, closed_at, reopened, department_id,
    service_id, district_id)
SELECT 'B' || lpad(i::text, 9, '0'), year, number, 'Περιγραφή του προβλήματος αριθμός ' || i || ', με δύο λόγια και κάτι ακόμη.',
       CASE WHEN dice < 0.7 THEN 'Περιγραφή του προβλήματος αριθμός ' || i || '.' ELSE '' END, '{}', CASE WHEN n %% 20 = 0 THEN 'en'
       ELSE 'el' END, 'web', state, CASE WHEN state = 'completed' THEN (ARRAY['fixed', 'fixed', 'fixed', 'not_fixed', 'other_body'])
       [1 + n %% 5] ELSE '' END, n %% 50 > 0, '{}', geom, '', submitted_at,
       CASE WHEN is_open THEN submitted_at ELSE least(submitted_at + took, now()) END, (submitted_at + took)::date + 3,
       CASE WHEN state = 'waiting' THEN submitted_at::date END,
       CASE WHEN NOT is_open THEN least(submitted_at + took, now()) END, 0, department_id, service_id, district_id
FROM (
    SELECT made.*, CASE WHEN is_open THEN (ARRAY['submitted', 'assigned', 'assigned', 'waiting'])[1 + n %% 4]
                   WHEN dice < 0.94 THEN 'completed' ELSE 'rejected' END AS state,
           (0.2 + dice * 2) * deadline_days * interval '1 day' AS took,
           (SELECT id FROM layers_district WHERE kind = 'municipal_unit' AND ST_Covers(layers_district.geom, made.geom) LIMIT 1)
               AS district_id
    FROM made
) AS told ORDER BY i
"""
_REST = """
INSERT INTO layers_complaint (number, text, status, outcome, geom, submitted_at, updated_at, closed_at, request_id, service_id,
    department_id, district_id)
SELECT protocol_year || '-' || protocol_number, public_text, status, outcome, geom, submitted_at, updated_at, closed_at, id, service_id,
       department_id, district_id FROM layers_servicerequest WHERE is_public;
INSERT INTO layers_historyentry (at, action, status, note, is_public, by_citizen, details, department_id, request_id)
SELECT submitted_at, 'submit', 'submitted', '', true, true, '{}'::jsonb, department_id, id FROM layers_servicerequest
    WHERE submitted_at > now() - %(told_days)s * interval '1 day'
UNION ALL SELECT submitted_at + interval '1 hour', 'claim', 'assigned', '', false, false, '{}'::jsonb, department_id, id
    FROM layers_servicerequest WHERE status <> 'submitted' AND submitted_at > now() - %(told_days)s * interval '1 day'
UNION ALL SELECT closed_at, CASE status WHEN 'completed' THEN 'complete' ELSE 'reject' END, status, 'Το φροντίσαμε.', true, false,
    '{}'::jsonb, department_id, id FROM layers_servicerequest
    WHERE closed_at IS NOT NULL AND submitted_at > now() - %(told_days)s * interval '1 day' ORDER BY 1;
INSERT INTO layers_reporter (name, email, phone, email_token, confirmed_at, request_id)
SELECT '', 'politis' || id || '@example.gr', '28210' || lpad((id %% 100000)::text, 5, '0'), '', submitted_at, id FROM layers_servicerequest
    WHERE submitted_at > now() - %(told_days)s * interval '1 day';
INSERT INTO layers_protocolbook (year, last_number) SELECT protocol_year, max(protocol_number) FROM layers_servicerequest GROUP BY 1;
"""


def load_cases(count: int) -> None:
    """Fill the empty database: the demo's districts, departments and kinds, and ``count`` cases of ten years, 96 per cent closed.

    Those of the last two years have a history of three entries and a reporter, older ones none.
    """
    load_districts(FOLDER)
    load_departments(FOLDER, today=timezone.localdate())
    load_services(read_services(settings.BASE_DIR / "data" / "services.toml"))
    values = {
        "count": count, "west": WEST, "east": EAST, "south": SOUTH, "north": NORTH, "width": EAST - WEST, "height": NORTH - SOUTH,
        "open_share": _OPEN_SHARE, "open_days": _OPEN_DAYS, "all_days": _ALL_DAYS, "told_days": _TOLD_DAYS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        for statement in (_MADE, _CASES, *_REST.split(";\n")):
            if statement.strip():
                cursor.execute(statement, values)
        cursor.execute("DROP TABLE made")
        cursor.execute("VACUUM ANALYZE layers_servicerequest, layers_complaint, layers_historyentry, layers_reporter")
