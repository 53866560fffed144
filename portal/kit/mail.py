"""Mail: rendered now, in the language of whoever reads it, and sent by a worker.

A mail is `<template>.txt` and `<template>.html`; the text's block `subject` is its subject. Both
extend `mail/base`. What is sent is queued in the caller's transaction: no commit, no mail, and a
mail server that is down stops no page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from procrastinate.contrib.django import app

from portal.kit.sealing import seal, unseal

SEPARATOR = "\n\n"
PURPOSE = "mail"


class Attachment(NamedTuple):
    """A file that goes along with a mail."""

    name: str
    content: bytes
    content_type: str


def send_mail_to(
    address: str, template: str, context: Mapping[str, object], *, language: str = ""
) -> None:
    """Render `template` for `address` and queue it.

    `context` has at least the `organization`. Links in it are absolute (`absolute`), for a mail
    has no host to start from.
    """
    post(address, *render_mail(template, context, language=language))


def render_mail(
    template: str, context: Mapping[str, object], *, language: str = ""
) -> tuple[str, str, str]:
    """The subject, the text and the HTML of `template`, in one line, in lines and as a page."""
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, _, text = render_to_string(f"{template}.txt", dict(context)).partition(SEPARATOR)
        html = render_to_string(f"{template}.html", dict(context))
    return " ".join(subject.split()), text.strip() + "\n", html


def post(address: str, subject: str, text: str, html: str = "") -> None:
    """Queue a mail that is rendered already. Without a queue (in tests) it goes at once.

    The job holds the mail sealed: links and codes in it open accounts, and the queue is read by
    operators and copied into backups.
    """
    if settings.MAIL_QUEUED:
        mail = json.dumps([address, subject, text, html])
        task = app.configure_task("portal.kit.tasks.send_mail", priority=10)
        task.defer(sealed=seal(mail, purpose=PURPOSE))
    else:
        deliver(address, subject, text, html)


def deliver_sealed(sealed: str) -> None:
    """Hand over a mail that `post` has sealed. Raises InvalidToken when it was sealed with a
    `SECRET_KEY` that is no longer known, and what the mail backend raises."""
    deliver(*json.loads(unseal(sealed, purpose=PURPOSE)))


def deliver(
    address: str, subject: str, text: str, html: str, attachments: Sequence[Attachment] = ()
) -> None:
    """Hand the mail to the server. Raises what the mail backend raises."""
    message = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    if html:
        message.attach_alternative(html, "text/html")
    for one in attachments:
        message.attach(one.name, one.content, one.content_type)
    message.send()


def absolute(path: str) -> str:
    """The address of a page for somebody who is not on it: from the configured base, never from
    the request's host."""
    return f"{settings.BASE_URL}{path}"
