from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches.batch import BatchOptions, chunks_of
from billing.statements.batches.mailing import send_again
from billing.statements.batches.queueing import queue_chunks
from billing.statements.batches.storage import stored_path
from portal.kit.files.storage import read_unaltered
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, StaffAdmin, TabularInline, shown_amount
from portal.kit.staff.queues import Queue, register_queues
from portal.kit.web.downloads import pdf_response

_State = StatementDelivery.State


@admin.register(StatementBatch)
class StatementBatchAdmin(ReadOnly, StaffAdmin):
    """The batches, and how far each has come. Its numbers lead to the statements."""

    list_display = ("__str__", "made_at", "stored", "skipped", "waiting", "failed", "mails")
    list_filter = ("kind",)
    date_hierarchy = "end_on"
    fields = ("kind", "start_on", "end_on", "made_at", "stored", "skipped", "waiting", "failed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementBatch]:
        """With the deliveries counted by state, in the list's own statement."""
        counts = {
            f"{state}_count": Count("deliveries", filter=Q(deliveries__state=state))
            for state in _State.values
        }
        batches: QuerySet[StatementBatch] = super().get_queryset(request)
        return batches.annotate(**counts)

    @admin.display(description=gettext_lazy("stored"))
    def stored(self, batch: Any) -> SafeString:
        return _linked(batch, _State.STORED, batch.stored_count)

    @admin.display(description=gettext_lazy("skipped"))
    def skipped(self, batch: Any) -> SafeString:
        return _linked(batch, _State.SKIPPED, batch.skipped_count)

    @admin.display(description=gettext_lazy("waiting"))
    def waiting(self, batch: Any) -> SafeString:
        return _linked(batch, _State.QUEUED, batch.queued_count)

    @admin.display(description=gettext_lazy("failed"))
    def failed(self, batch: Any) -> SafeString:
        return _linked(batch, _State.FAILED, batch.failed_count)

    @admin.display(description=gettext_lazy("mails"))
    def mails(self, batch: StatementBatch) -> SafeString:
        url = reverse("admin:billing_statementmail_changelist")
        query = f"?delivery__batch__id__exact={batch.pk}"
        return format_html('<a href="{}{}">{}</a>', url, query, _("Mails"))


def _linked(batch: StatementBatch, state: str, count: int) -> SafeString:
    url = reverse("admin:billing_statementdelivery_changelist")
    query = f"?batch__id__exact={batch.pk}&state__exact={state}"
    return format_html('<a href="{}{}">{}</a>', url, query, count)


class MailInline(ReadOnly, TabularInline):
    model = StatementMail
    extra = 0
    fields = ("address", "state", "sent_at", "attempts", "next_attempt_at", "reason")


def _again(request: HttpRequest, delivery: StatementDelivery, answers: Mapping[str, Any]) -> str:
    mails = send_again(delivery)
    _queue(delivery)
    addresses = ", ".join(mail.address for mail in mails)
    return _("Statement resent to %(addresses)s.") % {"addresses": addresses}


def _retry(request: HttpRequest, delivery: StatementDelivery, answers: Mapping[str, Any]) -> str:
    _queue(delivery)
    return _("The statement is being prepared.")


def _queue(delivery: StatementDelivery) -> None:
    queue_chunks(delivery.batch, chunks_of([delivery.pk]), BatchOptions(email=True))


@admin.register(StatementDelivery)
class StatementDeliveryAdmin(ReadOnly, ObjectActionsAdmin):
    """Who got which statement, when, and why not."""

    list_display = ("customer", "batch", "state", "shown_closing", "tried_at", "reason")
    list_select_related = ("customer", "batch")
    list_filter = ("state", "batch")
    search_fields = ("customer__name", "customer__account_number")
    search_help_text = gettext_lazy("Customer or account number")
    fields = ("customer", "batch", "state", "reason", "shown_closing", "tried_at", "sha256")
    inlines = (MailInline,)
    object_actions = (
        ObjectAction(
            name="send-again",
            label=gettext_lazy("Send again"),
            run=_again,
            offered=lambda delivery: delivery.state == _State.STORED,
            explanation=gettext_lazy(
                "Sends the stored statement, unchanged, to the contacts who receive statements now."
            ),
        ),
        ObjectAction(
            name="retry",
            label=gettext_lazy("Create it now"),
            run=_retry,
            offered=lambda delivery: delivery.state != _State.STORED,
            explanation=gettext_lazy(
                "It is stored and emailed to the contacts who receive statements."
            ),
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        return [self.object_url("pdf", self.pdf_view), *super().get_urls()]

    def pdf_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The stored file."""
        delivery = self.find_to_view(request, object_id)
        path = stored_path(delivery.path)
        if not delivery.path or not path.exists():
            raise Http404
        end = delivery.batch.end_on.isoformat()
        name = f"{_('Statement')}-{delivery.customer.account_number}-{end}"
        return pdf_response(read_unaltered(path, delivery.sha256), name)

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        """The stored file, once there is one."""
        return [Button(_("PDF"), self.url_of(obj, "pdf"))] if obj.path else []

    @admin.display(description=gettext_lazy("closing balance"), ordering="closing")
    def shown_closing(self, delivery: StatementDelivery) -> SafeString:
        return shown_amount(delivery.closing, delivery.currency)


@admin.register(StatementMail)
class StatementMailAdmin(ReadOnly, StaffAdmin):
    """Every mail of a statement, and what the mail server said."""

    list_display = ("address", "delivery", "state", "sent_at", "attempts", "reason")
    list_select_related = ("delivery__customer", "delivery__batch")
    list_filter = ("state", "delivery__batch")
    search_fields = ("address", "delivery__customer__name", "delivery__customer__account_number")
    fields = (
        "delivery", "address", "round", "state", "reason", "attempts", "next_attempt_at",
        "sent_at", "message_id",
    )  # fmt: skip


register_queues(
    [
        Queue(
            label=gettext_lazy("statements that failed"),
            permission="billing.change_statementdelivery",
            count=lambda: StatementDelivery.objects.filter(state=_State.FAILED).count(),
            url=lambda: (
                reverse("admin:billing_statementdelivery_changelist") + "?state__exact=failed"
            ),
        ),
        Queue(
            label=gettext_lazy("statement emails that failed"),
            permission="billing.change_statementdelivery",
            count=lambda: StatementMail.objects.filter(state=StatementMail.State.FAILED).count(),
            url=lambda: reverse("admin:billing_statementmail_changelist") + "?state__exact=failed",
        ),
    ]
)
