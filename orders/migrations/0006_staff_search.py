from django.db import migrations


class Migration(migrations.Migration):
    """A PO number in any case, over all customers: what the staff's search finds orders by."""

    dependencies = [("orders", "0005_approval_guards")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX orders_salesorder_all_po ON orders_salesorder"
            " (upper(po_number) text_pattern_ops) WHERE po_number <> ''",
            "DROP INDEX orders_salesorder_all_po",
        ),
    ]
