from pathlib import Path

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Who of the staff looks after a customer, and what they note."""

    dependencies = [
        ('accounts', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(max_length=4000, verbose_name='note')),
                ('posted_at', models.DateTimeField(auto_now_add=True, verbose_name='posted at')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                'verbose_name': 'customer note',
                'verbose_name_plural': 'customer notes',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='customer',
            name='account_manager',
            field=models.ForeignKey(blank=True, help_text='Who of the staff looks after this customer.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account manager'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['customer', 'at', 'id'], name='audit_customer_at'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(condition=models.Q(('kind', 'customer.changed')), fields=['customer', '-id'], name='audit_customer_changed'),
        ),
        migrations.AddField(
            model_name='customernote',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='customernote',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer'),
        ),
        migrations.AddIndex(
            model_name='customernote',
            index=models.Index(fields=['customer', 'posted_at', 'id'], name='note_of_customer'),
        ),
        run_file(SQL / "0003_customer_notes.sql", undo=(SQL / "undo" / "0003_customer_notes.sql").read_text()),
    ]
