import accounts.models.access.view_as
import accounts.models.approval_limits
import accounts.models.organization
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.utils.timezone
import portal.kit.money.fields
import portal.kit.text.characters
import portal.kit.text.countries
import portal.kit.text.names
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email')),
                ('name', models.CharField(blank=True, max_length=150, validators=[portal.kit.text.names.validate_person_name], verbose_name='name')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_staff', models.BooleanField(default=False, verbose_name='staff')),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='erased')),
                ('date_joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'permissions': [('change_email', "Can change someone's sign-in email")],
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_number', models.CharField(editable=False, max_length=32, unique=True, verbose_name='account number')),
                ('external_reference', models.CharField(blank=True, help_text="This customer's number in your ERP. Imports match on it.", max_length=64, null=True, unique=True, validators=[portal.kit.text.characters.validate_identifier], verbose_name='ERP number')),
                ('name', models.CharField(max_length=200, validators=[portal.kit.text.names.validate_company_name], verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('currency', portal.kit.money.fields.CurrencyField(help_text="Can't be changed once the customer has a document.", max_length=3, verbose_name='currency')),
                ('payment_terms_days', models.PositiveSmallIntegerField(default=30, verbose_name='payment terms (days)')),
                ('credit_limit', portal.kit.money.fields.AmountField(blank=True, decimal_places=3, max_digits=20, null=True, verbose_name='credit limit')),
                ('status', models.CharField(choices=[('active', 'Active'), ('on_hold', 'On hold'), ('closed', 'Closed')], default='active', max_length=10, verbose_name='status')),
                ('hold_reason', models.CharField(blank=True, max_length=200, verbose_name='reason for the hold')),
                ('hold_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='on hold since')),
                ('hold_release', models.CharField(choices=[('by_staff', 'By staff'), ('nothing_overdue', 'When nothing is overdue'), ('below_limit', 'When the balance is within the credit limit')], default='by_staff', help_text='Ends automatically as soon as the condition is met, unless staff lift it first.', max_length=20, verbose_name='hold ends')),
                ('role_rights', models.JSONField(blank=True, default=dict, editable=False, help_text='By role the verbs it carries here; a role not named carries the usual ones.')),
                ('withheld_verbs', models.JSONField(blank=True, default=list, help_text='What no one at this company can do, whatever their role.', verbose_name='not offered to this customer')),
                ('second_factor_required', models.BooleanField(default=False, help_text='Everyone who acts for this company needs one.', verbose_name='second factor required')),
                ('statement_frequency', models.CharField(choices=[('weekly', 'Weekly'), ('monthly', 'Monthly'), ('quarterly', 'Quarterly'), ('never', 'Never')], default='monthly', max_length=10, verbose_name='statements')),
                ('tax_id', models.CharField(blank=True, max_length=40, verbose_name='tax ID')),
                ('tax_treatment', models.CharField(blank=True, choices=[('registered', 'Registered business'), ('unregistered', 'Unregistered business'), ('consumer', 'Consumer'), ('reverse_charge', 'Reverse charge'), ('exempt', 'Tax exempt'), ('overseas', 'Overseas'), ('composition', 'Registered business (composition scheme)'), ('special_zone', 'Special economic zone')], help_text='Shown on My Profile. It does not affect the tax on invoices.', max_length=20, verbose_name='tax treatment')),
                ('language', models.CharField(blank=True, help_text="Leave empty for the portal's default.", max_length=10, verbose_name='language')),
                ('default_payment_method', models.CharField(blank=True, choices=[('card', 'Card'), ('bank_debit', 'Bank debit'), ('bank_transfer', 'Bank transfer'), ('cheque', 'Cheque'), ('cash', 'Cash')], max_length=20, verbose_name='default payment method')),
                ('bank_debit_allowed', models.BooleanField(default=False, verbose_name='may pay by bank debit')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subsidiaries', to='accounts.customer', verbose_name='parent company')),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'ordering': ['name', 'id'],
                'permissions': [('view_as_customer', 'Can view the portal as a customer'), ('invite_person', 'Can invite people into a company'), ('make_owner', "Can make someone a company's owner"), ('change_credit_limit', 'Can change credit limits'), ('change_parent', 'Can put a company below another, whose people may then see it')],
            },
        ),
        migrations.CreateModel(
            name='ContactPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, validators=[portal.kit.text.names.validate_person_name], verbose_name='name')),
                ('position', models.CharField(blank=True, max_length=100, verbose_name='position')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('receives_statements', models.BooleanField(default=False, verbose_name='receives statements')),
                ('receives_payment_notices', models.BooleanField(default=False, verbose_name='receives payment notices')),
                ('is_primary', models.BooleanField(default=False, verbose_name='primary contact')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'contact person',
                'verbose_name_plural': 'contact persons',
                'ordering': ['-is_primary', 'name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('name', 'Name'), ('tax_id', 'Tax ID'), ('billing_address', 'Billing address')], max_length=20, verbose_name='what')),
                ('old', models.JSONField(help_text='By column what it was when asked.', verbose_name='current')),
                ('new', models.JSONField(verbose_name='requested')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('state', models.CharField(choices=[('open', 'Open'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='change_requests', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'change request',
                'verbose_name_plural': 'change requests',
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='at')),
                ('kind', models.CharField(max_length=60, verbose_name='what')),
                ('source', models.CharField(db_default='', max_length=60, verbose_name='from')),
                ('subject', models.CharField(db_default='', max_length=120, verbose_name='of')),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
                ('written_as', models.CharField(db_default='', max_length=63, verbose_name='database role')),
                ('content_hash', models.CharField(db_default='', editable=False, max_length=64)),
                ('redacted_at', models.DateTimeField(editable=False, null=True, verbose_name='text removed')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='on behalf of')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='about')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'history',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bank_details', 'Bank details'), ('approval_limits', 'Approval limits'), ('credit_limit', 'Credit limit'), ('refund', 'Refund'), ('write_off', 'Write-off'), ('void', 'Void invoice'), ('credit_note', 'Credit note')], max_length=20, verbose_name='what')),
                ('object_id', models.CharField(help_text='Which one of its kind this is about.', max_length=40)),
                ('subject', models.CharField(max_length=200, verbose_name='of')),
                ('amount', portal.kit.money.fields.AmountField(decimal_places=3, max_digits=20, null=True, verbose_name='amount')),
                ('currency', portal.kit.money.fields.CurrencyField(blank=True, max_length=3, verbose_name='currency')),
                ('old', models.JSONField(default=dict, verbose_name='current')),
                ('new', models.JSONField(help_text='What is carried out when approved.', verbose_name='as requested')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='asked')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('approved', 'Approved'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10, verbose_name='state')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='outcome')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'ordering': ['-asked_at', '-id'],
                'permissions': [('decide_approval', "Can approve other people's requests")],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('billing', 'Billing address'), ('shipping', 'Shipping address')], max_length=10, verbose_name='kind')),
                ('is_default', models.BooleanField(default=False, verbose_name='default')),
                ('attention', models.CharField(blank=True, max_length=150, verbose_name='attention')),
                ('line1', models.CharField(blank=True, max_length=150, verbose_name='street')),
                ('line2', models.CharField(blank=True, max_length=150, verbose_name='street, second line')),
                ('postcode', models.CharField(blank=True, max_length=20, verbose_name='postcode')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='town')),
                ('region', models.CharField(blank=True, max_length=100, verbose_name='region')),
                ('country', portal.kit.text.countries.CountryField(blank=True, max_length=100, verbose_name='country')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'address',
                'verbose_name_plural': 'addresses',
                'ordering': ['kind', '-is_default', 'id'],
            },
        ),
        migrations.CreateModel(
            name='AccessRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, validators=[portal.kit.text.names.validate_person_name], verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='email')),
                ('company', models.CharField(max_length=200, validators=[portal.kit.text.names.validate_company_name], verbose_name='company')),
                ('message', models.TextField(blank=True, max_length=2000, verbose_name='message')),
                ('state', models.CharField(choices=[('unconfirmed', 'Email not confirmed'), ('awaiting', 'Awaiting approval'), ('approved', 'Approved'), ('declined', 'Declined')], default='unconfirmed', max_length=12, verbose_name='state')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='access_requests', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'access request',
                'verbose_name_plural': 'access requests',
                'ordering': ['-created_at', '-id'],
            },
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
                'verbose_name': 'deletion request',
                'verbose_name_plural': 'deletion requests',
                'ordering': ['-asked_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='email')),
                ('name', models.CharField(blank=True, max_length=150, validators=[portal.kit.text.names.validate_person_name], verbose_name='name')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('accounts', 'Accounts'), ('buyer', 'Buyer'), ('viewer', 'Viewer')], default='viewer', max_length=10, verbose_name='role')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='accounts.customer')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('accounts', 'Accounts'), ('buyer', 'Buyer'), ('viewer', 'Viewer')], default='viewer', max_length=10, verbose_name='role')),
                ('includes_subsidiaries', models.BooleanField(default=False, help_text='Has the same role at every company below this one.', verbose_name='also for subsidiaries')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.customer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, validators=[portal.kit.text.names.validate_company_name], verbose_name='name')),
                ('legal_name', models.CharField(blank=True, max_length=200, validators=[portal.kit.text.names.validate_company_name], verbose_name='legal name')),
                ('logo', models.ImageField(blank=True, upload_to='logo/', verbose_name='logo')),
                ('logo_dark', models.ImageField(blank=True, help_text='Shown in dark mode. If empty, the logo above is used.', upload_to='logo/', verbose_name='logo for dark backgrounds')),
                ('logo_mark', models.ImageField(blank=True, help_text='Shown where only a small square fits.', upload_to='logo/', verbose_name='square mark')),
                ('accent_colour', models.CharField(blank=True, help_text='For buttons, links and emails, such as #1b7183. It is darkened or lightened where it would be hard to read.', max_length=7, validators=[accounts.models.organization.validate_colour], verbose_name='accent colour')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('tax_id', models.CharField(blank=True, max_length=40, verbose_name='tax ID')),
                ('registration_number', models.CharField(blank=True, max_length=60, verbose_name='registration number')),
                ('bank_details', models.TextField(blank=True, help_text='Printed on invoices under “How to pay”.', verbose_name='bank details')),
                ('bank_account_holder', models.CharField(blank=True, help_text='As registered with the bank.', max_length=70, verbose_name='account holder')),
                ('bank_iban', models.CharField(blank=True, max_length=42, validators=[accounts.models.organization.validate_iban], verbose_name='IBAN')),
                ('bank_bic', models.CharField(blank=True, max_length=11, validators=[accounts.models.organization.validate_bic], verbose_name='BIC')),
                ('bank_name', models.CharField(blank=True, max_length=70, verbose_name='bank')),
                ('bank_changed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('approval_above', models.CharField(blank=True, help_text="These need a second person's approval. By currency, such as “EUR 1000, USD 1200”; other currencies then always need it. Leave empty to never ask.", max_length=200, validators=[accounts.models.approval_limits.validate_limits], verbose_name='refunds, write-offs, voids and credit notes above')),
                ('credit_limit_approval_above', models.CharField(blank=True, help_text="These need a second person's approval in the same way.", max_length=200, validators=[accounts.models.approval_limits.validate_limits], verbose_name='credit limits above')),
                ('currency', portal.kit.money.fields.CurrencyField(default='EUR', max_length=3, verbose_name='usual currency')),
                ('time_zone', models.CharField(default='UTC', max_length=60, validators=[accounts.models.organization.validate_time_zone], verbose_name='time zone')),
                ('confirm_above', models.DecimalField(blank=True, decimal_places=3, default=5000, help_text="In the account's currency. Above this, customers confirm amount, method and documents before they pay. Leave empty to ask only on phones, where every payment is confirmed.", max_digits=18, null=True, verbose_name='confirm payments above')),
                ('welcome_text', models.TextField(blank=True, verbose_name='welcome text on My Profile')),
                ('document_footer', models.TextField(blank=True, verbose_name='footer of every document')),
                ('fixed_for_customers', models.JSONField(blank=True, default=list, help_text='Parts of the company page that customers can see but not change.', verbose_name='not editable by customers')),
                ('signup_open', models.BooleanField(default=False, help_text='Staff approve each sign-up before it gives access.', verbose_name='open sign-up')),
                ('second_factor_required', models.BooleanField(default=False, help_text='Staff always need one.', verbose_name='second factor required for everyone')),
                ('invitation_days', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='invitations expire after (days)')),
                ('shared_link_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='shared links expire after (days)')),
                ('audit_years', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='history is kept for (years)')),
                ('inactive_years', models.PositiveSmallIntegerField(default=0, help_text='0 means never. Their documents stay.', verbose_name='inactive people are deleted after (years)')),
                ('leftover_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='expired links, invitations and access requests are deleted after (days)')),
                ('payload_days', models.PositiveSmallIntegerField(default=400, help_text='The raw messages only. Payments and their references stay.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='payment service messages are deleted after (days)')),
            ],
            options={
                'verbose_name': 'organization',
                'verbose_name_plural': 'organization',
                'permissions': [('change_bank_details', 'Can change bank details')],
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='organization_is_one'), models.CheckConstraint(condition=models.Q(('confirm_above__isnull', True), ('confirm_above__gte', 0), _connector='OR'), name='organization_confirm_above_not_negative'), models.CheckConstraint(condition=models.Q(('invitation_days__gte', 1)), name='organization_invitation_days'), models.CheckConstraint(condition=models.Q(('shared_link_days__gte', 1)), name='organization_shared_link_days'), models.CheckConstraint(condition=models.Q(('audit_years__gte', 1)), name='organization_audit_years'), models.CheckConstraint(condition=models.Q(('leftover_days__gte', 1)), name='organization_leftover_days'), models.CheckConstraint(condition=models.Q(('payload_days__gte', 1)), name='organization_payload_days')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=1000)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to='accounts.membership')),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': ['created_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SharedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='what')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('parameters', models.JSONField(blank=True, default=dict, verbose_name='parameters')),
                ('recipient_name', models.CharField(blank=True, max_length=150, validators=[portal.kit.text.names.validate_person_name], verbose_name='name')),
                ('recipient_email', models.EmailField(blank=True, max_length=254, verbose_name='email')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('uses', models.PositiveIntegerField(default=0, verbose_name='opened')),
                ('first_used_at', models.DateTimeField(blank=True, null=True, verbose_name='first opened')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last opened')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shared_links', to='accounts.customer', verbose_name='customer')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='revoked by')),
            ],
            options={
                'verbose_name': 'shared link',
                'verbose_name_plural': 'shared links',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ViewAs',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(default=accounts.models.access.view_as._end)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.membership')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='views_as', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'customer view',
                'verbose_name_plural': 'customer views',
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('name', config='simple'), name='customer_name_words'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(django.db.models.functions.text.Upper('email'), name='customer_email'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(django.db.models.functions.text.Upper('account_number'), name='customer_number'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('id', 'currency'), name='customer_id_currency'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'on_hold'), _negated=True), models.Q(('hold_reason', ''), _negated=True), _connector='OR'), name='customer_hold_has_reason', violation_error_message='Enter the reason for the hold.'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('hold_release', 'below_limit'), ('status', 'on_hold'), _negated=True), ('credit_limit__isnull', False), _connector='OR'), name='customer_hold_below_limit_has_one', violation_error_message='Set a credit limit, or choose another way to end the hold.'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('credit_limit__isnull', True), ('credit_limit__gte', 0), _connector='OR'), name='customer_credit_limit_not_negative', violation_error_message="A credit limit can't be negative."),
        ),
        migrations.AddIndex(
            model_name='contactperson',
            index=models.Index(django.db.models.functions.text.Upper('email'), name='contact_email'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('customer', 'subject'), name='change_request_one_open'),
        ),
        migrations.AddConstraint(
            model_name='changerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='change_request_declined_with_reason'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['customer', '-id'], name='audit_customer'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['actor', '-id'], name='audit_actor'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['person', '-id'], name='audit_person'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at'], name='audit_at'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('kind', 'object_id'), name='approval_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('state__in', ['waiting', 'withdrawn'])), models.Q(('decided_by__isnull', False), ('state__in', ['approved', 'declined']), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='approval_by_a_second_person'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('customer', 'kind'), name='address_one_default_a_kind', violation_error_message='There is already a default address of this kind.'),
        ),
        migrations.AddIndex(
            model_name='accessrequest',
            index=models.Index(fields=['state', '-created_at'], name='access_request_state'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('state', 'awaiting')), name='access_request_one_awaiting'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='access_request_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='erasurerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('user',), name='erasure_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='erasurerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='erasure_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(models.F('customer'), django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), name='invitation_one_open'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'customer'), name='membership_once'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(models.F('membership'), models.F('list'), django.db.models.functions.text.Lower('name'), name='saved_view_name_once'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_view_has_name'),
        ),
        migrations.AddIndex(
            model_name='sharedlink',
            index=models.Index(fields=['customer', 'kind', 'number'], name='shared_link_document'),
        ),
        migrations.AddIndex(
            model_name='sharedlink',
            index=models.Index(fields=['expires_at'], name='shared_link_expires'),
        ),
        migrations.AddConstraint(
            model_name='viewas',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='view_as_has_reason'),
        ),
    ]
