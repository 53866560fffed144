"""Orders' work in the background. Each job may run twice; a mail may then come twice."""

from __future__ import annotations

from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.models import Membership, Organization, Role, User
from orders.approving.deciding import next_step, who_decides
from orders.changing.wording import what_is_asked
from orders.models import (
    Estimate,
    OrderChange,
    PurchaseApproval,
    Return,
    SalesOrder,
    Shipment,
)
from orders.ordering.approval_rules import mailed, why_asked
from portal.kit.messages.mail import MailRow, absolute, send_mail_to
from portal.kit.money.format import money, quantity

RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)
MAX_ROWS = 20


@app.task(retry=RETRY)
def mail_placed(*, object_id: int) -> None:
    """Tell the buyer that the order has arrived, and the seller that there is one."""
    order = _order(object_id)
    if order is not None:
        _tell_buyer(order, "order_placed")
        seller = Organization.current()
        if seller.email:
            url = absolute(reverse("admin:orders_salesorder_change", args=[order.pk]))
            context = {**_context(order), "is_staff": True, "url": url}
            send_mail_to(seller.email, "mail/orders/order_placed", context)


@app.task(retry=RETRY)
def mail_approval_asked(*, object_id: int) -> None:
    """Ask those whose turn it is to approve the order; nobody where it no longer waits."""
    order = _order(object_id)
    step = next_step(order) if order and order.status == SalesOrder.Status.APPROVAL else None
    if order is None or step is None:
        return
    people = who_decides(order, step)
    context = {**_context(order), "why": why_asked(step, order.currency)}
    for person in mailed(people, approver_id=step.approver_id):
        language = order.customer.language
        send_mail_to(person.email, "mail/orders/approval_asked", context, language=language)


@app.task(retry=RETRY)
def mail_approval_refused(*, object_id: int) -> None:
    """Tell the buyer that the order was declined or sent back, by whom and why."""
    order = _order(object_id)
    refused = PurchaseApproval.State.DECLINED, PurchaseApproval.State.RETURNED
    step = order.approvals.filter(state__in=refused).first() if order else None
    if order is not None and step is not None:
        _tell_buyer(order, "approval_refused", step=step, url=_refused_url(order, step))


def _refused_url(order: SalesOrder, step: PurchaseApproval) -> str:
    if step.state == PurchaseApproval.State.DECLINED:
        return absolute(reverse("orders:order-detail", args=[order.number]))
    query = {"presentation": order.presentation.code} if order.presentation else None
    return absolute(reverse("orders:cart-detail", query=query))


@app.task(retry=RETRY)
def mail_change_asked(*, object_id: int) -> None:
    """Tell the seller what is to be changed about an order."""
    change, seller = _change(object_id), Organization.current()
    if change is not None and change.state == OrderChange.State.WAITING and seller.email:
        url = absolute(reverse("admin:orders_orderchange_change", args=[change.pk]))
        context = {**_context(change.order), "url": url, "asked": what_is_asked(change)}
        context |= {"change": change, "rows": []}
        send_mail_to(seller.email, "mail/orders/change_asked", context)


@app.task(retry=RETRY)
def mail_change_decided(*, object_id: int) -> None:
    """Tell whoever asked what the seller says."""
    change = _change(object_id)
    if change is None or change.decided_by is None or not change.asked_by.is_active:
        return
    context = {**_context(change.order), "change": change, "asked": what_is_asked(change)}
    language = change.customer.language
    send_mail_to(change.asked_by.email, "mail/orders/change_decided", context, language=language)


@app.task(retry=RETRY)
def mail_cancelled(*, object_id: int) -> None:
    """Tell the seller that the customer has cancelled an order."""
    order, seller = _order(object_id), Organization.current()
    if order is not None and seller.email:
        url = absolute(reverse("admin:orders_salesorder_change", args=[order.pk]))
        send_mail_to(seller.email, "mail/orders/order_cancelled", {**_context(order), "url": url})


def _change(pk: int) -> OrderChange | None:
    related = OrderChange.objects.select_related(
        "order__customer", "order__placed_by", "customer", "asked_by", "decided_by"
    )
    found: OrderChange | None = related.prefetch_related("lines__line").filter(pk=pk).first()
    return found


@app.task(retry=RETRY)
def mail_confirmed(*, object_id: int) -> None:
    """Tell the buyer that the seller delivers."""
    order = _order(object_id)
    if order is not None:
        _tell_buyer(order, "order_confirmed")


@app.task(retry=RETRY)
def mail_shipped(*, object_id: int) -> None:
    """Tell the buyer what is on its way, with this shipment's parcels alone."""
    shipments = Shipment.objects.select_related("order__customer", "order__placed_by")
    shipment = shipments.filter(pk=object_id).first()
    if shipment is None:
        return
    rows = [
        MailRow(one.line.sku, one.line.name, quantity(one.quantity))
        for one in shipment.lines.select_related("line")[:MAX_ROWS]
    ]
    _tell_buyer(
        shipment.order,
        "order_shipped",
        rows=rows,
        shipment=shipment,
        parcels=[one.tracking_number for one in shipment.parcels.all()],
    )


@app.task(retry=RETRY)
def mail_return_asked(*, object_id: int) -> None:
    """Tell the seller what a customer would like to send back."""
    goods = _return(object_id)
    seller = Organization.current()
    if goods is not None and seller.email:
        url = absolute(reverse("admin:orders_return_change", args=[goods.pk]))
        context = {**_return_context(goods), "is_staff": True, "url": url}
        send_mail_to(seller.email, "mail/orders/return_asked", context)


@app.task(retry=RETRY)
def mail_return_answered(*, object_id: int) -> None:
    """Tell whoever asked what the seller says."""
    goods = _return(object_id)
    if goods is not None and goods.asked_by.is_active and goods.asked_by.email:
        url = absolute(reverse("orders:return-detail", args=[goods.number]))
        context = {**_return_context(goods), "url": url}
        language = goods.order.customer.language
        send_mail_to(
            goods.asked_by.email, "mail/orders/return_answered", context, language=language
        )


def _return(object_id: int) -> Return | None:
    returns = Return.objects.select_related("order__customer", "asked_by")
    return returns.filter(pk=object_id).first()


def _return_context(goods: Return) -> dict[str, object]:
    rows = [
        MailRow(one.line.sku, one.line.name, quantity(one.quantity))
        for one in goods.lines.select_related("line")[:MAX_ROWS]
    ]
    return {
        "organization": Organization.current(),
        "goods": goods,
        "order": goods.order,
        "rows": rows,
    }


@app.task(retry=RETRY)
def mail_estimate_requested(*, object_id: int) -> None:
    """Tell the seller that an estimate is asked for, or asked for anew."""
    estimate = _estimate(object_id)
    seller = Organization.current()
    if estimate is not None and seller.email:
        context = _estimate_context(estimate, is_staff=True)
        send_mail_to(seller.email, "mail/orders/estimate_requested", context)


@app.task(retry=RETRY)
def mail_estimate_sent(*, object_id: int) -> None:
    """Tell whoever asked, or the company's owners, that there is an offer."""
    estimate = _estimate(object_id)
    if estimate is None or estimate.status != Estimate.Status.SENT:
        return
    context = _estimate_context(estimate, is_staff=False)
    for person in _who_answers(estimate):
        language = estimate.customer.language
        send_mail_to(person.email, "mail/orders/estimate_sent", context, language=language)


@app.task(retry=RETRY)
def mail_estimate_answered(*, object_id: int) -> None:
    """Tell the seller that an estimate was accepted or declined."""
    estimate = _estimate(object_id)
    seller = Organization.current()
    if estimate is not None and seller.email:
        context = _estimate_context(estimate, is_staff=True)
        send_mail_to(seller.email, "mail/orders/estimate_answered", context)


def _estimate(pk: int) -> Estimate | None:
    related = Estimate.objects.select_related("customer", "asked_by", "answered_by", "order")
    found: Estimate | None = related.filter(pk=pk).first()
    return found


def _estimate_context(estimate: Estimate, *, is_staff: bool) -> dict[str, object]:
    version = estimate.versions.first()
    path = reverse("orders:estimate-detail", args=[estimate.number])
    if is_staff:
        path = reverse("admin:orders_estimate_change", args=[estimate.pk])
    lines = version.lines.all()[:MAX_ROWS] if version else ()
    return {
        "organization": Organization.current(),
        "estimate": estimate,
        "version": version,
        "customer": estimate.customer,
        "rows": [
            MailRow(
                one.sku, f"{quantity(one.quantity)} × {one.name}", money(one.net, estimate.currency)
            )
            for one in lines
        ],
        "url": absolute(path),
    }


def _who_answers(estimate: Estimate) -> list[User]:
    asked = estimate.asked_by
    if asked is not None and asked.is_active:
        return [asked]
    places = Membership.objects.filter(customer=estimate.customer, role=Role.OWNER)
    return [one.user for one in places.select_related("user") if one.user.is_active]


def _order(pk: int) -> SalesOrder | None:
    found: SalesOrder | None = (
        SalesOrder.objects.select_related("customer", "placed_by").filter(pk=pk).first()
    )
    return found


def _tell_buyer(order: SalesOrder, template: str, **more: object) -> None:
    """Whoever placed the order, in the company's language; nobody once they have left."""
    buyer = order.placed_by
    if buyer.is_active and buyer.email:
        context = {**_context(order), **more}
        language = order.customer.language
        send_mail_to(buyer.email, f"mail/orders/{template}", context, language=language)


def _context(order: SalesOrder) -> dict[str, object]:
    rows = [
        MailRow(
            line.sku, f"{quantity(line.ordered)} × {line.name}", money(line.net, order.currency)
        )
        for line in order.lines.all()[:MAX_ROWS]
    ]
    return {
        "organization": Organization.current(),
        "order": order,
        "customer": order.customer,
        "is_staff": False,
        "rows": rows,
        "url": absolute(reverse("orders:order-detail", args=[order.number])),
    }
