from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_rules_transfers_disputes")]

    operations = [
        migrations.AddField(
            model_name="transferproof",
            name="number",
            field=models.CharField(default="", editable=False, max_length=32, unique=True),
            preserve_default=False,
        ),
    ]
