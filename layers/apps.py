from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = _("Επίπεδα")

    def ready(self) -> None:
        from layers import checks  # noqa: F401, PLC0415

        post_migrate.connect(_after_migration, sender=self)


def _after_migration(using: str, **_: Any) -> None:
    from django.db import connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from layers.hours.holidays import PublicHoliday, fill_holidays  # noqa: PLC0415
    from layers.lookups import all_revised  # noqa: PLC0415
    from layers.revisions import synchronise_triggers  # noqa: PLC0415

    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regproc('layers_touch_by_statement') IS NOT NULL")
        (has_function,) = cursor.fetchone()
    if has_function:
        synchronise_triggers(all_revised())
    if PublicHoliday._meta.db_table in connections[using].introspection.table_names():
        year = timezone.localdate().year
        fill_holidays(since=year - 5, until=year + 10)
