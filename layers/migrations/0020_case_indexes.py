from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("layers", "0017_attachments")]

    operations = [
        migrations.AddIndex(
            "historyentry",
            models.Index(condition=models.Q(("is_public", True)), fields=["at"], name="layers_historyentry_told"),
        ),
    ]
