from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organization
from tests.factories import make_organization
from tests.web.admin.conftest import staff_with

LIST = reverse("admin:accounts_organization_changelist")
ADD = reverse("admin:accounts_organization_add")
CHANGE = reverse("admin:accounts_organization_change", args=[1])


def form(**more: Any) -> dict[str, Any]:
    days = {"invitation_days": "3", "shared_link_days": "14"}
    days |= {"leftover_days": "90", "payload_days": "400"}
    years = {"audit_years": "10", "inactive_years": "0"}
    place = {"currency": "EUR", "time_zone": "Europe/London"}
    return {"name": "Harbour", **place, **days, **years, **more}


def test_the_list_opens_the_one_row(staff_client: Client) -> None:
    assert staff_client.get(LIST)["Location"] == CHANGE


@pytest.mark.django_db(transaction=True)
def test_the_first_visit_makes_it(staff_client: Client, owner_cursor: Any) -> None:
    owner_cursor.execute("DELETE FROM accounts_organization")
    assert staff_client.get(LIST)["Location"] == ADD
    staff_client.post(ADD, form())
    assert Organization.objects.get().pk == 1


def test_there_is_no_second_one(staff_client: Client) -> None:
    assert staff_client.post(ADD, form()).status_code == 403
    assert Organization.objects.get().name == "Acme Supplies"


def test_it_is_not_deleted(staff_client: Client) -> None:
    address = reverse("admin:accounts_organization_delete", args=[1])
    assert staff_client.post(address, {"post": "yes"}).status_code == 403


def test_a_wrong_time_zone_is_refused(staff_client: Client) -> None:
    page = staff_client.post(CHANGE, form(time_zone="Mars/Base")).content.decode()
    assert "is not a time zone" in page


def test_it_needs_the_right_to_change(client: Client) -> None:
    client.force_login(staff_with("accounts.view_organization"))
    assert client.post(CHANGE, form()).status_code == 403
    assert Organization.objects.get().name == "Acme Supplies"


OTHER_IBAN = "GB33 BUKB 2020 1555 5555 55"
OWN_IBAN = "GB82WEST12345698765432"


@pytest.mark.parametrize("name", ["document_footer", "welcome_text", "address", "legal_name"])
def test_no_text_names_another_bank_account(staff_client: Client, name: str) -> None:
    """What needs a second person would be printed past them."""
    make_organization(bank_iban=OWN_IBAN)
    told = f"Please pay to {OTHER_IBAN} from now on"
    answer = staff_client.post(CHANGE, form(**{name: told}))
    assert "Change bank details" in answer.text
    assert getattr(Organization.objects.get(), name) != told
    assert staff_client.post(CHANGE, form(**{name: f"Our account: {OWN_IBAN}"})).status_code == 302
