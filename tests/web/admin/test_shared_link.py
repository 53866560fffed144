import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import SharedLink
from accounts.sharing.shared_links import share
from billing.models import Invoice
from tests.factories import draft_invoice, make_customer, make_invoice, make_member
from tests.web.admin.conftest import staff_with


@pytest.fixture
def invoice() -> Invoice:
    return make_invoice(make_customer("Bright Ltd"), 100)


def share_page(invoice: Invoice) -> str:
    return reverse("admin:billing_invoice_share", args=[invoice.pk])


def test_staff_make_a_link_that_is_shown_once_and_not_logged(
    staff_client: Client, invoice: Invoice
) -> None:
    page = reverse("admin:billing_invoice_change", args=[invoice.pk])
    assert share_page(invoice) in staff_client.get(page).content.decode()
    html = staff_client.post(share_page(invoice), {"name": "Kim"}).content.decode()
    address = html.split('readonly value="')[1].split('"')[0]
    assert Client().get(address).status_code == 200
    secret = address.rstrip("/").rsplit("/", 1)[1]
    assert secret not in str(list(LogEntry.objects.values_list("change_message", flat=True)))
    assert "/shared/" not in staff_client.get(share_page(invoice)).content.decode()


def test_a_draft_is_not_shared(staff_client: Client) -> None:
    draft = draft_invoice(make_customer(), 10)
    page = reverse("admin:billing_invoice_change", args=[draft.pk])
    assert share_page(draft) not in staff_client.get(page).content.decode()
    staff_client.post(share_page(draft), {})
    assert not SharedLink.objects.exists()


def test_sharing_needs_the_right_to_change_the_document(client: Client, invoice: Invoice) -> None:
    client.force_login(staff_with("billing.view_invoice"))
    assert client.post(share_page(invoice), {}).status_code == 403


def test_staff_see_and_revoke_links(staff_client: Client, invoice: Invoice) -> None:
    member = make_member(invoice.customer)
    link = share(
        customer=invoice.customer,
        kind="invoice",
        number=invoice.number or "",
        title="Invoice",
        made_by=member,
        name="Kim Boss",
    ).link
    listed = staff_client.get(reverse("admin:accounts_sharedlink_changelist")).content.decode()
    assert "Kim Boss" in listed
    assert link.token_hash not in listed
    staff_client.post(reverse("admin:accounts_sharedlink_revoke", args=[link.pk]))
    link.refresh_from_db()
    assert not link.is_live
