"""Support's work in the background. Each job may run twice; a mail may then come twice, what the
portal itself shows does not."""

from __future__ import annotations

from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.access import Verb, allows
from accounts.models import Customer, Membership, Organization, User
from orders.models import SalesOrder, Shipment
from portal.kit.messages.mail import absolute, send_mail_to
from support.models import (
    DocumentRequest,
    DocumentVersion,
    Message,
    Notification,
    Thread,
    Ticket,
)
from support.models.thread import Side
from support.notices.telling import NoticeText, tell
from support.threads.addresses import discussion_url
from support.threads.recipients import customer_recipients, seller_address
from support.tickets.moving import close_old

RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)
# So much of a message stands in its mail; the page has all of it.
MAX_TEXT = 2_000
MOST = 20
Kind = Notification.Kind


@app.task(retry=RETRY)
def mail_message(*, object_id: int) -> None:
    """Tell the other side what was said. Never the one who said it."""
    message = (
        Message.objects.select_related("thread__customer", "author").filter(pk=object_id).first()
    )
    if message is None:
        return
    thread = message.thread
    ticket = Ticket.objects.select_related("assignee").filter(thread=thread).first()
    context: dict[str, object] = {
        "organization": Organization.current(),
        "customer": thread.customer,
        "author": message.author,
        "ticket": ticket,
        "title": str(thread),
        "text": message.body[:MAX_TEXT],
        "file_count": message.files.count(),
        "is_staff": not message.is_from_seller,
    }
    if message.is_from_seller:
        url = absolute(_page_of(thread))
        people = customer_recipients(thread)
        notice = NoticeText(
            Kind.MESSAGE,
            thread.subject,
            thread.number,
            f"message:{message.pk}",
            ticket.subject if ticket else "",
        )
        tell(people, notice, customer=thread.customer)
        for person in people:
            send_mail_to(
                person.email,
                "mail/support/message_posted",
                context | {"url": url},
                language=thread.customer.language,
            )
    elif address := seller_address(thread):
        path = reverse("admin:support_thread_change", args=[thread.pk])
        if ticket is not None:
            path = reverse("admin:support_ticket_change", args=[ticket.pk])
        url = absolute(path)
        send_mail_to(address, "mail/support/message_posted", context | {"url": url})


@app.task(retry=RETRY)
def mail_shared_document(*, object_id: int) -> None:
    """Tell the other side that there is a document, or a new version of one."""
    versions = DocumentVersion.objects.select_related("document__customer", "document__only_for")
    version = versions.filter(pk=object_id).first()
    if version is None or version.document.withdrawn_at is not None:
        return
    document, seller = version.document, Organization.current()
    context: dict[str, object] = {"organization": seller, "document": document, "version": version}
    if document.side == Side.SELLER:
        url = absolute(reverse("support:shared-document-detail", args=[document.number]))
        people = [document.only_for] if document.only_for else _who_sees(document.customer)
        key = f"version:{version.pk}"
        notice = NoticeText(Kind.DOCUMENT, "document", document.number, key, document.title)
        tell(people, notice, customer=document.customer)
        for person in people:
            send_mail_to(
                person.email,
                "mail/support/document_shared",
                context | {"url": url, "sender": seller.name},
                language=document.customer.language,
            )
    elif seller.email:
        url = absolute(reverse("admin:support_shareddocument_change", args=[document.pk]))
        more = {"url": url, "sender": document.customer.name}
        send_mail_to(seller.email, "mail/support/document_shared", context | more)


@app.task(retry=RETRY)
def mail_document_request(*, object_id: int) -> None:
    """Tell the customer which document is needed, or needed again."""
    asked = DocumentRequest.objects.select_related("customer").filter(pk=object_id).first()
    if asked is None or asked.status != DocumentRequest.Status.ASKED:
        return
    context: dict[str, object] = {
        "organization": Organization.current(),
        "asked": asked,
        "url": absolute(reverse("support:document-answer-new", args=[asked.pk])),
    }
    people = _who_sees(asked.customer)
    # Asked again after a file was declined is news again.
    key = f"request:{asked.pk}:{asked.document_id or ''}"
    tell(
        people,
        NoticeText(Kind.REQUEST, "request", str(asked.pk), key, asked.title),
        customer=asked.customer,
    )
    for person in people:
        send_mail_to(
            person.email,
            "mail/support/document_asked",
            context,
            language=asked.customer.language,
        )


@app.task(retry=RETRY)
def tell_order_confirmed(*, object_id: int) -> None:
    """Tell the buyer that the seller delivers."""
    order = SalesOrder.objects.select_related("customer", "placed_by").filter(pk=object_id).first()
    if order is not None:
        _tell_buyer(order, Kind.CONFIRMED, f"confirmed:{order.pk}")


@app.task(retry=RETRY)
def tell_order_shipped(*, object_id: int) -> None:
    """Tell the buyer that something is on its way."""
    shipments = Shipment.objects.select_related("order__customer", "order__placed_by")
    shipment = shipments.filter(pk=object_id).first()
    if shipment is not None:
        _tell_buyer(shipment.order, Kind.SHIPPED, f"shipped:{shipment.pk}")


def _tell_buyer(order: SalesOrder, kind: Notification.Kind, key: str) -> None:
    notice = NoticeText(kind, Thread.Subject.ORDER, order.number, key)
    tell([order.placed_by], notice, customer=order.customer)


@app.periodic(cron="15 4 * * *")
@app.task(queueing_lock="close_solved_tickets")
def close_solved_tickets(timestamp: int) -> None:
    """Every night: tickets solved so long ago that nobody answers any more."""
    close_old()


def _page_of(thread: Thread) -> str:
    if thread.subject == Thread.Subject.TICKET:
        return reverse("support:ticket-detail", args=[thread.number])
    return discussion_url(thread.subject, thread.number)


def _who_sees(customer: Customer) -> list[User]:
    """The company's people who may see documents, at most MOST of them."""
    places = Membership.objects.filter(customer=customer, user__is_active=True)
    places = places.select_related("user", "customer").order_by("pk")
    return [one.user for one in places if allows(one, Verb.SEE_DOCUMENTS)][:MOST]
