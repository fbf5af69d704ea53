from django.db import migrations


class Migration(migrations.Migration):
    """Let some see all that anybody changed."""

    dependencies = [
        ('backoffice', '0001_duties'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='duty',
            options={'default_permissions': (), 'managed': False, 'permissions': [('maintain_every_layer', 'Αλλάζει τα δεδομένα όλων των υπηρεσιών'), ('manage_layers', 'Διαχειρίζεται επίπεδα και σύνολα δεδομένων'), ('manage_tokens', 'Δίνει και ανακαλεί κλειδιά πρόσβασης'), ('see_jobs', 'Βλέπει τις εργασίες του συστήματος'), ('manage_jobs', 'Ξαναβάζει και ακυρώνει εργασίες του συστήματος'), ('see_reports', 'Βλέπει τις αναφορές'), ('see_history', 'Βλέπει τι άλλαξε ο καθένας, σε όλα')]},
        ),
    ]
