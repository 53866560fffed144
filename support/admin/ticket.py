from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from portal.kit.staff.actions import Button, ObjectAction
from portal.kit.staff.queues import Queue, oldest, register_queues
from support.admin.conversation import ConversationAdmin, answered
from support.models import Thread, Ticket
from support.threads.subjects import subject_admin_url
from support.tickets.moving import assign, may_reply, reply, resolve

Status = Ticket.Status
LIVE = (Status.OPEN, Status.AWAITING_CUSTOMER)


class AssignForm(forms.Form):
    assignee = forms.ModelChoiceField(
        label=gettext_lazy("Assigned to"),
        queryset=User.objects.filter(is_staff=True, is_active=True).order_by("name", "email"),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("assigned to")
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", gettext_lazy("Me")), ("0", gettext_lazy("Nobody"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "1":
            return queryset.filter(assignee=request.user.pk)
        return queryset.filter(assignee__isnull=True) if self.value() == "0" else queryset


def _take(request: HttpRequest, ticket: Ticket, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    assign(ticket, assignee=by, by=by)
    return _("It's yours.")


def _assign(request: HttpRequest, ticket: Ticket, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    assign(ticket, assignee=answers["assignee"], by=by)
    return _("Assigned.")


def _resolve(request: HttpRequest, ticket: Ticket, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    resolve(ticket, by=by)
    return _("Marked as solved.")


@admin.register(Ticket)
class TicketAdmin(ConversationAdmin):
    """Tickets by how long they have been waiting."""

    list_display = (
        "number",
        "subject",
        "customer",
        "status",
        "priority",
        "waiting_since",
        "assignee",
    )
    list_select_related = ("customer", "assignee")
    list_filter = ("status", MineFilter, "priority", "category")
    search_fields = ("number", "subject", "about_number", "customer__name",
                     "customer__account_number")  # fmt: skip
    search_help_text = gettext_lazy("Number, subject, document, customer or account number")
    fields = ("customer", "status", "category", "priority", "about_number", "opened_by",
              "opened_at", "assignee", "first_answered_at", "resolved_at", "rating",
              "is_private")  # fmt: skip
    object_actions = (
        ObjectAction(
            name="take",
            label=gettext_lazy("Assign to me"),
            run=_take,
            offered=lambda ticket: ticket.status in LIVE,
        ),
        ObjectAction(
            name="assign",
            label=gettext_lazy("Assign"),
            run=_assign,
            offered=lambda ticket: ticket.status in LIVE,
            form=AssignForm,
            initial=lambda ticket: {"assignee": ticket.assignee_id},
        ),
        ObjectAction(
            name="solve",
            label=gettext_lazy("Solve"),
            run=_resolve,
            offered=lambda ticket: ticket.status in LIVE,
            explanation=gettext_lazy("Without a word to the customer. To write, use the answer."),
        ),
    )

    def thread_of(self, obj: Any) -> Thread:
        thread: Thread = obj.thread
        return thread

    def answer(self, obj: Any, given: dict[str, Any], *, by: User) -> None:
        reply(obj, author=by, is_solved=given["is_solved"], **answered(given))

    def may_answer(self, obj: Any) -> bool:
        return may_reply(obj)

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        url = subject_admin_url(obj.customer, obj.about, obj.about_number)
        return [Button(obj.about_number, url)] if url else []


def _open() -> QuerySet[Any]:
    return Ticket.objects.filter(status=Status.OPEN)


register_queues(
    [
        Queue(
            label=gettext_lazy("tickets to answer"),
            permission="support.change_ticket",
            count=lambda: _open().count(),
            oldest=oldest(_open, "waiting_since"),
            url=lambda: reverse("admin:support_ticket_changelist") + "?status__exact=open",
        )
    ]
)
