from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_kind_and_year'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='document',
            index=models.Index(condition=models.Q(('geom__isnull', False)), fields=['language', '-prior'], name='search_document_with_place'),
        ),
    ]
