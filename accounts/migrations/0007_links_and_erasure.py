from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
DROP TRIGGER audit ON accounts_sharedlink;
DROP TRIGGER audit ON accounts_erasurerequest;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_hold_way_out'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='leftover_days',
            field=models.PositiveSmallIntegerField(default=90, verbose_name="expired links, invitations and access requests are deleted after (days)"),
        ),
        migrations.AddField(
            model_name='organization',
            name='payload_days',
            field=models.PositiveSmallIntegerField(default=400, help_text=(
                "The raw messages only. Payments and their references stay."
            ), verbose_name="payment service messages are deleted after (days)"),
        ),
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comment', models.TextField(blank=True, max_length=2000, verbose_name='comment')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('withdrawn', 'Withdrawn'), ('done', 'Erased'), ('declined', 'Declined')], default='waiting', max_length=10, verbose_name='state')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_requests', to=settings.AUTH_USER_MODEL, verbose_name='person')),
            ],
            options={
                'verbose_name': "deletion request",
                'verbose_name_plural': "deletion requests",
                'ordering': ['-asked_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('user',), name='erasure_one_waiting'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='erasure_declined_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='SharedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='what')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='parameters')),
                ('recipient_name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('recipient_email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('uses', models.PositiveIntegerField(default=0, verbose_name='opened')),
                ('first_used_at', models.DateTimeField(blank=True, null=True, verbose_name='first opened')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last opened')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name="created by")),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shared_links', to='accounts.customer', verbose_name='customer')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
            ],
            options={
                'verbose_name': 'shared link',
                'verbose_name_plural': 'shared links',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['customer', 'kind', 'number'], name='shared_link_document'), models.Index(fields=['expires_at'], name='shared_link_expires')],
            },
        ),
        run_file(SQL / "audit_sharing.sql", undo=UNDO),
    ]
