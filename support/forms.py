"""What the pages of support ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.kit.dates.fields import DayField
from portal.kit.web.forms import set_choices
from support.files import ACCEPT
from support.models import SharedDocument, Ticket
from support.models.message import MAX_BODY

FILES_HELP = _("PDF, picture, spreadsheet, text document or CSV. At most 15 MB each.")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=FilesInput(attrs={"accept": ACCEPT, "multiple": True}),
            help_text=FILES_HELP,
            **options,
        )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


def one_file() -> forms.FileField:
    return forms.FileField(
        label=pgettext_lazy("noun", "File"),
        help_text=FILES_HELP,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )


class KeyForm(forms.Form):
    """A form that does its work once, however often it is sent."""

    use_required_attribute = False
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()

    def clean_key(self) -> UUID:
        key: UUID | None = self.cleaned_data["key"]
        return key or uuid4()


class MessageForm(KeyForm):
    body = forms.CharField(
        label=pgettext_lazy("noun", "Message"),
        max_length=MAX_BODY,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attached = FilesField(label=pgettext_lazy("noun", "Files"), required=False)

    @property
    def said(self) -> dict[str, Any]:
        """What `post_message` takes."""
        given = self.cleaned_data
        return {"body": given["body"], "files": given["attached"], "key": given["key"]}


class TicketForm(KeyForm):
    """What a ticket is opened with. `about` chooses among the customer's recent documents."""

    subject = forms.CharField(
        label=pgettext_lazy("ticket", "Subject"),
        max_length=150,
        help_text=_("A few words, such as “Two mugs arrived chipped”."),
    )
    category = forms.ChoiceField(
        label=pgettext_lazy("ticket", "Category"), choices=Ticket.Category.choices
    )
    about = forms.ChoiceField(label=_("Which document is it about?"), required=False)
    body = forms.CharField(
        label=_("What happened?"), max_length=MAX_BODY, widget=forms.Textarea(attrs={"rows": 7})
    )
    attached = FilesField(label=pgettext_lazy("noun", "Files"), required=False)
    priority = forms.ChoiceField(
        label=pgettext_lazy("ticket", "Priority"),
        choices=Ticket.Priority.choices,
        initial=Ticket.Priority.NORMAL,
        required=False,
    )
    is_private = forms.BooleanField(
        label=_("Only I see this ticket"),
        required=False,
        help_text=_("Otherwise everyone at your company who may see tickets does."),
    )

    def __init__(self, *args: Any, documents: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("None of these")), *documents]
        set_choices(self, "about", choices)

    def clean_priority(self) -> str:
        return self.cleaned_data["priority"] or Ticket.Priority.NORMAL


class DocumentForm(forms.Form):
    """A document that a customer shares."""

    use_required_attribute = False
    title = forms.CharField(label=pgettext_lazy("document", "Title"), max_length=150)
    type = forms.ChoiceField(
        label=pgettext_lazy("document", "Type"),
        choices=SharedDocument.Type.choices,
        initial=SharedDocument.Type.OTHER,
    )
    file = one_file()
    valid_until = DayField(
        label=_("Valid until"), required=False, help_text=_("Leave it empty if it has no end.")
    )


class VersionForm(forms.Form):
    """The same document anew."""

    use_required_attribute = False
    file = one_file()
    note = forms.CharField(label=_("What is new"), max_length=200, required=False)
    valid_until = DayField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, document: SharedDocument) -> None:
        super().__init__(*args)
        self.fields["valid_until"].initial = document.valid_until


class AnswerForm(forms.Form):
    """The document that the seller asked for."""

    use_required_attribute = False
    file = one_file()
    valid_until = DayField(
        label=_("Valid until"), required=False, help_text=_("Leave it empty if it has no end.")
    )
