"""Nobody sees another company's things: every address with every foreign object's name in it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.access import ALLOWED, Verb
from accounts.models import (
    Address,
    ChangeRequest,
    ContactPerson,
    Customer,
    Invitation,
    Membership,
    Role,
    User,
)
from accounts.sharing.saved_views import save_view
from accounts.sharing.shared_links import share
from billing.documents.credit_notes import issue_credit_note
from billing.documents.invoices import issue_invoice
from billing.documents.retainers import issue_retainer
from billing.downloads.exports import path_of
from billing.ledger.allocation import Share
from billing.models import (
    AttemptLine,
    CreditNote,
    CreditNoteLine,
    Export,
    Invoice,
    InvoiceLine,
    MethodSetup,
    Payment,
    PaymentAttempt,
    Retainer,
    SavedMethod,
    Transfer,
    TransferLine,
    TransferProof,
)
from billing.payments.entry import record_payment
from orders.estimates.accepting import Acceptance, accept_estimate
from orders.estimates.offering import OfferedLine, offer
from orders.models import ApprovalRule, Budget, OrderSettings
from orders.ordering.handling import confirm_order
from orders.own_numbers.learning import learn
from orders.returning.asking import AskedLine, ask_return
from orders.returning.handling import authorise_return
from orders.shipping.shipments import ship
from orders.shopping_lists.keeping import make_list
from portal.kit.db import row_security
from portal.kit.files.storage import write_whole
from support.models import DocumentRequest, MessageFile, Notification
from support.threads.posting import thread_of
from tests.catalog.factories import (
    make_assortment,
    make_contract,
    make_presentation,
    make_product,
    variant_of,
)
from tests.factories import make_customer, make_membership, make_user
from tests.orders.factories import make_order
from tests.support.factories import make_shared_document, make_ticket, make_upload, say
from tests.test_doors import our_urls

CANARY = "canary"
DAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db


def word(what: str) -> str:
    return f"{CANARY}-{what}"


@pytest.fixture(scope="module")
def foreign(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, str]]:
    """Another company with one of everything, a canary in every text. By noun: the number.

    Made once, in a transaction around those of all tests here.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_foreign()
        transaction.set_rollback(True)


def make_foreign() -> dict[str, str]:
    customer = make_customer(
        name=word("company"),
        email=f"{word('mail')}@example.com",
        phone=word("phone"),
        tax_id=word("tax"),
    )
    address = Address.objects.create(
        customer=customer, kind="billing", is_default=True, line1=word("street"), city=word("town")
    )
    contact = ContactPerson.objects.create(customer=customer, name=word("contact"))
    invoice = Invoice.objects.create(
        customer=customer,
        number=f"INV-{CANARY}",
        issued_on=DAY,
        po_number=word("po"),
        order_reference=word("order"),
        note=word("note"),
    )
    InvoiceLine.objects.create(
        invoice=invoice, sku=word("sku"), description=word("line"), unit_price=Decimal(100)
    )
    invoice = issue_invoice(invoice)
    credit = CreditNote.objects.create(
        customer=customer, number=f"CN-{CANARY}", issued_on=DAY, reason=word("reason")
    )
    CreditNoteLine.objects.create(
        credit_note=credit, description=word("credit"), unit_price=Decimal(10)
    )
    issue_credit_note(credit)
    retainer = issue_retainer(
        Retainer.objects.create(
            customer=customer,
            number=f"RET-{CANARY}",
            issued_on=DAY,
            description=word("retainer"),
            total=Decimal(50),
        )
    )
    assert invoice.open_item is not None
    payment = record_payment(
        customer=customer,
        amount=Decimal(70),
        method=Payment.Method.CHEQUE,
        received_on=DAY,
        reference=word("reference"),
        shares=[Share(invoice.open_item, Decimal(40))],
    )
    place = make_membership(customer, make_user(f"{word('person')}@example.com"), Role.VIEWER)
    make_membership(customer, make_user(f"{word('owner')}@example.com"), Role.OWNER)
    attempt = PaymentAttempt.objects.create(
        customer=customer,
        currency=customer.currency,
        amount=10,
        method="card",
        state="cancelled",
        started_by=place.user,
        request={},
        reason=word("attempt"),
    )
    AttemptLine.objects.create(attempt=attempt, item=invoice.open_item, amount=10, is_live=False)
    product = make_product(word("product"), sku=word("SKU"), is_shown=False)
    make_assortment(product, customer=customer)
    shown = make_presentation(product, customer=customer, name=word("presentation"))
    change = ChangeRequest.objects.create(
        customer=customer,
        subject="name",
        old={"name": word("old")},
        new={"name": word("new")},
        asked_by=place.user,
    )
    invitation = Invitation.objects.create(
        customer=customer,
        email=f"{word('invited')}@example.com",
        invited_by=place.user,
        expires_at=timezone.now() + timedelta(days=1),
    )
    transfer = Transfer.objects.create(
        customer=customer,
        currency=customer.currency,
        reference="RF00CANARY",
        key=uuid4(),
        amount=Decimal(60),
        announced_by=make_user(),
    )
    TransferLine.objects.create(transfer=transfer, item=invoice.open_item, amount=Decimal(60))
    proof = TransferProof(transfer=transfer, number=CANARY, name="proof.png")
    proof.uploaded_by, proof.content_type = transfer.announced_by, "image/png"
    proof.file.save("proof.png", ContentFile(word("proof").encode()))
    method = SavedMethod.objects.create(
        customer=customer, gateway_id=word("pm"), kind="card", label=word("card")
    )
    setup = MethodSetup.objects.create(
        customer=customer,
        kind="card",
        state="ended",
        started_by=place.user,
        request={},
        reason=word("setup"),
    )
    link = share(
        customer=customer,
        kind="invoice",
        number=invoice.number or "",
        title="Invoice",
        made_by=place.user,
        name=word("recipient"),
    ).link
    export = Export.objects.create(
        customer=customer,
        asked_by=place.user,
        seen_as=place.user,
        export_request="invoices.shown.xlsx",
        query=f"q={word('searched')}",
        language="en",
        state="ready",
        companies=[customer.pk],
    )
    write_whole(path_of(export), word("exported").encode())
    view = save_view(place, list_name="invoices", name=word("view"), query="status=all")
    variant = variant_of(product)
    make_contract(customer, variant, "5")
    order = make_order(customer, [(variant, "10")], by=place.user, note=word("note"))
    estimate = offer(
        [OfferedLine(variant.sku, Decimal(3))],
        customer=customer,
        by=place.user,
        valid_until=date(2099, 1, 1),
        note=word("offer"),
    )
    other = offer(
        [OfferedLine(variant.sku, Decimal(3))],
        customer=customer,
        by=place.user,
        valid_until=date(2099, 1, 1),
        note=word("offer"),
    )
    signed = accept_estimate(other, Acceptance(1, word("signer")), by=place.user)
    confirm_order(order, by=place.user)
    lines = {one.pk: Decimal(1) for one in order.lines.all()}
    rule = ApprovalRule.objects.create(customer=customer, kind="address", approver=place.user)
    budget = Budget.objects.create(customer=customer, cost_centre=word("centre"), amount=1)
    kept = make_list(customer, place.user, word("list"), [(variant.pk, Decimal(3))], is_shared=True)
    own_number = learn(customer, word("number"), variant, by=place.user)
    shipment = ship(order, lines, shipped_on=DAY, by=place.user, carrier=word("carrier"))
    OrderSettings.objects.update_or_create(pk=1, defaults={"return_days": 3660})
    wanted = {pk: AskedLine(Decimal("0.5"), "other") for pk in lines}
    goods = ask_return(order, wanted, note_text=word("chipped"), by=place.user, today=DAY)
    authorise_return(goods, by=place.user, answer=word("dock"))
    ticket = make_ticket(
        customer,
        by=place.user,
        subject=word("subject"),
        body=word("body"),
        files=[make_upload("a.txt", word("file").encode())],
    )
    shared = make_shared_document(
        customer,
        by=place.user,
        title=word("shared"),
        upload=make_upload("b.txt", word("version").encode()),
    )
    asked = DocumentRequest.objects.create(
        customer=customer, title=word("asked"), asked_by=place.user
    )
    talk = thread_of(customer, "order", order.number)
    say(talk, by=place.user, body=word("said"))
    file = MessageFile.objects.get(message__thread=ticket.thread)
    told = Notification.objects.create(
        user=place.user,
        customer=customer,
        kind="message",
        subject="ticket",
        number=ticket.number,
        title=word("told"),
        key="message:1",
    )
    return {
        "notification": str(told.pk),
        "ticket": ticket.number,
        "ticket-message": ticket.number,
        "ticket-solution": ticket.number,
        "ticket-rating": ticket.number,
        "discussion": f"order.{order.number}",
        "message-file": file.token,
        "shared-document": shared.number,
        "document-version": shared.number,
        "document-file": shared.versions.get().token,
        "document-answer": str(asked.pk),
        "order": order.number,
        "reorder": order.number,
        "order-link": order.number,
        "order-approval": order.number,
        "order-return": order.number,
        "order-change": order.number,
        "order-cancellation": order.number,
        "approval-rule": str(rule.pk),
        "budget": str(budget.pk),
        "shopping-list": str(kept.pk),
        "own-number": str(own_number.pk),
        "calendar": "no-such-secret",
        "estimate": estimate.number,
        "signed-estimate": signed.number,
        "estimate-acceptance": estimate.number,
        "estimate-refusal": estimate.number,
        "estimate-renewal": estimate.number,
        "packing-slip": shipment.number,
        "goods-return": order.number,
        "return": goods.number,
        "return-slip": goods.number,
        "attempt": str(attempt.pk),
        "export": str(export.pk),
        "saved-view": str(view.pk),
        "export-file": str(export.pk),
        "address": str(address.pk),
        "default-address": str(address.pk),
        "contact": str(contact.pk),
        "change-request": str(change.pk),
        "person": str(place.pk),
        "invitation": str(invitation.pk),
        "invitation-mail": str(invitation.pk),
        "autopay-skip": invoice.number or "",
        "dispute": invoice.number or "",
        "transfer": transfer.reference,
        "transfer-notice": transfer.reference,
        "transfer-cancellation": transfer.reference,
        "proof": proof.number,
        "product": product.slug,
        "favourite": product.slug,
        "presentation": shown.code,
        "presentation-link": shown.code,
        "invoice": invoice.number or "",
        "invoice-link": invoice.number or "",
        "shared-link": str(link.pk),
        "credit": credit.number or f"CN-{CANARY}",
        "retainer": retainer.number or "",
        "payment": payment.number,
        "receipt-mail": payment.number,
        "method": str(method.pk),
        "default-method": str(method.pk),
        "method-setup": str(setup.pk),
    }


@pytest.fixture
def own() -> Customer:
    return make_customer(name="Ours", currency="EUR")


def member(customer: Customer, role: Role) -> Client:
    user = make_user()
    Membership.objects.create(user=user, customer=customer, role=role)
    return signed_in(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address_of(name: str, pattern: URLPattern, numbers: dict[str, str]) -> str:
    """The url with the foreign object's number in it. A noun nobody taught here fails."""
    if not pattern.pattern.converters:
        return reverse(name)
    noun = name.split(":")[1].rpartition("-")[0]
    assert noun in numbers, f"{name}: give the foreign company one of these in this test"
    (parameter,) = pattern.pattern.converters
    return reverse(name, kwargs={parameter: numbers[noun]})


def text_of(content: bytes, content_type: str) -> str:
    if content_type.startswith("application/pdf"):
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode(errors="replace")


def names_an_object(pattern: URLPattern) -> bool:
    """Whether the address names an object of a customer's. A secret in a mail's link opens by
    itself, and a session is a person's own: they have tests of their own."""
    return getattr(pattern.callback, "verb", None) is not None and bool(pattern.pattern.converters)


# Only the person who asked finds them: whose right it is has tests of its own.
PERSONAL = {
    "support:notification-detail",
    "billing:export-detail",
    "billing:export-file-detail",
    "accounts:saved-view-edit",
    "accounts:saved-view-delete",
}
WITH_OBJECT = [(name, pattern) for name, pattern in our_urls() if names_an_object(pattern)]
WITHOUT = [(name, pattern) for name, pattern in our_urls() if not pattern.pattern.converters]
ROLES = list(Role)


def colleague_without_right(customer: Customer, verb: Verb) -> Client | None:
    roles = [role for role in Role if verb not in ALLOWED[role]]
    return member(customer, roles[0]) if roles else None


@pytest.mark.parametrize(("name", "pattern"), WITH_OBJECT)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "main"}])
def test_foreign_object_does_not_exist_for_another_customer(
    name: str,
    pattern: URLPattern,
    role: Role,
    headers: dict[str, str],
    foreign: dict[str, str],
    own: Customer,
) -> None:
    url = address_of(name, pattern, foreign)
    for method in ("get", "post"):
        response = getattr(member(own, role), method)(url, headers=headers)
        assert response.status_code in {404, 405}
        body = text_of(response.content, response.headers["Content-Type"])
        assert CANARY not in body.replace(url, "")


@pytest.fixture
def forgotten(monkeypatch) -> None:
    """Behind the second wall no query says whose rows it wants, whoever wrote it."""
    if not settings.DATABASE_PORTAL_ROLE:
        pytest.skip("needs a portal's role (DATABASE_PORTAL_ROLE)")
    filtered = QuerySet._filter_or_exclude

    def forget(self: QuerySet, negate: bool, args: tuple, kwargs: dict) -> QuerySet:
        if row_security._wall.get() is not None:
            kwargs = {name: kwargs[name] for name in kwargs if name not in FILTERS}
        return filtered(self, negate, args, kwargs)

    monkeypatch.setattr(QuerySet, "_filter_or_exclude", forget)


FILTERS = {"customer", "customer_id", "customer__in", "membership"}


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize(("name", "pattern"), WITH_OBJECT)
def test_database_alone_keeps_a_foreign_object_from_another_customer(
    name: str, pattern: URLPattern, foreign: dict[str, str], own: Customer
) -> None:
    client = member(own, Role.OWNER)
    for method in ("get", "post"):
        url = address_of(name, pattern, foreign)
        assert getattr(client, method)(url).status_code in {404, 405}


@pytest.mark.usefixtures("forgotten", "foreign")
@pytest.mark.parametrize(
    ("name", "pattern"), [one for one in WITHOUT if getattr(one[1].callback, "verb", None)]
)
def test_database_alone_keeps_every_list_to_the_customer(
    name: str, pattern: URLPattern, own: Customer
) -> None:
    response = member(own, Role.OWNER).get(reverse(name))
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert CANARY not in text_of(body, response.headers.get("Content-Type", ""))


@pytest.mark.parametrize(("name", "pattern"), WITH_OBJECT)
def test_stranger_is_sent_to_sign_in(
    name: str, pattern: URLPattern, foreign: dict[str, str]
) -> None:
    response = Client().get(address_of(name, pattern, foreign))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "pattern"), WITH_OBJECT)
def test_colleague_without_the_right_is_told_whom_to_ask(
    name: str, pattern: URLPattern, foreign: dict[str, str]
) -> None:
    company = Customer.objects.get(name=word("company"))
    client = colleague_without_right(company, pattern.callback.verb)
    if client is None:
        return
    for method in ("get", "post"):
        response = getattr(client, method)(address_of(name, pattern, foreign))
        # A download tells whoever has lost the right so, as a document does.
        if name in PERSONAL and not name.startswith("billing:export"):
            assert response.status_code == 404
            continue
        assert response.status_code == 403
        assert f"Ask {word('owner')}@example.com." in response.content.decode()


@pytest.mark.parametrize(
    ("name", "pattern"), [one for one in WITH_OBJECT if one[0] not in PERSONAL]
)
@pytest.mark.parametrize("role", [Role.OWNER, Role.BUYER])
def test_person_of_both_companies_is_offered_to_switch(
    name: str, pattern: URLPattern, role: Role, foreign: dict[str, str], own: Customer
) -> None:
    company = Customer.objects.get(name=word("company"))
    user = make_user()
    Membership.objects.create(user=user, customer=own, role=role)
    Membership.objects.create(user=user, customer=company, role=Role.OWNER)
    client, url = signed_in(user), address_of(name, pattern, foreign)
    client.post(reverse("accounts:switch-new"), {"customer": str(own.pk)})
    for method in ("get", "post"):
        response = getattr(client, method)(url)
        if response.status_code == 405:  # it takes only a form
            continue
        assert response.status_code == 409
        assert f"Switch to {word('company')}" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "pattern"), [one for one in WITH_OBJECT if one[0] not in PERSONAL]
)
def test_member_with_the_right_does_see_it(
    name: str, pattern: URLPattern, foreign: dict[str, str]
) -> None:
    """The control: without it the tests above could pass on addresses that lead nowhere."""
    company = Customer.objects.get(name=word("company"))
    client, url = member(company, Role.OWNER), address_of(name, pattern, foreign)
    response = client.get(url)
    if response.status_code == 405:  # a form's address: it answers with what it is about
        response = client.post(url, follow=True)
    assert response.status_code in {200, 422}
    assert CANARY in text_of(response.content, response.headers["Content-Type"])


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        one
        for one in our_urls()
        if getattr(one[1].callback, "verb", None) and one[0] not in PERSONAL
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_address_opens_for_exactly_the_roles_that_carry_its_verb(
    name: str, pattern: URLPattern, role: Role, foreign: dict[str, str]
) -> None:
    company = Customer.objects.get(name=word("company"))
    url = address_of(name, pattern, foreign)
    response = member(company, role).get(url)
    response.getvalue()  # to its end, which closes files
    is_open = response.status_code in {200, 302, 405}
    assert is_open == (pattern.callback.verb in ALLOWED[role])


@pytest.mark.parametrize(("name", "pattern"), WITHOUT)
@pytest.mark.parametrize("role", ROLES)
def test_page_of_one_customer_shows_nothing_of_another(
    name: str, pattern: URLPattern, role: Role, foreign: dict[str, str], own: Customer
) -> None:
    client = member(own, role)
    query = {"q": CANARY, "invoice": foreign["invoice"], "status": "all"}
    response = client.get(reverse(name), query)
    assert response.status_code in {200, 302, 403, 404, 405, 503}
    body = text_of(response.getvalue(), response.headers.get("Content-Type", ""))
    typed = {CANARY: "", foreign["invoice"]: ""}
    assert f"{CANARY}-" not in _without(body, typed)


@pytest.mark.parametrize("make", [lambda foreign: "", lambda foreign: "999999999"])
def test_switching_to_a_company_one_is_not_in_is_404(
    make: Callable[[dict[str, str]], str], foreign: dict[str, str], own: Customer
) -> None:
    client = member(own, Role.OWNER)
    company = Customer.objects.get(name=word("company"))
    for chosen in (str(company.pk), make(foreign)):
        response = client.post(reverse("accounts:switch-new"), {"customer": chosen})
        assert response.status_code == 404
    assert CANARY not in client.get(reverse("front:profile-detail")).content.decode()


def test_chosen_company_is_forgotten_when_the_membership_ends(own: Customer) -> None:
    user = make_user()
    other = make_customer(name=word("left"))
    Membership.objects.create(user=user, customer=own, role=Role.OWNER)
    left = Membership.objects.create(user=user, customer=other, role=Role.OWNER)
    client = signed_in(user)
    client.post(reverse("accounts:switch-new"), {"customer": str(other.pk)})
    assert word("left") in client.get(reverse("front:profile-detail")).content.decode()
    left.delete()
    assert word("left") not in client.get(reverse("front:profile-detail")).content.decode()


def _without(body: str, words: dict[str, str]) -> str:
    for old in sorted(words, key=len, reverse=True):
        body = body.replace(f'"{old}"', '""')
    return body
