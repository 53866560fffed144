"""Staff put a presentation together on one page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.arranging import publish
from catalog.models import Brand, Presentation, PresentationLine, Section
from catalog.searching.index import refresh
from portal.kit.web.refusals import Refusal
from tests.catalog.factories import DAY, make_presentation, make_product
from tests.factories import make_customer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff(), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(shown: Presentation) -> str:
    return reverse("admin:catalog_presentation_arrange", args=[shown.pk])


def press(staff: Client, shown: Presentation, name: str, value: str = "1", **fields: str) -> str:
    data = {key.replace("_", "-"): text for key, text in fields.items()}
    response = staff.post(url(shown), data | {name: value}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def order(shown: Presentation) -> list[str]:
    lines = shown.lines.order_by("section__position", "section_id", "position", "pk")
    return [one.product.name for one in lines.select_related("product")]


def three() -> tuple[Presentation, list[PresentationLine]]:
    shown = make_presentation(*(make_product(name) for name in "ABC"))
    return shown, list(shown.lines.order_by("position"))


def test_products_move_by_buttons_and_stop_at_the_ends(staff: Client) -> None:
    shown, (first, _second, third) = three()
    press(staff, shown, "up", str(third.pk))
    assert order(shown) == ["A", "C", "B"]
    press(staff, shown, "up", str(first.pk))
    press(staff, shown, "down", str(first.pk))
    assert order(shown) == ["C", "A", "B"]


def test_numbers_and_sections_that_were_typed_are_saved_by_every_button(staff: Client) -> None:
    shown, (first, second, third) = three()
    other = Section.objects.create(presentation=shown, title="More", position=2)
    fields = {
        f"position_{first.pk}": "9", f"section_{first.pk}": str(first.section_id),
        f"position_{second.pk}": "1", f"section_{second.pk}": str(other.pk),
    }  # fmt: skip
    press(staff, shown, "remove", str(third.pk), **fields)
    assert order(shown) == ["A", "B"]
    assert shown.lines.get(product__name="B").section == other
    assert shown.lines.get(product__name="B").position == 1


@pytest.mark.parametrize("typed", ["-1", "x", "9" * 30, ""])
def test_number_that_is_none_changes_nothing(typed: str, staff: Client) -> None:
    shown, (first, *_) = three()
    foreign = make_presentation(make_product()).sections.get()
    fields = {f"position_{first.pk}": typed, f"section_{first.pk}": str(foreign.pk)}
    press(staff, shown, "save", **fields)
    assert order(shown) == ["A", "B", "C"]


def test_found_ruled_and_pasted_products_join_the_chosen_section(staff: Client) -> None:
    shown = make_presentation()
    section = Section.objects.create(presentation=shown, title="Second", position=5)
    quay = Brand.objects.create(name="Quay", slug="quay")
    mug, lamp = make_product("Mug", sku="MUG-1"), make_product("Lamp", sku="LMP-1")
    make_product("Jug", brand=quay)
    make_product("Gone", brand=quay, status="discontinued")
    refresh()
    page = staff.get(url(shown), {"q": "mug"}).content.decode()
    assert f'name="add" value="{mug.pk}"' in page
    press(staff, shown, "add", str(mug.pk), into=str(section.pk))
    page = staff.get(url(shown), {"brand": quay.pk}).content.decode()
    assert "1 product would be added." in page
    press(staff, shown, "rule", brand=str(quay.pk))
    page = press(staff, shown, "paste", skus="lmp1\nMUG-1\nZZ-9")
    assert "No product has these SKUs: ZZ-9" in page
    assert order(shown) == ["Mug", "Jug", "Lamp"]
    assert set(shown.lines.values_list("section", flat=True)) == {section.pk}
    assert lamp.pk in shown.lines.values_list("product", flat=True)


def test_sections_are_added_and_go_when_they_are_empty(staff: Client) -> None:
    shown, _lines = three()
    press(staff, shown, "new-section", title="Winter")
    winter = shown.sections.get(title="Winter")
    page = press(staff, shown, "drop-section", str(shown.sections.first().pk))
    assert "Move or remove the products of this section first." in page
    press(staff, shown, "drop-section", str(winter.pk))
    assert shown.sections.count() == 1
    assert "Give the section a title." in press(staff, shown, "new-section", title=" ")


def test_it_is_published_with_a_list_of_what_is_missing_and_taken_out_again(staff: Client) -> None:
    shown, _lines = three()
    Presentation.objects.update(status="draft", published_at=None)
    page = staff.get(url(shown)).content.decode()
    assert "It has no cover." in page
    press(staff, shown, "publish")
    shown.refresh_from_db()
    assert shown.status == "published"
    assert shown.published_at is not None
    press(staff, shown, "close")
    shown.refresh_from_db()
    assert shown.status == "closed"


def test_what_nobody_could_order_from_is_not_published() -> None:
    with pytest.raises(Refusal, match="no products"):
        publish(make_presentation(), today=DAY)
    with pytest.raises(Refusal, match="none is chosen"):
        publish(make_presentation(make_product(), is_for_all=False), today=DAY)


def test_who_has_not_opened_it_is_named(staff: Client) -> None:
    make_customer("Silent Ltd")
    shown, _lines = three()
    page = staff.get(url(shown)).content.decode()
    assert "Nobody yet." in page
    assert "Silent Ltd" in page


def test_preview_is_the_linesheet_of_that_customer(staff: Client) -> None:
    shown, _lines = three()
    customer = make_customer("Bramblewick")
    response = staff.get(url(shown), {"account": customer.account_number})
    assert response.headers["Content-Type"] == "application/pdf"
    page = staff.get(url(shown), {"account": "nobody"}).content.decode()
    assert "No customer has this number." in page


def test_lines_of_another_presentation_are_out_of_reach(staff: Client) -> None:
    shown, _lines = three()
    foreign = make_presentation(make_product()).lines.get()
    assert staff.post(url(shown), {"remove": str(foreign.pk)}).status_code == 404
    assert PresentationLine.objects.filter(pk=foreign.pk).exists()


def test_page_takes_the_same_statements_however_many_products(staff: Client) -> None:
    counts = set()
    for count in (2, 6):
        shown = make_presentation(*(make_product() for _ in range(count)))
        staff.get(url(shown))
        with CaptureQueriesContext(connection) as asked:
            staff.get(url(shown))
        counts.add(len(asked))
    assert len(counts) == 1
