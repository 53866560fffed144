from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from portal.kit.files.uploads import handed_back
from portal.kit.staff.actions import Button
from portal.kit.staff.queues import Queue, oldest, register_queues
from support.admin.conversation import ConversationAdmin, answered
from support.models import MessageFile, Thread
from support.threads.posting import post_message
from support.threads.subjects import subject_admin_url


class AwaitsFilter(admin.SimpleListFilter):
    title = gettext_lazy("last word")
    parameter_name = "last"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("customer", gettext_lazy("The customer's")),
            ("seller", gettext_lazy("Ours")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in {"customer", "seller"}:
            return queryset.filter(last_side=self.value())
        return queryset


def discussions() -> QuerySet[Thread]:
    """Threads about documents; those of tickets are on their ticket."""
    return Thread.objects.exclude(subject=Thread.Subject.TICKET)


@admin.register(Thread)
class ThreadAdmin(ConversationAdmin):
    """What is said about invoices, orders and payments; tickets have a list of their own."""

    list_display = ("__str__", "customer", "last_message_at", "last_side")
    list_select_related = ("customer",)
    list_filter = (AwaitsFilter, "subject")
    search_fields = ("number", "customer__name", "customer__account_number")
    search_help_text = gettext_lazy("Document, customer or account number")
    fields = ("customer", "subject", "number", "opened_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        return super().get_queryset(request).exclude(subject=Thread.Subject.TICKET)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.file_view)
        return [path("file/<str:token>/", view, name="support_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, token: str) -> HttpResponse | FileResponse:
        """A file of a message, for staff who may read threads."""
        file = MessageFile.objects.filter(token=token).first()
        if file is None or not self.has_view_permission(request):
            raise Http404
        return handed_back(file.file, name=file.name, content_type=file.content_type)

    def thread_of(self, obj: Any) -> Thread:
        thread: Thread = obj
        return thread

    def answer(self, obj: Any, given: dict[str, Any], *, by: User) -> None:
        post_message(obj, author=by, **answered(given))

    def links(self, request: HttpRequest, obj: Any) -> list[Button]:
        url = subject_admin_url(obj.customer, obj.subject, obj.number)
        return [Button(str(obj), url)] if url else []


def _waiting() -> QuerySet[Any]:
    return discussions().filter(last_side="customer")


register_queues(
    [
        Queue(
            label=gettext_lazy("messages to answer"),
            permission="support.change_thread",
            count=lambda: _waiting().count(),
            oldest=oldest(_waiting, "last_message_at"),
            url=lambda: reverse("admin:support_thread_changelist") + "?last=customer",
        )
    ]
)
