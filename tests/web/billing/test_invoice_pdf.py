from collections.abc import Callable
from urllib.parse import quote

import pytest

from billing.models import StoredDocument
from portal.kit.files.storage import media_path
from tests.factories import make_customer, make_invoice
from tests.web.billing.browsers import browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "name"),
    [("2026/7", "Invoice-2026-7"), ('a"b', "Invoice-a-b"), ("é;x=1", "Invoice-x-1")],
)
def test_file_name_is_safe_on_every_system(number: str, name: str) -> None:
    invoice = make_invoice(make_customer(), number=number)
    response = browser(invoice.customer).get(f"/invoices/{quote(number)}/pdf/")
    assert response["Content-Disposition"] == f'attachment; filename="{name}.pdf"'


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_lines(
    count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    line = {"description": "Valve", "unit_price": 1}
    invoice = make_invoice(make_customer(), lines=[line] * count)
    client = browser(invoice.customer)
    for queries in (13, 9):  # the first download stores it
        with django_assert_num_queries(queries):  # type: ignore[attr-defined]
            assert client.get(f"/invoices/{invoice.number}/pdf/").status_code == 200


def test_altered_file_is_not_handed_out_and_the_log_names_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    invoice = make_invoice(make_customer())
    client = browser(invoice.customer)
    client.get(f"/invoices/{invoice.number}/pdf/")
    path = media_path(StoredDocument.objects.get().path)
    path.write_bytes(b"%PDF forged")
    client.raise_request_exception = False
    response = client.get(f"/invoices/{invoice.number}/pdf/")
    assert (response.status_code, b"forged" in response.content) == (500, False)
    assert f"{path} is not what was stored" in caplog.text
