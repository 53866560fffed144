import billing.models.entry_rules
import datetime
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import portal.kit.dates.fields
import portal.kit.money.fields
import portal.kit.text.characters
import portal.kit.text.identifiers
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountBalance',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='balance', serialize=False, to='accounts.customer')),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3)),
                ('outstanding', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('credits', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('deposits', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('retainers', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
            ],
            options={
                'verbose_name': 'account balance',
                'verbose_name_plural': 'account balances',
            },
        ),
        migrations.CreateModel(
            name='OpenItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3)),
                ('kind', models.CharField(choices=[('invoice', 'Invoice'), ('retainer', 'Retainer invoice'), ('payment', 'Payment'), ('credit_note', 'Credit note')], max_length=12)),
                ('number', models.CharField(max_length=40, validators=[portal.kit.text.identifiers.validate_document_number])),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('issued_on', models.DateField()),
                ('due_on', models.DateField(null=True)),
                ('total', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20)),
                ('open', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20)),
                ('lock_hint', models.SmallIntegerField(default=0, editable=False)),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='open_items', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'open item',
                'verbose_name_plural': 'open items',
            },
        ),
        migrations.CreateModel(
            name='AutopayAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consent_version', models.PositiveSmallIntegerField(verbose_name='version of the text')),
                ('consent_text', models.TextField(verbose_name='what was agreed to')),
                ('agreed_at', models.DateTimeField(auto_now_add=True, verbose_name='agreed at')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('cap', portal.kit.money.fields.AmountField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='at most per charge')),
                ('paused_until', models.DateField(blank=True, null=True, verbose_name='paused until')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='ended at')),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='agreed by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='autopay', to='accounts.customer')),
                ('ended_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
            ],
            options={
                'verbose_name': 'autopay agreement',
                'verbose_name_plural': 'autopay agreements',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='CreditNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(blank=True, max_length=3, verbose_name='currency')),
                ('number', models.CharField(blank=True, max_length=40, null=True, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued'), ('void', 'Void'), ('written_off', 'Written off')], default='draft', editable=False, max_length=12, verbose_name='status')),
                ('issued_on', models.DateField(blank=True, null=True, validators=[portal.kit.dates.fields.validate_day], verbose_name='date')),
                ('total', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='total')),
                ('note', models.TextField(blank=True, max_length=10000, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_scheduled', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='issue automatically on its date')),
                ('po_number', models.CharField(blank=True, max_length=100, verbose_name='PO number')),
                ('order_reference', models.CharField(blank=True, max_length=100, verbose_name='order reference')),
                ('billing_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('billing_address', models.TextField(blank=True, editable=False)),
                ('shipping_address', models.TextField(blank=True, editable=False)),
                ('customer_tax_id', models.CharField(blank=True, editable=False, max_length=40)),
                ('net_total', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='net')),
                ('tax_total', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='tax')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
                ('scheduled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('open_item', models.OneToOneField(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='billing.openitem')),
            ],
            options={
                'verbose_name': 'credit note',
                'verbose_name_plural': 'credit notes',
            },
        ),
        migrations.CreateModel(
            name='CreditNoteLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=1, verbose_name='position')),
                ('sku', models.CharField(blank=True, max_length=64, validators=[portal.kit.text.characters.validate_identifier], verbose_name='item')),
                ('description', models.CharField(blank=True, max_length=400, verbose_name='description')),
                ('quantity', models.DecimalField(decimal_places=4, default=Decimal('1'), max_digits=16, validators=[billing.models.entry_rules.validate_quantity], verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=18, validators=[billing.models.entry_rules.validate_price], verbose_name='unit price')),
                ('tax_rate', models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=6, validators=[billing.models.entry_rules.validate_tax_rate], verbose_name='tax rate (%)')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='net')),
                ('credit_note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.creditnote')),
            ],
            options={
                'verbose_name': 'credit note line',
                'verbose_name_plural': 'credit note lines',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DailyTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('invoiced', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('credited', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('paid', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='DueTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('open', portal.kit.money.fields.AmountField(decimal_places=3, default=0, max_digits=20)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('export_request', models.CharField(max_length=40)),
                ('query', models.TextField(blank=True)),
                ('language', models.CharField(max_length=16)),
                ('state', models.CharField(choices=[('waiting', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed')], default='waiting', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('companies', models.JSONField(default=list)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('mailed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer')),
                ('seen_as', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='FirstView',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='first_view', serialize=False, to='billing.openitem')),
                ('seen_at', models.DateTimeField(auto_now_add=True, verbose_name='first seen')),
            ],
            options={
                'verbose_name': 'first view',
                'verbose_name_plural': 'first views',
            },
        ),
        migrations.CreateModel(
            name='GatewayCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('is_live_mode', models.BooleanField()),
                ('request', models.JSONField(help_text='The request sent to the gateway, the same each time.')),
                ('gateway_id', models.CharField(max_length=255, null=True, unique=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(blank=True, max_length=3, verbose_name='currency')),
                ('number', models.CharField(blank=True, max_length=40, null=True, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued'), ('void', 'Void'), ('written_off', 'Written off')], default='draft', editable=False, max_length=12, verbose_name='status')),
                ('issued_on', models.DateField(blank=True, null=True, validators=[portal.kit.dates.fields.validate_day], verbose_name='date')),
                ('total', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='total')),
                ('note', models.TextField(blank=True, max_length=10000, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_scheduled', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='issue automatically on its date')),
                ('po_number', models.CharField(blank=True, max_length=100, verbose_name='PO number')),
                ('order_reference', models.CharField(blank=True, max_length=100, verbose_name='order reference')),
                ('billing_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('billing_address', models.TextField(blank=True, editable=False)),
                ('shipping_address', models.TextField(blank=True, editable=False)),
                ('customer_tax_id', models.CharField(blank=True, editable=False, max_length=40)),
                ('net_total', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='net')),
                ('tax_total', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='tax')),
                ('due_on', models.DateField(blank=True, help_text="If left empty, it follows from the customer's payment terms.", null=True, validators=[portal.kit.dates.fields.validate_day], verbose_name='due date')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
                ('open_item', models.OneToOneField(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='billing.openitem')),
                ('scheduled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invoice',
                'verbose_name_plural': 'invoices',
            },
        ),
        migrations.AddField(
            model_name='creditnote',
            name='invoice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='billing.invoice', verbose_name='corrects invoice'),
        ),
        migrations.CreateModel(
            name='AutopaySkip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skipped_at', models.DateTimeField(auto_now_add=True)),
                ('skipped_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invoice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='autopay_skip', to='billing.invoice')),
            ],
        ),
        migrations.CreateModel(
            name='InvoiceDispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('price', 'Wrong price'), ('goods', 'Faulty or missing goods'), ('late', 'Late delivery'), ('unknown', 'Never ordered'), ('paper', 'Mistake in the invoice'), ('other', 'Something else')], max_length=10, verbose_name='reason')),
                ('comment', models.TextField(blank=True, max_length=2000, verbose_name='comment')),
                ('raised_at', models.DateTimeField(auto_now_add=True, verbose_name='raised at')),
                ('settled_at', models.DateTimeField(editable=False, null=True, verbose_name='settled at')),
                ('outcome', models.CharField(blank=True, editable=False, max_length=200, verbose_name='outcome')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='billing.invoice')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='raised by')),
                ('settled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'disputed invoice',
                'verbose_name_plural': 'disputed invoices',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=1, verbose_name='position')),
                ('sku', models.CharField(blank=True, max_length=64, validators=[portal.kit.text.characters.validate_identifier], verbose_name='item')),
                ('description', models.CharField(blank=True, max_length=400, verbose_name='description')),
                ('quantity', models.DecimalField(decimal_places=4, default=Decimal('1'), max_digits=16, validators=[billing.models.entry_rules.validate_quantity], verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=18, validators=[billing.models.entry_rules.validate_price], verbose_name='unit price')),
                ('tax_rate', models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=6, validators=[billing.models.entry_rules.validate_tax_rate], verbose_name='tax rate (%)')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, default=0, editable=False, max_digits=20, verbose_name='net')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.invoice')),
            ],
            options={
                'verbose_name': 'invoice line',
                'verbose_name_plural': 'invoice lines',
                'ordering': ['position', 'id'],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3)),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='idempotency key')),
                ('kind', models.CharField(choices=[('invoice', 'Invoice issued'), ('credit_note', 'Credit note issued'), ('retainer', 'Retainer invoice issued'), ('payment', 'Payment received'), ('allocation', 'Allocation'), ('refund', 'Refund'), ('dispute', 'Dispute or return'), ('write_off', 'Write-off'), ('reversal', 'Reversal')], max_length=12, verbose_name='kind')),
                ('effective_on', models.DateField(verbose_name='effective on')),
                ('posted_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='posted at')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
                ('posted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='billing.journalentry')),
            ],
            options={
                'verbose_name': 'journal entry',
                'verbose_name_plural': 'journal entries',
            },
        ),
        migrations.CreateModel(
            name='MethodRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(blank=True, help_text="Leave empty to use each customer's own.", max_length=3, verbose_name='currency')),
                ('minimum', portal.kit.money.fields.AmountField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='at least')),
                ('method', models.CharField(choices=[('card', 'Card'), ('bank_debit', 'Bank debit'), ('bank_transfer', 'Bank transfer')], max_length=20, verbose_name='method')),
                ('is_offered', models.BooleanField(default=True, verbose_name='offered')),
                ('maximum', portal.kit.money.fields.AmountField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='at most')),
                ('customer', models.ForeignKey(blank=True, help_text='Leave empty for every customer.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='accounts.customer', verbose_name='customer')),
                ('invoice', models.ForeignKey(blank=True, help_text='For this invoice only.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='billing.invoice', verbose_name='invoice')),
            ],
            options={
                'verbose_name': 'payment method rule',
                'verbose_name_plural': 'payment method rules',
                'ordering': ['method', 'customer', 'invoice', 'currency'],
            },
        ),
        migrations.CreateModel(
            name='PartialPaymentRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(blank=True, help_text="Leave empty to use each customer's own.", max_length=3, verbose_name='currency')),
                ('minimum', portal.kit.money.fields.AmountField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='at least')),
                ('allows', models.CharField(choices=[('full_only', 'only in full'), ('any', 'any amount, from the minimum')], default='any', max_length=10, verbose_name='may be paid')),
                ('customer', models.ForeignKey(blank=True, help_text='Leave empty for every customer.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='accounts.customer', verbose_name='customer')),
                ('invoice', models.ForeignKey(blank=True, help_text='For this invoice only.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='billing.invoice', verbose_name='invoice')),
            ],
            options={
                'verbose_name': 'partial payment rule',
                'verbose_name_plural': 'partial payment rules',
                'ordering': ['customer', 'invoice', 'currency'],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(editable=False, max_length=3, verbose_name='currency')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number')),
                ('status', models.CharField(choices=[('received', 'Received'), ('void', 'Void')], default='received', editable=False, max_length=10, verbose_name='status')),
                ('method', models.CharField(choices=[('card', 'Card'), ('bank_debit', 'Bank debit'), ('bank_transfer', 'Bank transfer'), ('cheque', 'Cheque'), ('cash', 'Cash')], max_length=20, verbose_name='method')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='reference')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
                ('open_item', models.OneToOneField(db_constraint=False, editable=False, on_delete=django.db.models.deletion.PROTECT, to='billing.openitem')),
                ('recorded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
            },
        ),
        migrations.CreateModel(
            name='Chargeback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3, verbose_name='currency')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('kind', models.CharField(choices=[('dispute', 'Dispute'), ('return', 'Return')], max_length=10, verbose_name='kind')),
                ('state', models.CharField(choices=[('open', 'Open'), ('won', 'Won'), ('lost', 'Lost')], max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=100, verbose_name='reason')),
                ('answer_by', models.DateTimeField(null=True, verbose_name='answer by')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('seen_at', models.DateTimeField(auto_now_add=True)),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('gateway_id', models.CharField(max_length=255, unique=True, verbose_name="gateway's number")),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='problem')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chargebacks', to='accounts.customer', verbose_name='customer')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.journalentry')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chargebacks', to='billing.payment', verbose_name='payment')),
            ],
            options={
                'verbose_name': 'dispute or return',
                'verbose_name_plural': 'disputes and returns',
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='PaymentAttempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3, verbose_name='currency')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('method', models.CharField(choices=[('card', 'Card'), ('bank_debit', 'Bank debit'), ('bank_transfer', 'Bank transfer'), ('cheque', 'Cheque'), ('cash', 'Cash')], max_length=20, verbose_name='method')),
                ('state', models.CharField(choices=[('created', 'Begun'), ('submitted', 'Waiting for you'), ('processing', 'On its way'), ('succeeded', 'Paid'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='created', max_length=12, verbose_name='state')),
                ('saves_method', models.BooleanField(default=False, verbose_name='saves the payment method')),
                ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
                ('is_live_mode', models.BooleanField(default=False)),
                ('request', models.JSONField(help_text='The request sent to the gateway, the same each time.')),
                ('session_id', models.CharField(max_length=255, null=True, unique=True)),
                ('intent_id', models.CharField(max_length=255, null=True, unique=True)),
                ('page_url', models.URLField(blank=True, max_length=2000)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('requires_authentication', models.BooleanField(default=False, help_text='Declined because no one was there to confirm it.', verbose_name='the bank requires confirmation')),
                ('mismatch_reason', models.CharField(blank=True, help_text="The gateway's answer differs from what was started. Nothing is posted.", max_length=300, verbose_name='does not match')),
                ('settled_at', models.DateTimeField(editable=False, null=True, verbose_name='dealt with')),
                ('settled_note', models.CharField(blank=True, db_default='', max_length=500, verbose_name='what was done')),
                ('unanswered_at', models.DateTimeField(help_text='When the gateway was asked for the page and did not answer.', null=True, verbose_name='unanswered since')),
                ('poll_count', models.PositiveSmallIntegerField(default=0)),
                ('next_poll_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agreement', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='billing.autopayagreement', verbose_name='charged by autopay')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='accounts.customer', verbose_name='customer')),
                ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempt', to='billing.payment')),
                ('settled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dealt with by')),
                ('started_by', models.ForeignKey(help_text='Empty for autopay and for payments through a shared link.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='started by')),
            ],
            options={
                'verbose_name': 'online payment',
                'verbose_name_plural': 'online payments',
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='AutopayStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('notice', 'Notice'), ('charge', 'Charge')], max_length=10, verbose_name='kind')),
                ('on', models.DateField(verbose_name='on')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('outcome', models.CharField(blank=True, max_length=200, verbose_name='outcome')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='billing.autopayagreement')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='autopay_steps', to='billing.invoice')),
                ('attempt', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='autopay_step', to='billing.paymentattempt', verbose_name='payment')),
            ],
            options={
                'verbose_name': 'autopay step',
                'verbose_name_plural': 'autopay steps',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AttemptStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('created', 'Begun'), ('submitted', 'Waiting for you'), ('processing', 'On its way'), ('succeeded', 'Paid'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], max_length=12)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='billing.paymentattempt')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AttemptLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20)),
                ('is_live', models.BooleanField(default=True)),
                ('credit_source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.openitem')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.openitem')),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.paymentattempt')),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3)),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20)),
                ('debit_account', models.CharField(choices=[('receivable', 'Receivable'), ('retainer', 'Retainers requested'), ('sales', 'Sales'), ('requested', 'Retainers requested (memorandum)'), ('cash', 'Cash'), ('write_off', 'Write-offs'), ('dispute', 'Disputes and returns'), ('opening', 'Opening balances')], max_length=10)),
                ('credit_account', models.CharField(choices=[('receivable', 'Receivable'), ('retainer', 'Retainers requested'), ('sales', 'Sales'), ('requested', 'Retainers requested (memorandum)'), ('cash', 'Cash'), ('write_off', 'Write-offs'), ('dispute', 'Disputes and returns'), ('opening', 'Opening balances')], max_length=10)),
                ('credit_item', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='billing.openitem')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
                ('debit_item', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='debits', to='billing.openitem')),
                ('entry', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='billing.journalentry')),
            ],
            options={
                'verbose_name': 'posting',
                'verbose_name_plural': 'postings',
            },
        ),
        migrations.CreateModel(
            name='ReconciliationFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('unknown-charge', 'A charge not started here'), ('unknown-refund', 'A refund of a charge not started here'), ('unknown-dispute', 'A dispute of a charge not started here'), ('not-posted', 'Money moved at the gateway but is not posted here'), ('not-there', 'Posted here but unknown to the gateway'), ('amount', 'The amounts differ'), ('doubled', 'One payment was charged twice')], max_length=20, verbose_name='kind')),
                ('about', models.CharField(max_length=255, verbose_name='about')),
                ('detail', models.CharField(max_length=300, verbose_name='detail')),
                ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found at')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled at')),
                ('outcome', models.CharField(blank=True, max_length=200, verbose_name='outcome')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'reconciliation finding',
                'verbose_name_plural': 'reconciliation findings',
                'ordering': ['-found_at'],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3, verbose_name='currency')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('state', models.CharField(choices=[('created', 'Asked for'), ('pending', 'On its way'), ('succeeded', 'Refunded'), ('failed', 'Failed')], default='created', max_length=12, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='requested at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                ('gateway_id', models.CharField(max_length=255, null=True, unique=True, verbose_name="gateway's number")),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='problem')),
                ('asked_by', models.ForeignKey(help_text='Empty if made at the gateway.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='accounts.customer', verbose_name='customer')),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.journalentry')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='billing.payment', verbose_name='payment')),
            ],
            options={
                'verbose_name': 'refund',
                'verbose_name_plural': 'refunds',
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Retainer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(blank=True, max_length=3, verbose_name='currency')),
                ('number', models.CharField(blank=True, max_length=40, null=True, unique=True, validators=[portal.kit.text.identifiers.validate_document_number], verbose_name='number')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('issued', 'Issued'), ('void', 'Void'), ('written_off', 'Written off')], default='draft', editable=False, max_length=12, verbose_name='status')),
                ('issued_on', models.DateField(blank=True, null=True, validators=[portal.kit.dates.fields.validate_day], verbose_name='date')),
                ('note', models.TextField(blank=True, max_length=10000, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_scheduled', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='issue automatically on its date')),
                ('due_on', models.DateField(blank=True, null=True, validators=[portal.kit.dates.fields.validate_day], verbose_name='due date')),
                ('description', models.CharField(max_length=400, verbose_name='description')),
                ('total', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.customer')),
                ('open_item', models.OneToOneField(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='billing.openitem')),
                ('scheduled_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'retainer invoice',
                'verbose_name_plural': 'retainer invoices',
            },
        ),
        migrations.CreateModel(
            name='SavedMethod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_live_mode', models.BooleanField(default=False)),
                ('gateway_id', models.CharField(max_length=255, unique=True)),
                ('gateway_customer_id', models.CharField(max_length=255)),
                ('fingerprint', models.CharField(blank=True, max_length=255)),
                ('kind', models.CharField(choices=[('card', 'Card'), ('bank_debit', 'Bank debit')], max_length=20, verbose_name='kind')),
                ('label', models.CharField(max_length=80, verbose_name='name')),
                ('expires_on', models.DateField(null=True, verbose_name='expires')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added at')),
                ('is_default', models.BooleanField(default=False, verbose_name='default')),
                ('removed_at', models.DateTimeField(null=True, verbose_name='removed at')),
                ('detached_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_methods', to='accounts.customer', verbose_name='customer')),
                ('removed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='removed by')),
            ],
            options={
                'verbose_name': 'saved payment method',
                'verbose_name_plural': 'saved payment methods',
                'ordering': ['-is_default', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='paymentattempt',
            name='saved_method',
            field=models.ForeignKey(help_text="Charged directly. Empty if paid on the gateway's page.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.savedmethod', verbose_name='saved method'),
        ),
        migrations.CreateModel(
            name='MethodSetup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('card', 'Card'), ('bank_debit', 'Bank debit')], max_length=20)),
                ('state', models.CharField(choices=[('open', 'Waiting for you'), ('done', 'Saved'), ('ended', 'Not saved')], default='open', max_length=10)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('is_live_mode', models.BooleanField(default=False)),
                ('request', models.JSONField()),
                ('session_id', models.CharField(max_length=255, null=True, unique=True)),
                ('page_url', models.URLField(blank=True, max_length=2000)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('poll_count', models.PositiveSmallIntegerField(default=0)),
                ('next_poll_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('method', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.savedmethod')),
            ],
        ),
        migrations.CreateModel(
            name='StatementBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='type')),
                ('start_on', models.DateField(verbose_name='from')),
                ('end_on', models.DateField(verbose_name='to')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
            ],
            options={
                'verbose_name': 'statement batch',
                'verbose_name_plural': 'statement batches',
                'ordering': ['-end_on', '-start_on', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'start_on', 'end_on'), name='statement_batch_once'), models.CheckConstraint(condition=models.Q(('end_on__gte', models.F('start_on'))), name='statement_batch_period')],
            },
        ),
        migrations.CreateModel(
            name='StatementDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('stored', 'Stored'), ('skipped', 'Skipped'), ('failed', 'Failed')], default='queued', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('closing', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, null=True, verbose_name='closing balance')),
                ('path', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='fingerprint')),
                ('tried_at', models.DateTimeField(null=True, verbose_name='tried at')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='billing.statementbatch')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'statement sent',
                'verbose_name_plural': 'statements sent',
                'ordering': ['-batch_id', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StatementMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.EmailField(max_length=254, verbose_name='to')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='round')),
                ('message_id', models.CharField(max_length=200, unique=True, verbose_name='message id')),
                ('state', models.CharField(choices=[('queued', 'Waiting'), ('sent', 'Sent'), ('failed', 'Failed')], default='queued', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(null=True, verbose_name='next attempt at')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='billing.statementdelivery')),
            ],
            options={
                'verbose_name': 'statement email',
                'verbose_name_plural': 'statement emails',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StoredDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('revision', models.CharField(max_length=32, verbose_name='revision')),
                ('path', models.CharField(max_length=200, unique=True, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='fingerprint')),
                ('stored_at', models.DateTimeField(auto_now_add=True, verbose_name='stored at')),
                ('lost_at', models.DateTimeField(null=True, verbose_name='lost at')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stored', to='billing.openitem', verbose_name='document')),
            ],
            options={
                'verbose_name': 'stored document',
                'verbose_name_plural': 'stored documents',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(editable=False, max_length=3, verbose_name='currency')),
                ('reference', models.CharField(editable=False, max_length=25, unique=True, verbose_name='reference')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='amount')),
                ('state', models.CharField(choices=[('announced', 'Announced'), ('sent', 'Sent'), ('received', 'Received'), ('cancelled', 'Cancelled')], default='announced', editable=False, max_length=10, verbose_name='state')),
                ('announced_at', models.DateTimeField(auto_now_add=True, verbose_name='announced at')),
                ('sent_on', models.DateField(editable=False, null=True, verbose_name='sent on')),
                ('announced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='announced by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='accounts.customer')),
                ('payment', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfer', to='billing.payment')),
            ],
            options={
                'verbose_name': 'announced bank transfer',
                'verbose_name_plural': 'announced bank transfers',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='TransferLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20)),
                ('credit_source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.openitem')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.openitem')),
                ('transfer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='billing.transfer')),
            ],
        ),
        migrations.CreateModel(
            name='TransferProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=32, unique=True)),
                ('file', models.FileField(upload_to='proofs/')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('content_type', models.CharField(max_length=40)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
                ('transfer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='billing.transfer')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'transfer proof',
                'verbose_name_plural': 'transfer proofs',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='WebhookEvent',
            fields=[
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('type', models.CharField(blank=True, max_length=80, verbose_name='type')),
                ('object_id', models.CharField(blank=True, max_length=255, verbose_name='about')),
                ('intent_id', models.CharField(blank=True, max_length=255)),
                ('attempt_id', models.UUIDField(null=True)),
                ('received_at', models.DateTimeField(auto_now_add=True, verbose_name='received')),
                ('handled_at', models.DateTimeField(null=True, verbose_name='handled')),
                ('problem', models.CharField(blank=True, max_length=300, verbose_name='problem')),
            ],
            options={
                'verbose_name': 'gateway event',
                'verbose_name_plural': 'gateway events',
                'ordering': ['-received_at'],
                'indexes': [models.Index(fields=['-received_at'], name='event_by_time')],
            },
        ),
        migrations.AddConstraint(
            model_name='autopayagreement',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('customer',), name='autopay_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='autopayagreement',
            constraint=models.CheckConstraint(condition=models.Q(('cap__isnull', True), ('cap__gt', 0), _connector='OR'), name='autopay_cap'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__range', (Decimal('-999999999'), Decimal('999999999'))), models.Q(('quantity', 0), _negated=True)), name='credit_note_line_quantity_bounded'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.CheckConstraint(condition=models.Q(('unit_price__range', (0, Decimal('99999999999999')))), name='credit_note_line_price_bounded'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.CheckConstraint(condition=models.Q(('tax_rate__range', (0, Decimal('100')))), name='credit_note_line_tax_bounded'),
        ),
        migrations.AddConstraint(
            model_name='creditnoteline',
            constraint=models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='credit_note_line_net_bounded'),
        ),
        migrations.AddConstraint(
            model_name='dailytotal',
            constraint=models.UniqueConstraint(fields=('customer', 'day'), name='daily_total_day'),
        ),
        migrations.AddIndex(
            model_name='duetotal',
            index=models.Index(condition=models.Q(('open__gt', 0)), fields=['customer', 'due_on'], include=('open',), name='due_total_open'),
        ),
        migrations.AddConstraint(
            model_name='duetotal',
            constraint=models.UniqueConstraint(fields=('customer', 'due_on'), name='due_total_day'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['asked_at'], name='export_by_age'),
        ),
        migrations.AddField(
            model_name='firstview',
            name='seen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(fields=['customer', 'kind', 'issued_on', 'id'], name='item_by_issued'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(fields=['customer', 'kind', 'due_on', 'id'], name='item_by_due'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(fields=['customer', 'kind', 'number', 'id'], name='item_by_number'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(fields=['customer', 'kind', 'total', 'id'], name='item_by_total'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(condition=models.Q(('open__gt', 0)), fields=['customer', 'kind', 'due_on', 'id'], name='item_open_by_due'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(condition=models.Q(('open__gt', 0)), fields=['customer', 'kind', 'issued_on', 'id'], name='item_open_by_issued'),
        ),
        migrations.AddIndex(
            model_name='openitem',
            index=models.Index(fields=['customer', 'kind', 'open', 'id'], name='item_by_open'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.UniqueConstraint(fields=('id', 'customer', 'currency'), name='open_item_account'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.UniqueConstraint(fields=('kind', 'number'), name='open_item_number'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='open_item_total_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('open__gte', 0)), name='open_item_open_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('open__lte', models.F('total'))), name='open_item_open_within_total'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['payment', 'credit_note']), ('due_on__isnull', False), _connector='OR'), name='open_item_debt_has_due_date'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('issued_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='open_item_issued_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='open_item_due_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('due_on__isnull', True), ('due_on__gte', models.F('issued_on')), _connector='OR'), name='open_item_due_not_before_issue'),
        ),
        migrations.AddConstraint(
            model_name='openitem',
            constraint=models.CheckConstraint(condition=models.Q(('total__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='open_item_total_bounded'),
        ),
        migrations.AddConstraint(
            model_name='gatewaycustomer',
            constraint=models.UniqueConstraint(fields=('customer', 'is_live_mode'), name='gateway_customer_one_a_mode'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('due_on__isnull', False), ('issued_on__isnull', False), ('number__isnull', False), ('open_item__isnull', False)), _connector='OR'), name='invoice_issued_is_complete'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='invoice_total'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('issued_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='invoice_issued_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='invoice_due_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('total__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='invoice_total_bounded'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 10000), name='invoice_note_length'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('due_on__isnull', True), ('due_on__gte', models.F('issued_on')), _connector='OR'), name='invoice_due_not_before_issue'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('issued_on__isnull', False), ('number__isnull', False), ('open_item__isnull', False)), _connector='OR'), name='credit_note_issued_is_complete'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='credit_note_total'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('issued_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='credit_note_issued_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=models.Q(('total__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='credit_note_total_bounded'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 10000), name='credit_note_note_length'),
        ),
        migrations.AddConstraint(
            model_name='invoicedispute',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('invoice',), name='dispute_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__range', (Decimal('-999999999'), Decimal('999999999'))), models.Q(('quantity', 0), _negated=True)), name='invoice_line_quantity_bounded'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('unit_price__range', (0, Decimal('99999999999999')))), name='invoice_line_price_bounded'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('tax_rate__range', (0, Decimal('100')))), name='invoice_line_tax_bounded'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='invoice_line_net_bounded'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['customer', 'effective_on', 'id'], name='entry_by_effective'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.UniqueConstraint(fields=('id', 'customer', 'currency'), name='entry_account'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'reversal'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='entry_reversal_names_entry'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('effective_on__isnull', True), ('effective_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='entry_effective_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='methodrule',
            constraint=models.UniqueConstraint(fields=('method', 'customer', 'invoice', 'currency'), name='method_rule_once', nulls_distinct=False, violation_error_message='This rule already exists.'),
        ),
        migrations.AddConstraint(
            model_name='methodrule',
            constraint=models.CheckConstraint(condition=models.Q(('customer__isnull', True), ('invoice__isnull', True), _connector='OR'), name='method_rule_one_reach', violation_error_message='Choose a customer or an invoice, not both.'),
        ),
        migrations.AddConstraint(
            model_name='methodrule',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__isnull', True), ('maximum__isnull', True), ('minimum__lte', models.F('maximum')), _connector='OR'), name='method_rule_limits', violation_error_message='The minimum is more than the maximum.'),
        ),
        migrations.AddConstraint(
            model_name='partialpaymentrule',
            constraint=models.UniqueConstraint(fields=('customer', 'invoice', 'currency'), name='partial_rule_once', nulls_distinct=False, violation_error_message='This rule already exists.'),
        ),
        migrations.AddConstraint(
            model_name='partialpaymentrule',
            constraint=models.CheckConstraint(condition=models.Q(('customer__isnull', True), ('invoice__isnull', True), _connector='OR'), name='partial_rule_one_reach', violation_error_message='Choose a customer or an invoice, not both.'),
        ),
        migrations.AddConstraint(
            model_name='partialpaymentrule',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__isnull', True), ('minimum__gt', 0), _connector='OR'), name='partial_rule_minimum', violation_error_message='The minimum must be more than zero.'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['customer', 'received_on', 'id'], name='payment_by_date'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_amount'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('received_on__isnull', True), ('received_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='payment_received_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='payment_amount_bounded'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 10000), name='payment_note_length'),
        ),
        migrations.AddConstraint(
            model_name='chargeback',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='chargeback_amount'),
        ),
        migrations.AddConstraint(
            model_name='autopaystep',
            constraint=models.UniqueConstraint(fields=('invoice', 'kind', 'on'), name='autopay_step_once'),
        ),
        migrations.AddConstraint(
            model_name='attemptline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='attempt_line_amount'),
        ),
        migrations.AddConstraint(
            model_name='attemptline',
            constraint=models.UniqueConstraint(condition=models.Q(('credit_source__isnull', True), ('is_live', True)), fields=('item',), name='attempt_one_live_an_item'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='posting_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('debit_account__in', ('receivable', 'retainer')), ('debit_item__isnull', False)), models.Q(models.Q(('debit_account__in', ('receivable', 'retainer')), _negated=True), ('debit_item__isnull', True)), _connector='OR'), name='posting_debit_item_where_due'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('credit_account__in', ('receivable', 'retainer')), ('credit_item__isnull', False)), models.Q(models.Q(('credit_account__in', ('receivable', 'retainer')), _negated=True), ('credit_item__isnull', True)), _connector='OR'), name='posting_credit_item_where_due'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('debit_item__isnull', True), ('credit_item__isnull', True), models.Q(('debit_item', models.F('credit_item')), _negated=True), _connector='OR'), name='posting_between_two_items'),
        ),
        migrations.AddConstraint(
            model_name='reconciliationfinding',
            constraint=models.UniqueConstraint(fields=('kind', 'about'), name='finding_once'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ['created', 'pending'])), fields=['asked_at'], name='refund_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_amount'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('due_on__isnull', False), ('issued_on__isnull', False), ('number__isnull', False), ('open_item__isnull', False)), _connector='OR'), name='retainer_issued_is_complete'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=models.Q(('total__gt', 0)), name='retainer_total'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('issued_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='retainer_issued_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='retainer_due_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=models.Q(('total__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='retainer_total_bounded'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('note'), 10000), name='retainer_note_length'),
        ),
        migrations.AddConstraint(
            model_name='retainer',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('due_on__isnull', True), ('due_on__gte', models.F('issued_on')), _connector='OR'), name='retainer_due_not_before_issue'),
        ),
        migrations.AddIndex(
            model_name='savedmethod',
            index=models.Index(condition=models.Q(('detached_at__isnull', True), ('removed_at__isnull', False)), fields=['removed_at'], name='saved_method_to_detach'),
        ),
        migrations.AddConstraint(
            model_name='savedmethod',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('customer', 'is_live_mode'), name='saved_method_one_default'),
        ),
        migrations.AddConstraint(
            model_name='savedmethod',
            constraint=models.CheckConstraint(condition=models.Q(('is_default', False), ('removed_at__isnull', True), _connector='OR'), name='saved_method_removed_is_no_default'),
        ),
        migrations.AddIndex(
            model_name='paymentattempt',
            index=models.Index(fields=['customer', '-started_at'], name='attempt_by_customer'),
        ),
        migrations.AddIndex(
            model_name='paymentattempt',
            index=models.Index(condition=models.Q(('state__in', ['created', 'submitted', 'processing'])), fields=['next_poll_at'], name='attempt_to_look_at'),
        ),
        migrations.AddIndex(
            model_name='paymentattempt',
            index=models.Index(condition=models.Q(('saved_method__isnull', True), ('session_id__isnull', True), ('state', 'cancelled')), fields=['started_at'], name='attempt_never_opened'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='attempt_amount'),
        ),
        migrations.AddConstraint(
            model_name='paymentattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('state', 'succeeded')), models.Q(models.Q(('state', 'succeeded'), _negated=True), ('payment__isnull', True)), _connector='OR'), name='attempt_succeeded_has_payment'),
        ),
        migrations.AddIndex(
            model_name='methodsetup',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['next_poll_at'], name='method_setup_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='methodsetup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('method__isnull', False), _connector='OR'), name='method_setup_done_has_method'),
        ),
        migrations.AddIndex(
            model_name='statementdelivery',
            index=models.Index(fields=['batch', 'state'], name='statement_by_state'),
        ),
        migrations.AddConstraint(
            model_name='statementdelivery',
            constraint=models.UniqueConstraint(fields=('batch', 'customer'), name='statement_once'),
        ),
        migrations.AddConstraint(
            model_name='statementdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'stored'), _negated=True), models.Q(models.Q(('path', ''), _negated=True), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='statement_stored_has_file'),
        ),
        migrations.AddIndex(
            model_name='statementmail',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['next_attempt_at'], name='statement_mail_waiting'),
        ),
        migrations.AddConstraint(
            model_name='statementmail',
            constraint=models.UniqueConstraint(fields=('delivery', 'address', 'round'), name='statement_mail_once'),
        ),
        migrations.AddConstraint(
            model_name='storeddocument',
            constraint=models.UniqueConstraint(condition=models.Q(('lost_at', None)), fields=('item', 'language', 'revision'), name='stored_document_once'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['customer', 'state', '-id'], name='transfer_by_state'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='transfer_amount'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('amount__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='transfer_amount_bounded'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(('sent_on__isnull', True), ('sent_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='transfer_sent_on_likely'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('state', 'received')), models.Q(models.Q(('state', 'received'), _negated=True), ('payment__isnull', True)), _connector='OR'), name='transfer_received_has_payment'),
        ),
        migrations.AddConstraint(
            model_name='transferline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='transfer_line_amount'),
        ),
    ]
