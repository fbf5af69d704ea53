from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'permissions': [
                    ('maintain_every_layer', 'Αλλάζει τα δεδομένα όλων των υπηρεσιών'),
                    ('manage_layers', 'Διαχειρίζεται επίπεδα και σύνολα δεδομένων'),
                    ('manage_tokens', 'Δίνει και ανακαλεί κλειδιά πρόσβασης'),
                    ('see_jobs', 'Βλέπει τις εργασίες του συστήματος'),
                    ('manage_jobs', 'Ξαναβάζει και ακυρώνει εργασίες του συστήματος'),
                    ('see_reports', 'Βλέπει τις αναφορές'),
                ],
                'managed': False,
                'default_permissions': (),
            },
        ),
    ]
