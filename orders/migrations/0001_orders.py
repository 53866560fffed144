import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import portal.kit.money.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_guards'),
        ('accounts', '__first__'),
        ('billing', '0002_guards'),
        ('catalog', '0004_pictures_that_wait'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer')),
                ('presentation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.presentation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'cart',
                'verbose_name_plural': 'carts',
                'constraints': [models.UniqueConstraint(fields=('customer', 'user', 'presentation'), name='cart_once', nulls_distinct=False), models.UniqueConstraint(fields=('id', 'customer'), name='cart_id_customer')],
            },
        ),
        migrations.CreateModel(
            name='CartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='quantity')),
                ('seen_price', models.DecimalField(decimal_places=4, max_digits=14, null=True)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='orders.cart')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.variant')),
            ],
            options={
                'verbose_name': 'cart line',
                'verbose_name_plural': 'cart lines',
                'ordering': ['added_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('cart', 'variant'), name='cart_line_once'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='cart_line_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('seen_price__isnull', True), ('seen_price__range', (0, Decimal('9999999999.9999'))), _connector='OR'), name='cart_line_price_bounded')],
            },
        ),
        migrations.CreateModel(
            name='Estimate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(editable=False, max_length=3)),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='number')),
                ('key', models.UUIDField(editable=False, unique=True)),
                ('status', models.CharField(choices=[('requested', 'Requested'), ('sent', 'Waiting for your answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], max_length=10, verbose_name='status')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked at')),
                ('request_note', models.TextField(blank=True, max_length=2000, verbose_name='what was asked')),
                ('reason', models.TextField(blank=True, max_length=2000, verbose_name='why it was declined')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered at')),
                ('signed_name', models.CharField(blank=True, max_length=150, verbose_name='signed')),
                ('signed_sha256', models.CharField(blank=True, max_length=64, verbose_name='PDF signed (SHA-256)')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'estimate',
                'verbose_name_plural': 'estimates',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['customer', 'asked_at', 'id'], name='estimate_by_day'), models.Index(fields=['customer', 'number', 'id'], name='estimate_by_number'), models.Index(condition=models.Q(('status', 'requested')), fields=['asked_at', 'id'], name='estimate_waits')],
                'constraints': [models.UniqueConstraint(fields=('id', 'customer'), name='estimate_id_customer')],
            },
        ),
        migrations.CreateModel(
            name='EstimateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('is_offer', models.BooleanField(default=True, verbose_name='offered')),
                ('valid_until', models.DateField(null=True, verbose_name='valid until')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='net')),
                ('tax', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='tax')),
                ('total', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='total')),
                ('pdf', models.FileField(blank=True, max_length=120, upload_to='estimates/')),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('estimate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='orders.estimate')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['-version'],
                'constraints': [models.UniqueConstraint(fields=('estimate', 'version'), name='estimate_version_once'), models.UniqueConstraint(fields=('id', 'customer'), name='estimate_version_id_customer'), models.CheckConstraint(condition=models.Q(('is_offer', False), models.Q(('pdf_sha256__gt', ''), ('valid_until__isnull', False)), _connector='OR'), name='estimate_offer_has_a_last_day'), models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='estimate_version_net_bounded'), models.CheckConstraint(condition=models.Q(('total__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='estimate_version_total_bounded'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='estimate_version_valid_until_likely')],
            },
        ),
        migrations.CreateModel(
            name='EstimateLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('sku', models.CharField(max_length=64, verbose_name='SKU')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('unit', models.CharField(max_length=3, verbose_name='unit')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='unit price')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='net')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='tax rate')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.variant')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.estimateversion')),
            ],
            options={
                'verbose_name': 'estimate line',
                'verbose_name_plural': 'estimate lines',
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'position'), name='estimate_line_position'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='estimate_line_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('unit_price__range', (0, Decimal('9999999999.9999')))), name='estimate_line_price_bounded'), models.CheckConstraint(condition=models.Q(('tax_rate__range', (0, 100))), name='estimate_line_tax_bounded'), models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='estimate_line_net_bounded')],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('sku', models.CharField(max_length=64, verbose_name='SKU')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('unit', models.CharField(max_length=3, verbose_name='unit')),
                ('ordered', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='ordered')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='unit price')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='net')),
                ('tax_rate', models.DecimalField(decimal_places=3, max_digits=6, verbose_name='tax rate')),
                ('why', models.JSONField(default=dict)),
                ('cancelled', models.DecimalField(decimal_places=3, default=Decimal('0'), editable=False, max_digits=9, verbose_name='cancelled')),
                ('shipped', models.DecimalField(decimal_places=3, default=Decimal('0'), editable=False, max_digits=9, verbose_name='shipped')),
                ('invoiced', models.DecimalField(decimal_places=3, default=Decimal('0'), editable=False, max_digits=9, verbose_name='invoiced')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.variant')),
            ],
            options={
                'verbose_name': 'order line',
                'verbose_name_plural': 'order lines',
                'ordering': ['order', 'position'],
            },
        ),
        migrations.CreateModel(
            name='OrderInvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='quantity')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='net')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='billing.invoice')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoice_lines', to='orders.orderline')),
            ],
            options={
                'verbose_name': 'invoiced line',
                'verbose_name_plural': 'invoiced lines',
                'constraints': [models.UniqueConstraint(fields=('line', 'invoice'), name='order_line_invoiced_once'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='order_invoice_line_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='order_invoice_line_net_bounded')],
            },
        ),
        migrations.CreateModel(
            name='Cancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='quantity')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cancellations', to='orders.orderline')),
            ],
            options={
                'verbose_name': 'cancellation',
                'verbose_name_plural': 'cancellations',
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='cancellation_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.')],
            },
        ),
        migrations.CreateModel(
            name='OrderSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=True, help_text='If off, the shop can be looked at and there is no cart.', verbose_name='customers can order')),
                ('over_limit', models.CharField(choices=[('allow', 'Take the order and tell staff'), ('hold', 'Take the order and hold it until staff release it'), ('refuse', 'Refuse the order and say what can be done')], default='hold', max_length=10, verbose_name='an order over the credit limit')),
                ('po_required', models.BooleanField(default=False, verbose_name='a PO number is required')),
            ],
            options={
                'verbose_name': 'order settings',
                'verbose_name_plural': 'order settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='order_settings_are_one'), models.CheckConstraint(condition=models.Q(('over_limit__in', ['allow', 'hold', 'refuse'])), name='order_settings_over_limit')],
            },
        ),
        migrations.CreateModel(
            name='SalesOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(editable=False, max_length=3)),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='number')),
                ('submit_key', models.UUIDField(editable=False)),
                ('status', models.CharField(choices=[('submitted', 'Submitted'), ('on_hold', 'On hold'), ('confirmed', 'Confirmed'), ('closed', 'Completed'), ('cancelled', 'Cancelled')], max_length=10, verbose_name='status')),
                ('hold_reason', models.CharField(blank=True, choices=[('over_limit', 'Over the credit limit'), ('staff', 'Held by staff')], max_length=12, verbose_name='held because')),
                ('placed_at', models.DateTimeField(auto_now_add=True, verbose_name='placed at')),
                ('placed_on', models.DateField(verbose_name='placed on')),
                ('po_number', models.CharField(blank=True, max_length=100, verbose_name='PO number')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('wanted_on', models.DateField(null=True, verbose_name='wanted on')),
                ('ship_policy', models.CharField(choices=[('partial', 'Send what you have'), ('complete', 'Wait until everything is there')], default='partial', max_length=10, verbose_name='shipping')),
                ('ship_to', models.TextField(blank=True, max_length=1000, verbose_name='ship to')),
                ('net', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='net')),
                ('tax', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='tax')),
                ('total', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, verbose_name='total')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='accounts.customer')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='placed by')),
                ('presentation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.presentation', verbose_name='presentation')),
            ],
            options={
                'verbose_name': 'sales order',
                'verbose_name_plural': 'sales orders',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['customer', 'placed_on', 'id'], name='order_by_day'), models.Index(fields=['customer', 'number', 'id'], name='order_by_number'), models.Index(fields=['customer', 'total', 'id'], name='order_by_total'), models.Index(condition=models.Q(('status__in', ['submitted', 'on_hold', 'confirmed'])), fields=['status', 'id'], name='order_waits')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'submit_key'), name='order_sent_once'), models.UniqueConstraint(fields=('id', 'customer'), name='order_id_customer'), models.CheckConstraint(condition=models.Q(('status__in', ['submitted', 'on_hold', 'confirmed', 'closed', 'cancelled'])), name='order_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('hold_reason__gt', ''), ('status', 'on_hold')), models.Q(models.Q(('status', 'on_hold'), _negated=True), ('hold_reason', '')), _connector='OR'), name='order_hold_has_reason'), models.CheckConstraint(condition=models.Q(('total', django.db.models.expressions.CombinedExpression(models.F('net'), '+', models.F('tax')))), name='order_total_adds_up'), models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='order_net_bounded'), models.CheckConstraint(condition=models.Q(('tax__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='order_tax_bounded'), models.CheckConstraint(condition=models.Q(('total__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='order_total_bounded'), models.CheckConstraint(condition=models.Q(('placed_on__isnull', True), ('placed_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='order_placed_on_likely'), models.CheckConstraint(condition=models.Q(('wanted_on__isnull', True), ('wanted_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='order_wanted_on_likely')],
            },
        ),
        migrations.AddField(
            model_name='orderline',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.salesorder'),
        ),
        migrations.CreateModel(
            name='OrderEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('placed', 'Placed'), ('held', 'Put on hold'), ('released', 'Released'), ('confirmed', 'Confirmed'), ('cancelled', 'Cancelled'), ('line_cancelled', 'Cancelled in part'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('invoiced', 'Invoiced'), ('closed', 'Completed'), ('seen', 'Seen by the customer')], max_length=16, verbose_name='what')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('data', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='orders.salesorder')),
            ],
            options={
                'verbose_name': 'order event',
                'verbose_name_plural': 'order events',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['order', 'id'], name='order_event_in_order')],
            },
        ),
        migrations.AddField(
            model_name='estimate',
            name='order',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='estimate', to='orders.salesorder', verbose_name='sales order'),
        ),
        migrations.CreateModel(
            name='Shipment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='number')),
                ('status', models.CharField(choices=[('shipped', 'On its way'), ('delivered', 'Delivered')], default='shipped', max_length=10, verbose_name='status')),
                ('carrier', models.CharField(blank=True, max_length=60, verbose_name='carrier')),
                ('shipped_on', models.DateField(verbose_name='shipped on')),
                ('delivered_on', models.DateField(null=True, verbose_name='delivered on')),
                ('signed_by', models.CharField(blank=True, max_length=100, verbose_name='signed by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipments', to='orders.salesorder')),
            ],
            options={
                'verbose_name': 'shipment',
                'verbose_name_plural': 'shipments',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('id', 'customer'), name='shipment_id_customer'), models.CheckConstraint(condition=models.Q(models.Q(('delivered_on__isnull', False), ('status', 'delivered')), models.Q(('delivered_on__isnull', True), ('status', 'shipped')), _connector='OR'), name='shipment_delivered_has_day'), models.CheckConstraint(condition=models.Q(('shipped_on__isnull', True), ('shipped_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='shipment_shipped_on_likely'), models.CheckConstraint(condition=models.Q(('delivered_on__isnull', True), ('delivered_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='shipment_delivered_on_likely')],
            },
        ),
        migrations.CreateModel(
            name='Parcel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tracking_number', models.CharField(max_length=60, verbose_name='tracking number')),
                ('url', models.URLField(blank=True, max_length=500, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='orders.shipment')),
            ],
            options={
                'verbose_name': 'parcel',
                'verbose_name_plural': 'parcels',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('url', ''), ('url__startswith', 'https://'), _connector='OR'), name='parcel_url_https')],
            },
        ),
        migrations.CreateModel(
            name='ShipmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='quantity')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shipment_lines', to='orders.orderline')),
                ('shipment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='orders.shipment')),
            ],
            options={
                'verbose_name': 'shipped line',
                'verbose_name_plural': 'shipped lines',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('shipment', 'line'), name='shipment_line_once'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='shipment_line_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.')],
            },
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='order_line_position'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.UniqueConstraint(fields=('id', 'customer'), name='order_line_id_customer'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('ordered__isnull', True), ('ordered__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='order_line_ordered_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('cancelled__isnull', True), ('cancelled__range', (Decimal('0'), Decimal('999999.999'))), _connector='OR'), name='order_line_cancelled_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('shipped__isnull', True), ('shipped__range', (Decimal('0'), Decimal('999999.999'))), _connector='OR'), name='order_line_shipped_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('invoiced__isnull', True), ('invoiced__range', (Decimal('0'), Decimal('999999.999'))), _connector='OR'), name='order_line_invoiced_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('ordered__gte', django.db.models.expressions.CombinedExpression(models.F('shipped'), '+', models.F('cancelled')))), name='order_line_not_over_shipped'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('invoiced__lte', django.db.models.functions.comparison.Greatest(django.db.models.expressions.CombinedExpression(models.F('ordered'), '-', models.F('cancelled')), models.F('shipped')))), name='order_line_not_over_invoiced'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('unit_price__range', (0, Decimal('9999999999.9999')))), name='order_line_price_bounded'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('tax_rate__range', (0, 100))), name='order_line_tax_bounded'),
        ),
        migrations.AddConstraint(
            model_name='orderline',
            constraint=models.CheckConstraint(condition=models.Q(('net__range', (Decimal('-99999999999999'), Decimal('99999999999999')))), name='order_line_net_bounded'),
        ),
        migrations.AddConstraint(
            model_name='estimate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('order__isnull', False), ('signed_name__gt', ''), ('signed_sha256__gt', ''), ('status', 'accepted')), models.Q(models.Q(('status', 'accepted'), _negated=True), ('order__isnull', True), ('signed_sha256', '')), _connector='OR'), name='estimate_accepted_has_its_evidence'),
        ),
    ]
