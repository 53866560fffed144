"""Who belongs to no company is told so, and staff are sent to their work."""

import pytest

from tests.factories import make_customer, make_member, make_organization, make_staff

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGES = ["/profile/", "/invoices/", "/pay/", "/orders/", "/company/people/"]


@pytest.fixture
def nobody(client):
    make_organization()
    member = make_member(make_customer())
    member.memberships.all().delete()
    client.force_login(member, backend=BACKEND)
    return client


@pytest.mark.parametrize("address", PAGES)
def test_person_without_a_company_is_told_so_on_every_page(nobody, address):
    answer = nobody.get(address, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/", 302)]


def test_person_without_a_company_finds_no_document(nobody):
    assert nobody.get("/invoices/INV-00001/").status_code == 404


def test_person_without_a_company_posts_nowhere(nobody):
    assert nobody.post("/company/people/", {"email": "a@example.com"}).status_code in {404, 405}


def test_staff_are_sent_to_their_work_after_signing_in(client):
    make_organization()
    client.force_login(make_staff(), backend=BACKEND)
    answer = client.get("/profile/", follow=True)
    assert answer.redirect_chain == [("/", 302), ("/staff/", 302)]
    assert ">Portal</a>" not in answer.content.decode()
