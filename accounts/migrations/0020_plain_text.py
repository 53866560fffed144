from pathlib import Path

import portal.kit.text.characters
import portal.kit.text.countries
import portal.kit.text.names
from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
    DO $$
    DECLARE one record;
    BEGIN
        FOR one IN SELECT conrelid::regclass AS held_by, conname FROM pg_constraint
            WHERE conname LIKE '%plain' AND conrelid::regclass::text LIKE 'accounts_%'
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.held_by, one.conname);
        END LOOP;
    END $$;
"""


class Migration(migrations.Migration):
    """Names, codes and texts are plain at every door: by validators, and by constraints."""

    dependencies = [
        ("kit", "0004_plain_text"),
        ('accounts', '0019_organization_terms_at_least_one'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="customer",
            options={
                "ordering": ["name", "id"],
                "permissions": [
                    ("view_as_customer", "Can view the portal as a customer"),
                    ("invite_person", "Can invite people into a company"),
                    ("make_owner", "Can make someone a company's owner"),
                    ("change_credit_limit", "Can change credit limits"),
                    (
                        "change_parent",
                        "Can put a company below another, whose people may then see it",
                    ),
                ],
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
            },
        ),
        migrations.AlterField(
            model_name='address',
            name='country',
            field=portal.kit.text.countries.CountryField(blank=True, max_length=100, verbose_name='country'),
        ),
        migrations.AlterField(
            model_name='customer',
            name='external_reference',
            field=models.CharField(blank=True, help_text=(
                "This customer's number in your ERP. Imports match on it."
            ), max_length=64, null=True, unique=True, validators=[portal.kit.text.characters.validate_identifier], verbose_name='ERP number'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='legal_name',
            field=models.CharField(blank=True, max_length=200, validators=[portal.kit.text.names.validate_company_name], verbose_name='legal name'),
        ),
        migrations.AlterField(
            model_name='organization',
            name='name',
            field=models.CharField(max_length=150, validators=[portal.kit.text.names.validate_company_name], verbose_name='name'),
        ),
        run_file(SQL / "plain_text.sql", undo=UNDO),
    ]
