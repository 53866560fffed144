"""The demo's tickets, messages and shared documents."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Customer, Membership, User
from billing.models import Invoice
from orders.models import SalesOrder
from portal.demo.filling.seller import NAME
from portal.demo.filling.story import Story
from portal.kit.pdf.rendering import render_pdf
from support.documents.requests import NewRequest, ask_for_document
from support.documents.sharing import NewDocument, add_version, note_download, share_document
from support.models import SharedDocument, Thread, Ticket
from support.models.thread import Side
from support.threads.posting import post_message, post_note, thread_of
from support.tickets.moving import assign, rate, reply, resolve
from support.tickets.opening import NewTicket, open_ticket

Type = SharedDocument.Type
Category = Ticket.Category


def tell(story: Story, customers: dict[str, Customer]) -> None:
    """Tickets in every state at the busiest account, a message about an invoice, documents both
    ways, one asked for at another account."""
    customer = customers["bramblewick"]
    people = [
        one.user
        for one in Membership.objects.filter(customer=customer)
        .select_related("user")
        .order_by("pk")
    ]
    owner, colleague = people[0], people[-1]
    _tickets(story, customer, owner, colleague)
    invoice = Invoice.objects.filter(customer=customer).issued().order_by("-issued_on", "-pk")[0]
    thread = thread_of(customer, "invoice", invoice.number or "")
    _say(thread, "Could you add our cost centre 4410 to the next one?", owner, 71)
    _say(thread, "Of course, it is on your account now.", story.staff, 72, side=Side.SELLER)
    _documents(story, customer, owner)
    ask_for_document(
        NewRequest(
            "VAT certificate for next year",
            Type.TAX,
            "The one we hold ends this year; after that we must charge tax on exports.",
            story.today.replace(month=12, day=31),
        ),
        customer=customers["lumiere"],
        by=story.staff,
    )


def _tickets(story: Story, customer: Customer, owner: User, colleague: User) -> None:
    order = SalesOrder.objects.filter(customer=customer, shipments__isnull=False).first()
    about = {"about": "order", "about_number": order.number} if order else {}
    chipped = _open(
        customer, colleague, 1, "Ten mugs arrived chipped", Category.GOODS,
        "Two of the boxes had chipped mugs, ten pieces in all. A picture is here. Can we have a "
        "credit, not a replacement?",
        files=[SimpleUploadedFile("box-1.jpg", _picture())], **about,
    )  # fmt: skip
    assign(chipped, assignee=story.staff, by=story.staff)
    _answer(
        chipped, story.staff, 2, "Sorry about that. A credit is no trouble. So that it goes to the "
        "right line: was it the oat or the slate mug?",
    )  # fmt: skip
    post_note(
        chipped.thread,
        body="Third carton complaint for this carrier this month. Claim it back before we credit.",
        author=story.staff,
        key=UUID(int=3),
    )
    reply(chipped, body="Oat, all ten.", side=Side.CUSTOMER, author=colleague, key=UUID(int=4))
    terms = _open(
        customer, owner, 11, "Could we have 45 days for the Christmas order?", Category.BILLING,
        "We would like to bring the order forward if the terms allow it.",
    )  # fmt: skip
    _answer(
        terms, story.staff, 12, "Gladly, for orders above £2,000. Shall we set it up for PO-46222?",
    )  # fmt: skip
    solved = _open(
        customer, owner, 21, "Sign-in code did not arrive", Category.ACCOUNT,
        "I asked for it twice this morning.",
    )  # fmt: skip
    _answer(solved, story.staff, 22, "It went out late; it works again. Sorry for the wait.")
    resolve(solved, by=owner)
    rate(solved, rating=5, by=owner)


def _documents(story: Story, customer: Customer, owner: User) -> None:
    today = story.today
    contract = share_document(
        NewDocument("Supply agreement", Type.CONTRACT, today.replace(year=today.year + 2)),
        customer=customer,
        upload=_paper("supply-agreement.pdf", "Supply agreement", "Between us and Bramblewick."),
        side=Side.SELLER,
        by=story.staff,
    )
    version = add_version(
        contract,
        upload=_paper("supply-agreement-2.pdf", "Supply agreement", "With the new payment terms."),
        by=story.staff,
        note="New payment terms in section 4",
        valid_until=contract.valid_until,
    )
    note_download(version, by=owner)
    share_document(
        NewDocument("Food contact, Quay stoneware", Type.CERTIFICATE),
        customer=customer,
        upload=_paper("food-contact.pdf", "Declaration of compliance", "Regulation 1935/2004."),
        side=Side.SELLER,
        by=story.staff,
    )
    share_document(
        NewDocument("VAT certificate", Type.TAX, today.replace(month=12, day=31)),
        customer=customer,
        upload=_paper("vat-certificate.pdf", "VAT certificate", "GB 999 9999 73."),
        side=Side.CUSTOMER,
        by=owner,
    )


def _open(
    customer: Customer,
    by: User,
    number: int,
    subject: str,
    category: str,
    body: str,
    *,
    files: list[SimpleUploadedFile] | None = None,
    about: str = "",
    about_number: str = "",
) -> Ticket:
    new = NewTicket(
        subject, body, category, UUID(int=number), about=about, about_number=about_number
    )
    return open_ticket(new, customer=customer, by=by, files=files or ())


def _answer(ticket: Ticket, by: User, number: int, body: str) -> None:
    reply(ticket, body=body, side=Side.SELLER, author=by, key=UUID(int=number))


def _say(thread: Thread, body: str, by: User, number: int, side: Side = Side.CUSTOMER) -> None:
    post_message(thread, body=body, side=side, author=by, key=UUID(int=number))


def _picture() -> bytes:
    content = BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(content, "JPEG")
    return content.getvalue()


def _paper(name: str, title: str, text: str) -> SimpleUploadedFile:
    words = {"title": title, "text": text, "seller": NAME, "language": "en"}
    dated = "2026-01-02"
    content = render_pdf("pdf/paper.html", words, title=title, language="en", dated=dated)
    return SimpleUploadedFile(name, content)
