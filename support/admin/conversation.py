"""A thread on a page of the staff's: messages and notes in one line of time, and two places to
write, of which the internal one comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import User
from portal.kit.staff.actions import ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.web.refusals import Refusal
from support.forms import FilesField, KeyForm
from support.models import Thread
from support.models.message import MAX_BODY
from support.models.thread import Side
from support.threads.posting import post_note
from support.threads.recipients import customer_recipients
from support.threads.shown import ShownFile, files_of

# Both forms are on one page.
NOTE_ID, ANSWER_ID = "note_%s", "answer_%s"


@dataclass(frozen=True, slots=True)
class Said:
    """A message or an internal note. `url` of a file is the staff's."""

    who: str
    at: datetime
    body: str
    is_note: bool
    is_from_seller: bool
    files: list[ShownFile]


class NoteForm(KeyForm):
    body = forms.CharField(
        label=pgettext_lazy("noun", "Note"),
        max_length=MAX_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(KeyForm):
    body = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=MAX_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attached = FilesField(label=pgettext_lazy("noun", "Files"), required=False)
    is_solved = forms.BooleanField(label=gettext_lazy("This solves the ticket"), required=False)


def said_in(thread: Thread) -> list[Said]:
    """Oldest first. Three statements."""
    said = [
        Said(
            str(one.author),
            one.posted_at,
            one.body,
            is_note=False,
            is_from_seller=one.is_from_seller,
            files=files_of(one.files.all()),
        )
        for one in thread.messages.select_related("author").prefetch_related("files")
    ]
    said += [
        Said(str(one.author), one.posted_at, one.body, is_note=True, is_from_seller=True, files=[])
        for one in thread.notes.select_related("author")
    ]
    return sorted(said, key=lambda one: one.at)


class ConversationAdmin(ReadOnly, ObjectActionsAdmin):
    """The page of something with a thread: what was said, and where one writes."""

    change_form_template = "admin/support/conversation.html"

    def thread_of(self, obj: Any) -> Thread:
        raise NotImplementedError

    def answer(self, obj: Any, given: dict[str, Any], *, by: User) -> None:
        """Post the answer."""
        raise NotImplementedError

    def may_answer(self, obj: Any) -> bool:
        return True

    def action_urls(self) -> list[URLPattern]:
        return [
            self.object_url("note", self.note_view),
            self.object_url("answer", self.answer_view),
            *super().action_urls(),
        ]

    def note_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write a note that staff alone read."""
        obj = self.find(request, object_id)
        form = NoteForm(request.POST, auto_id=NOTE_ID)

        def write(given: dict[str, Any]) -> None:
            by: Any = request.user
            post_note(self.thread_of(obj), body=given["body"], key=given["key"], author=by)

        return self._written(request, obj, form, write, "note_form", _("Note saved."))

    def answer_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Write to the customer."""
        obj = self.find(request, object_id)
        form = AnswerForm(request.POST, request.FILES, auto_id=ANSWER_ID)

        def write(given: dict[str, Any]) -> None:
            by: Any = request.user
            self.answer(obj, given, by=by)

        return self._written(request, obj, form, write, "answer_form", _("Sent to the customer."))

    def _written(
        self,
        request: HttpRequest,
        obj: Any,
        form: KeyForm,
        write: Callable[[dict[str, Any]], None],
        name: str,
        sentence: str,
    ) -> HttpResponse:
        """Back to the page; with what was typed where it was refused."""
        if request.method != "POST":
            return HttpResponseRedirect(self.url_of(obj))
        if form.is_valid():
            try:
                write(form.cleaned_data)
            except Refusal as refusal:
                form.add_error("body", refusal.sentence)
            else:
                self.message_user(request, sentence, messages.SUCCESS)
                return HttpResponseRedirect(self.url_of(obj))
        request.method = "GET"
        response = self.change_view(request, str(obj.pk), extra_context={name: form})
        response.status_code = 422
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            thread = self.thread_of(obj)
            people = customer_recipients(thread)
            answer_form = context.get("answer_form") or AnswerForm(auto_id=ANSWER_ID)
            if not hasattr(obj, "status"):
                answer_form.fields.pop("is_solved", None)
            context |= {
                "said": said_in(thread),
                "recipients": people,
                "send_label": ngettext(
                    "Send to %(count)s person", "Send to %(count)s people", len(people)
                )
                % {"count": len(people)},
                "note_form": context.get("note_form") or NoteForm(auto_id=NOTE_ID),
                "answer_form": answer_form,
                "is_answering": "answer_form" in context,
                "may_write": self.may_act(request),
                "may_answer": self.may_answer(obj),
                "note_url": self.url_of(obj, "note"),
                "answer_url": self.url_of(obj, "answer"),
            }
        return super().render_change_form(request, context, *args, **kwargs)


def answered(given: dict[str, Any]) -> dict[str, Any]:
    """What the posting functions take of a filled-in AnswerForm."""
    return {
        "body": given["body"],
        "files": given["attached"],
        "key": given["key"],
        "side": Side.SELLER,
    }
