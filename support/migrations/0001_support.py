import django.core.validators
import django.db.models.deletion
import uuid
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
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('customer', 'Customer'), ('seller', 'Seller')], max_length=10, verbose_name='side')),
                ('body', models.TextField(blank=True, max_length=20000, verbose_name='message')),
                ('posted_at', models.DateTimeField(auto_now_add=True, verbose_name='posted at')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('id', 'customer'), name='message_id_customer'), models.CheckConstraint(condition=models.Q(('side__in', ['customer', 'seller'])), name='message_has_a_side')],
            },
        ),
        migrations.CreateModel(
            name='MessageFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('file', models.FileField(max_length=120, upload_to='support/')),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='size')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='support.message')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'file of a message',
                'verbose_name_plural': 'files of messages',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SharedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='number')),
                ('side', models.CharField(choices=[('customer', 'Customer'), ('seller', 'Seller')], max_length=10, verbose_name='from')),
                ('type', models.CharField(choices=[('contract', 'Contract'), ('certificate', 'Certificate'), ('price_list', 'Price list'), ('tax', 'Tax document'), ('delivery_note', 'Delivery note'), ('other', 'Other')], default='other', max_length=20, verbose_name='type')),
                ('title', models.CharField(max_length=150, verbose_name='title')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
                ('only_for', models.ForeignKey(blank=True, help_text='One person of the company. Empty: everybody who may see documents.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='only for')),
            ],
            options={
                'verbose_name': 'shared document',
                'verbose_name_plural': 'shared documents',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['customer', 'id'], name='shared_document_of')],
                'constraints': [models.UniqueConstraint(fields=('id', 'customer'), name='shared_document_id_customer')],
            },
        ),
        migrations.CreateModel(
            name='DocumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(editable=False, max_length=32, unique=True)),
                ('file', models.FileField(max_length=120, upload_to='support/')),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('content_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='size')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
                ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what is new')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='support.shareddocument')),
            ],
            options={
                'verbose_name': 'version',
                'verbose_name_plural': 'versions',
                'ordering': ['-version'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('document', 'version'), name='document_version_once'), models.UniqueConstraint(fields=('id', 'customer'), name='document_version_id_customer')],
            },
        ),
        migrations.CreateModel(
            name='DocumentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('contract', 'Contract'), ('certificate', 'Certificate'), ('price_list', 'Price list'), ('tax', 'Tax document'), ('delivery_note', 'Delivery note'), ('other', 'Other')], default='certificate', max_length=20, verbose_name='type')),
                ('title', models.CharField(max_length=150, verbose_name='what is needed')),
                ('explanation', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='needed by')),
                ('status', models.CharField(choices=[('asked', 'Asked for'), ('uploaded', 'Waiting for review'), ('accepted', 'Accepted'), ('withdrawn', 'No longer needed')], default='asked', editable=False, max_length=10, verbose_name='status')),
                ('reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was declined')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked at')),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
                ('document', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='support.shareddocument')),
            ],
            options={
                'verbose_name': 'document request',
                'verbose_name_plural': 'document requests',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['asked', 'uploaded'])), fields=['customer', 'id'], name='document_request_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['uploaded', 'accepted']), _negated=True), ('document__isnull', False), _connector='OR'), name='document_request_has_its_document')],
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('ticket', 'Ticket'), ('invoice', 'Invoice'), ('credit_note', 'Credit note'), ('retainer', 'Retainer invoice'), ('payment', 'Payment'), ('order', 'Sales order')], max_length=20, verbose_name='about')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened at')),
                ('last_message_at', models.DateTimeField(editable=False, null=True, verbose_name='last message')),
                ('last_side', models.CharField(blank=True, choices=[('customer', 'Customer'), ('seller', 'Seller')], editable=False, max_length=10, verbose_name='last word')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'thread',
                'verbose_name_plural': 'threads',
                'ordering': ['-last_message_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('last_side', 'customer')), fields=['last_message_at', 'id'], name='thread_awaits_seller')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'subject', 'number'), name='thread_once_a_subject'), models.UniqueConstraint(fields=('id', 'customer'), name='thread_id_customer')],
            },
        ),
        migrations.AddField(
            model_name='message',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='support.thread'),
        ),
        migrations.CreateModel(
            name='InternalNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(max_length=20000, verbose_name='note')),
                ('posted_at', models.DateTimeField(auto_now_add=True, verbose_name='posted at')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='support.thread')),
            ],
            options={
                'verbose_name': 'internal note',
                'verbose_name_plural': 'internal notes',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['thread', 'id'], name='note_in_thread')],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='number')),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('category', models.CharField(choices=[('billing', 'Invoice or payment'), ('order', 'Order'), ('delivery', 'Delivery'), ('goods', 'Damaged or wrong goods'), ('account', 'Account and sign-in'), ('other', 'Something else')], max_length=20, verbose_name='category')),
                ('priority', models.CharField(choices=[('low', 'Low'), ('normal', 'Normal'), ('high', 'High'), ('urgent', 'Urgent')], default='normal', max_length=10, verbose_name='priority')),
                ('status', models.CharField(choices=[('open', 'Awaiting our answer'), ('awaiting_customer', 'Awaiting your answer'), ('resolved', 'Solved'), ('closed', 'Closed')], default='open', max_length=20, verbose_name='status')),
                ('about', models.CharField(blank=True, max_length=20)),
                ('about_number', models.CharField(blank=True, max_length=40, verbose_name='about')),
                ('is_private', models.BooleanField(default=False, verbose_name='private')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened at')),
                ('waiting_since', models.DateTimeField(auto_now_add=True, verbose_name='waiting since')),
                ('first_answered_at', models.DateTimeField(null=True, verbose_name='first answered at')),
                ('resolved_at', models.DateTimeField(null=True, verbose_name='solved at')),
                ('reopened_count', models.PositiveIntegerField(default=0, verbose_name='reopened')),
                ('rating', models.PositiveSmallIntegerField(null=True, verbose_name='rating')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('thread', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ticket', to='support.thread')),
            ],
            options={
                'verbose_name': 'ticket',
                'verbose_name_plural': 'tickets',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['customer', 'opened_at', 'id'], name='ticket_by_day'), models.Index(fields=['customer', 'number', 'id'], name='ticket_by_number'), models.Index(condition=models.Q(('status', 'open')), fields=['waiting_since', 'id'], name='ticket_awaits_seller')],
                'constraints': [models.UniqueConstraint(fields=('id', 'customer'), name='ticket_id_customer'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('status__in', ['open', 'awaiting_customer'])), models.Q(('resolved_at__isnull', False), ('status__in', ['resolved', 'closed'])), _connector='OR'), name='ticket_solved_has_a_time'), models.CheckConstraint(condition=models.Q(('rating__isnull', True), ('rating__range', (1, 5)), _connector='OR'), name='ticket_rating'), models.CheckConstraint(condition=models.Q(models.Q(('about', ''), ('about_number', '')), models.Q(models.Q(('about', ''), _negated=True), models.Q(('about_number', ''), _negated=True)), _connector='OR'), name='ticket_about_is_whole')],
            },
        ),
        migrations.CreateModel(
            name='TicketEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('assigned', 'Assigned'), ('resolved', 'Solved'), ('reopened', 'Reopened'), ('closed', 'Closed'), ('rated', 'Rated')], max_length=16, verbose_name='what')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='support.ticket')),
            ],
            options={
                'verbose_name': 'ticket event',
                'verbose_name_plural': 'ticket events',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='DocumentDownload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='downloads', to='support.documentversion')),
            ],
            options={
                'verbose_name': 'download',
                'verbose_name_plural': 'downloads',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['version', 'id'], name='download_of_version')],
            },
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['thread', 'id'], name='message_in_thread'),
        ),
    ]
