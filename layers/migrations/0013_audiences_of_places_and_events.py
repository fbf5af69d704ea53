import layers.audiences
from django.db import migrations


class Migration(migrations.Migration):
    """Say for whom places and events are, one by one or by their categories."""

    dependencies = [
        ('layers', '0012_lengths_to_the_centimetre'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='audiences',
            field=layers.audiences.AudiencesField(help_text='Πέρα από όσους ορίζει η κατηγορία της.', size=None, verbose_name='για ποιους'),
        ),
        migrations.AddField(
            model_name='eventcategory',
            name='audiences',
            field=layers.audiences.AudiencesField(help_text='Ισχύει για όλες τις εκδηλώσεις της κατηγορίας.', size=None, verbose_name='για ποιους'),
        ),
        migrations.AddField(
            model_name='place',
            name='audiences',
            field=layers.audiences.AudiencesField(help_text='Πέρα από όσους ορίζει η κατηγορία του.', size=None, verbose_name='για ποιους'),
        ),
        migrations.AddField(
            model_name='placecategory',
            name='audiences',
            field=layers.audiences.AudiencesField(help_text='Ισχύει για όλα τα σημεία της κατηγορίας.', size=None, verbose_name='για ποιους'),
        ),
    ]
