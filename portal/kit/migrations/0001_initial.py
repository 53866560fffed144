import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSequence',
            fields=[
                ('prefix', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('last', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='SealMark',
            fields=[
                ('chain', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('upto', models.BigIntegerField()),
                ('xid', models.CharField(max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='QueueStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_heartbeat', models.DateTimeField(null=True)),
                ('problem_since', models.DateTimeField(null=True)),
                ('told_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='queue_status_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chain', models.CharField(max_length=20)),
                ('last_id', models.BigIntegerField()),
                ('row_count', models.BigIntegerField()),
                ('latest_at', models.DateTimeField(null=True)),
                ('digest', models.CharField(max_length=64)),
                ('head', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('forgotten_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('chain', 'last_id'), name='seal_once')],
            },
        ),
    ]
