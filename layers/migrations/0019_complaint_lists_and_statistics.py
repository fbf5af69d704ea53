"""Indexes for the public lists of complaints, each filter in the order in which its list goes on; and where statistics are kept."""

import django.contrib.postgres.indexes
import layers.requests.complaints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('layers', '0018_searching_cases_and_status_notes'),
    ]

    operations = [
        migrations.CreateModel(
            name='StatisticsKept',
            fields=[
                ('scope', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('revision', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField()),
                ('numbers', models.JSONField()),
            ],
            options={
                'verbose_name': 'statistics kept',
                'verbose_name_plural': 'statistics kept',
            },
        ),
        migrations.RemoveIndex(
            model_name='complaint',
            name='layers_complaint_newest',
        ),
        migrations.RemoveIndex(
            model_name='complaint',
            name='layers_complaint_kind',
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['-submitted_at', '-id'], name='layers_complaint_newest'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['service', '-submitted_at', '-id'], name='layers_complaint_of_service'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['status', '-submitted_at', '-id'], name='layers_complaint_of_status'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(condition=models.Q(('outcome', ''), _negated=True), fields=['outcome', '-submitted_at', '-id'], name='layers_complaint_of_outcome'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['district', '-submitted_at', '-id'], name='layers_complaint_of_district'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['-updated_at', '-id'], name='layers_complaint_changed'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(condition=models.Q(('closed_at__isnull', False)), fields=['closed_at'], name='layers_complaint_closed'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(layers.requests.complaints.Folded(models.F('text')), name='gin_trgm_ops'), condition=models.Q(('text', ''), _negated=True), name='layers_complaint_words'),
        ),
    ]
