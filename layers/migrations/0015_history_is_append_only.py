"""Let nobody change or remove what the history of a case says; words may be taken out once, and that they were stays."""

from django.db import migrations

_GUARD = """
CREATE FUNCTION layers_guard_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND NEW.note = ''
        AND to_jsonb(NEW) - 'note' - 'redacted_at' = to_jsonb(OLD) - 'note' - 'redacted_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The history of a case is only added to: entry %', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER layers_historyentry_guard BEFORE UPDATE OR DELETE ON layers_historyentry
    FOR EACH ROW EXECUTE FUNCTION layers_guard_history();
"""
_UNGUARDED = """
DROP TRIGGER layers_historyentry_guard ON layers_historyentry;
DROP FUNCTION layers_guard_history();
"""


class Migration(migrations.Migration):
    dependencies = [("layers", "0014_request_engine")]

    operations = [migrations.RunSQL(_GUARD, _UNGUARDED)]
