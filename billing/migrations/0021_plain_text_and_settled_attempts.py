from pathlib import Path

import django.db.models.deletion
import portal.kit.text.characters
import portal.kit.text.identifiers
from django.conf import settings
from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
    DO $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT conrelid::regclass AS held_by, conname FROM pg_constraint
            WHERE conname LIKE '%plain' AND conrelid::regclass::text LIKE 'billing_%'
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.held_by, one.conname);
        END LOOP;
    END $$;
"""
UNDO_INSERTS = """
    DROP TRIGGER issued_whole ON billing_invoice;
    DROP TRIGGER issued_whole ON billing_creditnote;
    DROP TRIGGER issued_whole ON billing_retainer;
    DROP TRIGGER issued_whole ON billing_payment;
    DROP TRIGGER sum_of_issued ON billing_invoiceline;
    DROP TRIGGER sum_of_issued ON billing_creditnoteline;
    DROP FUNCTION refuse_half_issued(), refuse_other_sum();
"""


class Migration(migrations.Migration):
    """Documents' numbers and texts are plain at every door, what is inserted as issued is held to
    its item, and staff settle online payments that do not agree."""

    dependencies = [
        ("kit", "0004_plain_text"),
        ('billing', '0020_no_future'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='paymentattempt',
            name='settled_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='dealt with'),
        ),
        migrations.AddField(
            model_name='paymentattempt',
            name='settled_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dealt with by'),
        ),
        migrations.AddField(
            model_name='paymentattempt',
            name='settled_note',
            field=models.CharField(blank=True, db_default='', max_length=500, verbose_name='what was done'),
        ),
        migrations.AlterField(
            model_name='creditnote',
            name='number',
            field=models.CharField(blank=True, max_length=40, null=True, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='creditnoteline',
            name='sku',
            field=models.CharField(blank=True, max_length=64, validators=[portal.kit.text.characters.validate_identifier], verbose_name='item'),
        ),
        migrations.AlterField(
            model_name='invoice',
            name='number',
            field=models.CharField(blank=True, max_length=40, null=True, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='invoiceline',
            name='sku',
            field=models.CharField(blank=True, max_length=64, validators=[portal.kit.text.characters.validate_identifier], verbose_name='item'),
        ),
        migrations.AlterField(
            model_name='openitem',
            name='number',
            field=models.CharField(max_length=40, validators=[portal.kit.text.identifiers.validate_document_number]),
        ),
        migrations.AlterField(
            model_name='payment',
            name='number',
            field=models.CharField(editable=False, max_length=40, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='retainer',
            name='number',
            field=models.CharField(blank=True, max_length=40, null=True, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number'),
        ),
        run_file(SQL / "plain_text.sql", undo=UNDO),
        run_file(SQL / "frozen_inserts.sql", undo=UNDO_INSERTS),
        run_file(SQL / "audit_settled.sql"),
    ]
