from django.db import migrations, models
from django.db.models.fields.json import KeyTransform


class Migration(migrations.Migration):
    dependencies = [("layers", "0019_complaint_lists_and_statistics")]

    operations = [
        migrations.AddIndex(
            "historyentry",
            models.Index(KeyTransform("token", "details"), condition=models.Q(("action", "submit")), name="layers_historyentry_key"),
        ),
        migrations.AddIndex(
            "complaint",
            models.Index(models.OrderBy(models.F("submitted_at"), descending=True, nulls_last=True), "id", name="layers_complaint_sorted"),
        ),
        migrations.AddIndex(
            "historyentry",
            models.Index(condition=models.Q(("is_public", True)), fields=["at"], name="layers_historyentry_told"),
        ),
    ]
