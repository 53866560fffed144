from django.test import Client
from django.urls import reverse

from tests.factories import draft_invoice, make_customer, make_invoice, make_payment, make_user
from tests.web.admin.conftest import staff_with

INDEX = reverse("admin:index")


def waiting(client: Client) -> dict[str, int]:
    return {str(queue.label): queue.count for queue in client.get(INDEX).context["queues"]}


def test_what_waits_is_counted(staff_client: Client) -> None:
    owing = make_customer()
    make_invoice(owing)
    make_payment(owing)
    make_payment(make_customer())
    draft_invoice(owing)
    make_customer(status="on_hold", hold_reason="Owes too long")
    expected = {
        "invoices to issue": 1,
        "credit notes to issue": 0,
        "retainer invoices to issue": 0,
        "payments that could settle open invoices": 1,
        "customers on hold": 1,
        "people awaiting approval": 0,
    }
    assert expected.items() <= waiting(staff_client).items()


def test_each_queue_leads_to_as_many_rows_as_it_counts(staff_client: Client) -> None:
    owing = make_customer()
    make_invoice(owing)
    make_payment(owing)
    make_payment(make_customer())
    draft_invoice(owing)
    for queue in staff_client.get(INDEX).context["queues"]:
        assert staff_client.get(queue.url).context["cl"].result_count == queue.count


def test_one_sees_the_queues_one_may_work_on(client: Client) -> None:
    client.force_login(staff_with("accounts.view_customer"))
    assert list(waiting(client)) == ["customers on hold"]


def test_customers_do_not_get_in(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(INDEX).status_code == 302
