import catalog.models.bounds
import catalog.models.variant
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import portal.kit.money.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_guards'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assortment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_open', models.BooleanField(default=False, help_text='For every customer who has no assortment of their own.', verbose_name='open')),
            ],
            options={
                'verbose_name': 'assortment',
                'verbose_name_plural': 'assortments',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Axis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(choices=[(1, 1), (2, 2), (3, 3)], verbose_name='place')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
            ],
            options={
                'verbose_name': 'axis',
                'verbose_name_plural': 'axes',
                'ordering': ['product', 'place'],
                'constraints': [models.CheckConstraint(condition=models.Q(('place__range', (1, 3))), name='axis_at_most_three')],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, unique=True, verbose_name='name in addresses')),
            ],
            options={
                'verbose_name': 'brand',
                'verbose_name_plural': 'brands',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Variant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sku', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^(?=.*[A-Za-z0-9])[!-~]+( [!-~]+)*$', 'Use letters, digits and signs of the keyboard, without spaces at the ends.')], verbose_name='SKU')),
                ('code', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Upper(models.Func(models.F('sku'), models.Value('[^A-Za-z0-9]'), models.Value(''), models.Value('g'), function='regexp_replace', output_field=models.CharField(max_length=64))), output_field=models.CharField(max_length=64), verbose_name='code')),
                ('gtin', models.CharField(blank=True, max_length=14, null=True, unique=True, validators=[django.core.validators.RegexValidator('^[0-9]+$', 'Write digits alone.'), catalog.models.variant.validate_gtin], verbose_name='GTIN')),
                ('weight_g', models.PositiveIntegerField(blank=True, null=True, verbose_name='weight (g)')),
                ('pack_size', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=9, verbose_name='pack of')),
                ('min_quantity', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=9, verbose_name='minimum')),
                ('multiple', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=9, verbose_name='multiple of')),
                ('max_quantity', models.DecimalField(blank=True, decimal_places=3, max_digits=9, null=True, verbose_name='maximum')),
                ('status', models.CharField(choices=[('active', 'Active'), ('discontinued', 'Discontinued')], default='active', max_length=12, verbose_name='status')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
            ],
            options={
                'verbose_name': 'variant',
                'verbose_name_plural': 'variants',
                'ordering': ['product', 'position', 'id'],
                'indexes': [models.Index(fields=['code'], name='variant_code_begins', opclasses=['text_pattern_ops'])],
                'constraints': [models.UniqueConstraint(fields=('code',), name='variant_code_once', violation_error_message='Another SKU has the same letters and digits.'), models.CheckConstraint(condition=models.Q(('sku__regex', '^(?=.*[A-Za-z0-9])[!-~]+( [!-~]+)*$')), name='variant_sku_form'), models.CheckConstraint(condition=models.Q(('pack_size__isnull', True), ('pack_size__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='variant_pack_size_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('min_quantity__isnull', True), ('min_quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='variant_min_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('multiple__isnull', True), ('multiple__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='variant_multiple_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('max_quantity__isnull', True), ('max_quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='variant_max_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('min_quantity', django.db.models.expressions.CombinedExpression(models.F('multiple'), '*', models.Func(django.db.models.expressions.CombinedExpression(models.F('min_quantity'), '/', models.F('multiple')), function='trunc')))), name='variant_minimum_in_multiples', violation_error_message='The minimum is a multiple of the multiple.'), models.CheckConstraint(condition=models.Q(('max_quantity__isnull', True), models.Q(('max_quantity__gte', models.F('min_quantity')), ('max_quantity', django.db.models.expressions.CombinedExpression(models.F('multiple'), '*', models.Func(django.db.models.expressions.CombinedExpression(models.F('max_quantity'), '/', models.F('multiple')), function='trunc')))), _connector='OR'), name='variant_maximum_reached_in_multiples', violation_error_message='The maximum is a multiple of the multiple and not below the minimum.')],
            },
        ),
        migrations.CreateModel(
            name='AssortmentCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assortment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.assortment')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'customer of an assortment',
                'verbose_name_plural': 'customers of an assortment',
                'constraints': [models.UniqueConstraint(fields=('customer', 'assortment'), name='assortment_customer_once')],
            },
        ),
        migrations.AddField(
            model_name='assortment',
            name='customers',
            field=models.ManyToManyField(related_name='assortments', through='catalog.AssortmentCustomer', to='accounts.customer', verbose_name='customers'),
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('slug', models.SlugField(max_length=80, verbose_name='name in addresses')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('path', models.CharField(editable=False, max_length=330, unique=True)),
                ('depth', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='catalog.category', verbose_name='within')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'ordering': ['path'],
                'constraints': [models.CheckConstraint(condition=models.Q(('depth__range', (1, 4))), name='category_four_deep', violation_error_message='Categories are at most four deep.'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='category_not_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(editable=False, max_length=64, unique=True)),
                ('width', models.PositiveIntegerField(editable=False, verbose_name='width')),
                ('height', models.PositiveIntegerField(editable=False, verbose_name='height')),
                ('colour', models.CharField(editable=False, max_length=7)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='picture_hash_form'), models.CheckConstraint(condition=models.Q(('height__range', (1, 10000)), ('width__range', (1, 10000))), name='picture_size_bounded')],
            },
        ),
        migrations.CreateModel(
            name='Presentation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('season', models.CharField(blank=True, max_length=40, verbose_name='season')),
                ('story', models.TextField(blank=True, max_length=2000, verbose_name='story')),
                ('cover_alt', models.CharField(blank=True, max_length=200, verbose_name='what the cover shows')),
                ('kind', models.CharField(choices=[('at_once', 'At once'), ('pre_book', 'Pre-book')], default='at_once', max_length=10, verbose_name='kind')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('closed', 'Closed')], default='draft', max_length=10, verbose_name='status')),
                ('opens_on', models.DateField(blank=True, null=True, verbose_name='opens on')),
                ('orders_until', models.DateField(blank=True, null=True, verbose_name='order by')),
                ('is_for_all', models.BooleanField(default=True, verbose_name='for all customers')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), help_text='Off list prices; contract prices stay.', max_digits=5, verbose_name='discount (per cent)')),
                ('minimum_amount', portal.kit.money.fields.AmountField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='minimum order')),
                ('minimum_currency', portal.kit.money.fields.CurrencyField(blank=True, max_length=3, verbose_name='currency of the minimum')),
                ('minimum_policy', models.CharField(choices=[('show', 'Shown'), ('enforce', 'Enforced')], default='show', max_length=10, verbose_name='the minimum is')),
                ('terms_note', models.CharField(blank=True, max_length=200, verbose_name='terms')),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='catalog.picture')),
                ('rep', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sales rep')),
            ],
            options={
                'verbose_name': 'presentation',
                'verbose_name_plural': 'presentations',
                'ordering': ['orders_until', 'name', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('discount_percent__range', (0, 100)), ('discount_percent__lt', 100)), name='presentation_discount_bounded', violation_error_message='A discount is at least 0 and below 100 per cent.'), models.CheckConstraint(condition=models.Q(('minimum_amount__isnull', True), models.Q(('minimum_amount__range', (0, 999999999999)), models.Q(('minimum_currency', ''), _negated=True)), _connector='OR'), name='presentation_minimum_has_currency', violation_error_message='A minimum needs a currency.'), models.CheckConstraint(condition=models.Q(('opens_on__isnull', True), ('orders_until__isnull', True), ('opens_on__lte', models.F('orders_until')), _connector='OR'), name='presentation_days_in_order', violation_error_message='It opens before orders end.'), models.CheckConstraint(condition=models.Q(('cover__isnull', True), models.Q(('cover_alt', ''), _negated=True), _connector='OR'), name='presentation_cover_has_alt', violation_error_message='Say what the cover shows, for those who do not see it.'), models.CheckConstraint(condition=models.Q(('opens_on__isnull', True), ('opens_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='presentation_opens_on_likely'), models.CheckConstraint(condition=models.Q(('orders_until__isnull', True), ('orders_until__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='presentation_orders_until_likely')],
            },
        ),
        migrations.CreateModel(
            name='DeliveryWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ships_from', models.DateField(verbose_name='ships from')),
                ('ships_until', models.DateField(verbose_name='ships until')),
                ('order_by', models.DateField(blank=True, null=True, verbose_name='order by')),
                ('presentation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='windows', to='catalog.presentation')),
            ],
            options={
                'verbose_name': 'delivery window',
                'verbose_name_plural': 'delivery windows',
                'ordering': ['presentation', 'ships_from', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ships_from__lte', models.F('ships_until'))), name='delivery_window_days_in_order', violation_error_message='The last day is not before the first.'), models.CheckConstraint(condition=models.Q(('ships_from__isnull', True), ('ships_from__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='delivery_window_ships_from_likely'), models.CheckConstraint(condition=models.Q(('ships_until__isnull', True), ('ships_until__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='delivery_window_ships_until_likely'), models.CheckConstraint(condition=models.Q(('order_by__isnull', True), ('order_by__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='delivery_window_order_by_likely')],
            },
        ),
        migrations.CreateModel(
            name='PresentationCustomer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer', verbose_name='customer')),
                ('presentation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.presentation')),
            ],
            options={
                'verbose_name': 'customer of a presentation',
                'verbose_name_plural': 'customers of a presentation',
                'constraints': [models.UniqueConstraint(fields=('customer', 'presentation'), name='presentation_customer_once')],
            },
        ),
        migrations.AddField(
            model_name='presentation',
            name='customers',
            field=models.ManyToManyField(related_name='presentations', through='catalog.PresentationCustomer', to='accounts.customer', verbose_name='customers'),
        ),
        migrations.CreateModel(
            name='PresentationView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_at', models.DateTimeField(verbose_name='first opened')),
                ('last_at', models.DateTimeField(verbose_name='last opened')),
                ('times', models.PositiveIntegerField(default=1, verbose_name='times')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer')),
                ('presentation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='catalog.presentation')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'view of a presentation',
                'verbose_name_plural': 'views of presentations',
                'ordering': ['-last_at'],
                'constraints': [models.UniqueConstraint(fields=('presentation', 'customer'), name='presentation_view_once')],
            },
        ),
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(help_text='Customers read it.', max_length=80, verbose_name='name')),
                ('currency', portal.kit.money.fields.CurrencyField(max_length=3, verbose_name='currency')),
                ('decimals', models.PositiveSmallIntegerField(default=2, help_text='A discounted price is rounded to so many.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(4)], verbose_name='decimals of a unit price')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_default', models.BooleanField(default=False, help_text='For every customer with this currency, where no list of their own has a price.', verbose_name='default of its currency')),
            ],
            options={
                'verbose_name': 'price list',
                'verbose_name_plural': 'price lists',
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('id', 'currency'), name='price_list_id_currency'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('currency',), name='price_list_one_default', violation_error_message='Another list is the default of this currency.'), models.CheckConstraint(condition=models.Q(('decimals__range', (0, 4))), name='price_list_decimals'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='price_list_days_in_order', violation_error_message='The last day is not before the first.'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_from__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='price_list_valid_from_likely'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='price_list_valid_until_likely')],
            },
        ),
        migrations.AddField(
            model_name='presentation',
            name='price_list',
            field=models.ForeignKey(blank=True, help_text="Asked before the customer's own lists, after contracts.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='presentations', to='catalog.pricelist', verbose_name='price list'),
        ),
        migrations.CreateModel(
            name='PriceListAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', portal.kit.money.fields.CurrencyField(editable=False, max_length=3, verbose_name='currency')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='price_list_assignments', to='accounts.customer', verbose_name='customer')),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='catalog.pricelist', verbose_name='price list')),
            ],
            options={
                'verbose_name': 'price list of a customer',
                'verbose_name_plural': 'price lists of customers',
                'ordering': ['customer', 'position'],
                'constraints': [models.UniqueConstraint(fields=('customer', 'price_list'), name='price_list_assigned_once'), models.UniqueConstraint(fields=('customer', 'position'), name='price_list_assignment_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='name in addresses')),
                ('description', models.TextField(blank=True, max_length=5000, verbose_name='description')),
                ('unit', models.CharField(choices=[('C62', 'piece'), ('PR', 'pair'), ('SET', 'set'), ('DZN', 'dozen'), ('XPK', 'pack'), ('XBX', 'box'), ('XCT', 'carton'), ('XRO', 'roll'), ('GRM', 'gram'), ('KGM', 'kilogram'), ('TNE', 'tonne'), ('MLT', 'millilitre'), ('LTR', 'litre'), ('CMT', 'centimetre'), ('MTR', 'metre'), ('MTK', 'square metre'), ('MTQ', 'cubic metre'), ('HUR', 'hour')], default='C62', max_length=3, verbose_name='unit')),
                ('decimals', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(3)], verbose_name='decimals of a quantity')),
                ('hs_code', models.CharField(blank=True, help_text='Of the customs tariff, without dots.', max_length=10, validators=[django.core.validators.RegexValidator('^([0-9]{6,10})$', 'Write 6 to 10 digits.')], verbose_name='HS code')),
                ('origin', models.CharField(blank=True, max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$', "Write the country's two letters, such as GB.")], verbose_name='country of origin')),
                ('status', models.CharField(choices=[('active', 'Active'), ('discontinued', 'Discontinued'), ('hidden', 'Hidden')], default='active', max_length=12, verbose_name='status')),
                ('popularity', models.PositiveIntegerField(default=0, help_text='What is asked for most comes first.', verbose_name='popularity')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('words', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('fragments', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ('shown_in', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False, size=None)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalog.brand', verbose_name='brand')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='products', to='catalog.category', verbose_name='category')),
                ('replaced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='catalog.product', verbose_name='replaced by')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'ordering': ['name', 'id'],
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words', 'shown_in'], name='product_words'), django.contrib.postgres.indexes.GinIndex(fields=['fragments', 'shown_in'], name='product_fragments'), models.Index(fields=['-popularity', 'id'], name='product_popularity')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decimals__range', (0, 3))), name='product_decimals_bounded'), models.CheckConstraint(condition=models.Q(('hs_code', ''), ('hs_code__regex', '^[0-9]{6,10}$'), _connector='OR'), name='product_hs_code_form'), models.CheckConstraint(condition=models.Q(('origin', ''), ('origin__regex', '^[A-Z]{2}$'), _connector='OR'), name='product_origin_form'), models.CheckConstraint(condition=models.Q(('replaced_by', models.F('id')), _negated=True), name='product_not_replaced_by_itself', violation_error_message='A product cannot replace itself.')],
            },
        ),
        migrations.CreateModel(
            name='Favourite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product')),
            ],
            options={
                'verbose_name': 'favourite',
                'verbose_name_plural': 'favourites',
                'ordering': ['-created_at', '-id'],
                'constraints': [models.UniqueConstraint(fields=('customer', 'user', 'product'), name='favourite_once')],
            },
        ),
        migrations.CreateModel(
            name='AxisValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('value', models.CharField(max_length=60, verbose_name='value')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('swatch', models.CharField(blank=True, help_text='Where the value is a colour, the dot that shows it.', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$', 'Write a colour such as #1b7183.')], verbose_name='colour')),
                ('axis', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='catalog.axis')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product')),
            ],
            options={
                'verbose_name': 'value of an axis',
                'verbose_name_plural': 'values of an axis',
                'ordering': ['axis', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('axis', 'value'), name='axis_value_once'), models.UniqueConstraint(fields=('id', 'product', 'place'), name='axis_value_id_product_place'), models.CheckConstraint(condition=models.Q(('swatch', ''), ('swatch__regex', '^#[0-9a-f]{6}$'), _connector='OR'), name='axis_value_swatch_form')],
            },
        ),
        migrations.AddField(
            model_name='axis',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='axes', to='catalog.product', verbose_name='product'),
        ),
        migrations.CreateModel(
            name='AssortmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assortment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='catalog.assortment')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'product of an assortment',
                'verbose_name_plural': 'products of an assortment',
                'constraints': [models.UniqueConstraint(fields=('assortment', 'product'), name='assortment_product_once')],
            },
        ),
        migrations.AddField(
            model_name='assortment',
            name='products',
            field=models.ManyToManyField(related_name='assortments', through='catalog.AssortmentLine', to='catalog.product', verbose_name='products'),
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60, unique=True)),
                ('grams', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), size=None)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['grams'], name='search_word_grams')],
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('presentation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='catalog.presentation')),
            ],
            options={
                'verbose_name': 'section',
                'verbose_name_plural': 'sections',
                'ordering': ['presentation', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('id', 'presentation'), name='section_id_presentation')],
            },
        ),
        migrations.CreateModel(
            name='PresentationLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('note', models.CharField(blank=True, max_length=120, verbose_name='note')),
                ('badge', models.CharField(blank=True, choices=[('new', 'New'), ('bestseller', 'Bestseller')], max_length=12, verbose_name='badge')),
                ('presentation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='catalog.presentation')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalog.product', verbose_name='product')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='catalog.section')),
            ],
            options={
                'verbose_name': 'product of a presentation',
                'verbose_name_plural': 'products of a presentation',
                'ordering': ['section', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('presentation', 'product'), name='presentation_product_once', violation_error_message='The product is in this presentation already.')],
            },
        ),
        migrations.CreateModel(
            name='ShopSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stock_display', models.CharField(choices=[('exact', 'The exact quantity'), ('bands', 'The quantity up to a limit, then “more than” it'), ('words', 'In stock, low or none'), ('hidden', 'Nothing')], default='bands', max_length=10, verbose_name='customers see of the stock')),
                ('low_stock', models.DecimalField(decimal_places=3, default=Decimal('20'), max_digits=9, verbose_name='low is up to')),
                ('stale_hours', models.PositiveSmallIntegerField(default=24, verbose_name='stock older than so many hours shows when it was counted')),
            ],
            options={
                'verbose_name': 'shop settings',
                'verbose_name_plural': 'shop settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='shop_settings_are_one'), models.CheckConstraint(condition=models.Q(('low_stock__range', (0, 999999))), name='shop_settings_low_stock')],
            },
        ),
        migrations.CreateModel(
            name='Stock',
            fields=[
                ('variant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='catalog.variant', verbose_name='variant')),
                ('on_hand', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='on hand')),
                ('reserved', models.DecimalField(decimal_places=3, default=Decimal('0'), max_digits=9, verbose_name='reserved elsewhere')),
                ('as_of', models.DateTimeField(verbose_name='as of')),
                ('source', models.CharField(blank=True, max_length=60, verbose_name='source')),
            ],
            options={
                'verbose_name': 'stock',
                'verbose_name_plural': 'stock',
                'constraints': [models.CheckConstraint(condition=models.Q(('on_hand__range', (Decimal('-999999.999'), Decimal('999999.999')))), name='stock_on_hand_bounded'), models.CheckConstraint(condition=models.Q(('reserved__range', (0, Decimal('999999.999')))), name='stock_reserved_bounded')],
            },
        ),
        migrations.AddField(
            model_name='variant',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='catalog.product', verbose_name='product'),
        ),
        migrations.AddField(
            model_name='variant',
            name='value1',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.axisvalue'),
        ),
        migrations.AddField(
            model_name='variant',
            name='value2',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.axisvalue'),
        ),
        migrations.AddField(
            model_name='variant',
            name='value3',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.axisvalue'),
        ),
        migrations.CreateModel(
            name='ProductPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alt', models.CharField(help_text='What it shows, in a few words.', max_length=200, verbose_name='text for those who do not see it')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('focal_x', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='centre, from the left (per cent)')),
                ('focal_y', models.PositiveSmallIntegerField(default=50, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='centre, from the top (per cent)')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='catalog.picture', verbose_name='picture')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='catalog.product', verbose_name='product')),
                ('variants', models.ManyToManyField(blank=True, related_name='pictures', to='catalog.variant', verbose_name='only of these variants')),
            ],
            options={
                'verbose_name': 'picture of a product',
                'verbose_name_plural': 'pictures of products',
                'ordering': ['product', 'position', 'id'],
                'constraints': [models.UniqueConstraint(fields=('product', 'picture'), name='product_picture_once'), models.CheckConstraint(condition=models.Q(('alt', ''), _negated=True), name='product_picture_has_alt'), models.CheckConstraint(condition=models.Q(('focal_x__range', (0, 100)), ('focal_y__range', (0, 100))), name='product_picture_focus_inside')],
            },
        ),
        migrations.CreateModel(
            name='Price',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_quantity', models.DecimalField(decimal_places=3, default=1, max_digits=9, verbose_name='from')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='unit price')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('price_list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.pricelist', verbose_name='price list')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.variant', verbose_name='variant')),
            ],
            options={
                'verbose_name': 'price',
                'verbose_name_plural': 'prices',
                'ordering': ['price_list', 'variant', 'from_quantity'],
                'indexes': [models.Index(fields=['price_list', 'variant'], name='price_of_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_quantity__isnull', True), ('from_quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='price_from_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('unit_price__range', (Decimal('0.0001'), Decimal('9999999999.9999')))), name='price_price_bounded', violation_error_message='A price is more than zero. What has none is on request.'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='price_days_in_order', violation_error_message='The last day is not before the first.'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_from__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='price_valid_from_likely'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='price_valid_until_likely'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(catalog.models.bounds.BigRange(models.F('price_list_id'), models.F('price_list_id'), models.Value('[]')), '&&'), (catalog.models.bounds.BigRange(models.F('variant_id'), models.F('variant_id'), models.Value('[]')), '&&'), (catalog.models.bounds.NumberRange(models.F('from_quantity'), models.F('from_quantity'), models.Value('[]')), '&&'), (catalog.models.bounds.DayRange(models.F('valid_from'), models.F('valid_until'), models.Value('[]')), '&&')], name='price_no_overlap', violation_error_message='Another price for this quantity is valid on some of these days.')],
            },
        ),
        migrations.CreateModel(
            name='ContractPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_quantity', models.DecimalField(decimal_places=3, default=1, max_digits=9, verbose_name='from')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='unit price')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('currency', portal.kit.money.fields.CurrencyField(editable=False, max_length=3, verbose_name='currency')),
                ('reference', models.CharField(blank=True, max_length=60, verbose_name='contract')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contract_prices', to='accounts.customer', verbose_name='customer')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contract_prices', to='catalog.variant', verbose_name='variant')),
            ],
            options={
                'verbose_name': 'contract price',
                'verbose_name_plural': 'contract prices',
                'ordering': ['customer', 'variant', 'from_quantity'],
                'indexes': [models.Index(fields=['customer', 'variant'], name='contract_price_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_quantity__isnull', True), ('from_quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='contract_price_from_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('unit_price__range', (Decimal('0.0001'), Decimal('9999999999.9999')))), name='contract_price_price_bounded', violation_error_message='A price is more than zero. What has none is on request.'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_until__isnull', True), ('valid_from__lte', models.F('valid_until')), _connector='OR'), name='contract_price_days_in_order', violation_error_message='The last day is not before the first.'), models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_from__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='contract_price_valid_from_likely'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))), _connector='OR'), name='contract_price_valid_until_likely'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(catalog.models.bounds.BigRange(models.F('customer_id'), models.F('customer_id'), models.Value('[]')), '&&'), (catalog.models.bounds.BigRange(models.F('variant_id'), models.F('variant_id'), models.Value('[]')), '&&'), (catalog.models.bounds.NumberRange(models.F('from_quantity'), models.F('from_quantity'), models.Value('[]')), '&&'), (catalog.models.bounds.DayRange(models.F('valid_from'), models.F('valid_until'), models.Value('[]')), '&&')], name='contract_price_no_overlap', violation_error_message='Another price for this quantity is valid on some of these days.')],
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrives_on', models.DateField(verbose_name='arrives on')),
                ('quantity', models.DecimalField(decimal_places=3, max_digits=9, verbose_name='quantity')),
                ('confidence', models.CharField(choices=[('firm', 'Firm'), ('estimate', 'Estimate')], default='firm', max_length=10, verbose_name='confidence')),
                ('reference', models.CharField(help_text='Such as a purchase order.', max_length=60, verbose_name='reference')),
                ('variant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='arrivals', to='catalog.variant', verbose_name='variant')),
            ],
            options={
                'verbose_name': 'arrival',
                'verbose_name_plural': 'arrivals',
                'ordering': ['arrives_on', 'id'],
                'constraints': [models.UniqueConstraint(fields=('variant', 'reference'), name='arrival_once'), models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('quantity__range', (Decimal('0.001'), Decimal('999999.999'))), _connector='OR'), name='arrival_quantity_bounded', violation_error_message='Enter a quantity between 0.001 and 999,999.999.'), models.CheckConstraint(condition=models.Q(('arrives_on__range', (datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))), name='arrival_day_likely')],
            },
        ),
        migrations.CreateModel(
            name='TaxCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('category', models.CharField(choices=[('S', 'Standard or reduced rate'), ('Z', 'Zero rated'), ('E', 'Exempt'), ('O', 'Outside the scope of tax')], default='S', max_length=2, verbose_name='tax category')),
                ('rate', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5, verbose_name='rate (per cent)')),
            ],
            options={
                'verbose_name': 'tax code',
                'verbose_name_plural': 'tax codes',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rate__range', (0, 100))), name='tax_code_rate_bounded'), models.CheckConstraint(condition=models.Q(models.Q(('category', 'S'), ('rate__gt', 0)), models.Q(models.Q(('category', 'S'), _negated=True), ('rate', 0)), _connector='OR'), name='tax_code_rate_of_category', violation_error_message='The standard category has a rate above zero, the others have none.')],
            },
        ),
        migrations.AddField(
            model_name='product',
            name='tax_code',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='catalog.taxcode', verbose_name='tax code'),
        ),
        migrations.AddConstraint(
            model_name='axis',
            constraint=models.UniqueConstraint(fields=('product', 'place'), name='axis_place_once'),
        ),
        migrations.AddConstraint(
            model_name='axis',
            constraint=models.UniqueConstraint(fields=('id', 'product', 'place'), name='axis_id_product_place'),
        ),
        migrations.AddConstraint(
            model_name='variant',
            constraint=models.UniqueConstraint(fields=('product', 'value1', 'value2', 'value3'), name='variant_values_once', nulls_distinct=False, violation_error_message='The product has a variant with these values.'),
        ),
    ]
