"""Mail: rendered now, in the language of whoever reads it, and sent by a worker.

A mail is one file of plain words, `templates/mail/….jinja`, in blocks: `subject`, `greeting`,
`lead` (what happened, in one sentence), `body` (paragraphs before the table and the button),
`button` (its label) and `after` (paragraphs below it). `layout.jinja` makes a page of it and
`layout_text.jinja` plain text, so that both say the same. What is sent is queued in the caller's
transaction: no commit, no mail, and a mail server that is down stops no page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from email.utils import formataddr, parseaddr
from typing import Protocol, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app

from portal.kit.secrets.encryption import seal, unseal
from portal.kit.web.colours import accent_of

PURPOSE = "mail"
# What a mail looks like before the seller has chosen a colour.
ACCENT = "#1b7183"
BLOCKS = ("subject", "greeting", "lead", "body", "button", "after")
EMPTY_LINES = re.compile(r"\n\s*\n")


class Seller(Protocol):
    """In whose name a mail is written: what it needs of the organization."""

    name: str
    email: str
    accent_colour: str
    logo: object
    logo_dark: object


@dataclass(frozen=True, slots=True)
class MailRow:
    """A line of the small table in a mail: a document, a word on it, an amount."""

    label: str
    detail: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it leaves: who it is from, and what it says as text and as a page."""

    subject: str
    text: str
    html: str
    sender: str
    reply_to: str

    def to(self, address: str) -> EmailMultiAlternatives:
        """The message from the seller's name at the installation's address; answers go to the
        seller."""
        own_address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        message = EmailMultiAlternatives(
            self.subject,
            self.text,
            formataddr((" ".join(self.sender.split()), own_address)),
            [address],
            reply_to=[self.reply_to] if self.reply_to else None,
        )
        message.attach_alternative(self.html, "text/html")
        return message


def send_mail_to(
    address: str, template: str, context: Mapping[str, object], *, language: str = ""
) -> None:
    """Render `template` for `address` and queue it.

    `context` has at least the `organization`; `url` is where the button leads, `rows` are
    `MailRow`s, `figure` is an amount or a code. Links are absolute (`absolute`), for a mail has
    no host to start from.
    """
    post(address, render_mail(template, context, language=language))


def render_mail(template: str, context: Mapping[str, object], *, language: str = "") -> Mail:
    """The mail `template` ("mail/billing/statement") in `language`."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return compose(_words_of(template, context), context)


def compose(words: Mapping[str, str], context: Mapping[str, object]) -> Mail:
    """The mail that says these words, by block, in the seller's frame. Active language."""
    seller = cast("Seller", context["organization"])
    shown = {
        "url": "",
        "rows": (),
        "figure": "",
        **dict.fromkeys(BLOCKS, ""),
        **context,
        **words,
        "before": _paragraphs(words.get("body", "")),
        "after": _paragraphs(words.get("after", "")),
        "accent": accent_of(seller.accent_colour or ACCENT),
        "logo_url": absolute(reverse("front:logo-detail")) if seller.logo else "",
        "dark_logo_url": absolute(reverse("front:dark-logo-detail")) if seller.logo_dark else "",
    }
    text = get_template("mail/layout_text.jinja", using="words").render(shown)
    html = get_template("mail/layout.jinja").render(shown)
    subject = " ".join(words["subject"].split())
    return Mail(subject, _tidy(text), html, seller.name, seller.email)


def _words_of(template: str, context: Mapping[str, object]) -> dict[str, str]:
    engine = cast("Jinja2", engines["words"])
    source = engine.env.get_template(f"{template}.jinja")
    drawn = source.new_context({"url": "", "rows": (), "figure": "", **context})
    return {
        name: "".join(source.blocks[name](drawn)).strip() if name in source.blocks else ""
        for name in BLOCKS
    }


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in EMPTY_LINES.split(text) if part.strip()]


def _tidy(text: str) -> str:
    """At most one empty line between two others."""
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def post(address: str, mail: Mail) -> None:
    """Queue a mail that is rendered already. Without a queue (in tests) it goes at once.

    The job holds the mail sealed: links and codes in it open accounts, and the queue is read by
    operators and copied into backups.
    """
    if settings.MAIL_QUEUED:
        task = app.configure_task("portal.kit.tasks.send_mail", priority=10)
        task.defer(sealed=seal(json.dumps([address, *astuple(mail)]), purpose=PURPOSE))
    else:
        mail.to(address).send()


def deliver_sealed(sealed: str) -> None:
    """Hand over a mail that `post` has sealed. Raises InvalidToken when it was sealed with a
    `SECRET_KEY` that is no longer known, and what the mail backend raises."""
    address, *parts = json.loads(unseal(sealed, purpose=PURPOSE))
    Mail(*parts).to(address).send()


def absolute(path: str) -> str:
    """The address of a page for somebody who is not on it: from the configured base, never from
    the request's host."""
    return f"{settings.BASE_URL}{path}"
