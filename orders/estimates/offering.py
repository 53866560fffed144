"""Asking for an estimate, and the seller's answer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, Organization, User
from billing.models.entry_rules import MAX_PRICE
from catalog.codes import code_of
from catalog.models import Presentation, Variant
from catalog.visibility import assortments_of
from orders.estimates.pdf import estimate_pdf
from orders.lines.checking import MAX_LINES, CheckedLine, Wanted, check_lines
from orders.models import Estimate, EstimateLine, EstimateVersion
from orders.ordering.placing import AgreedLine, agreed_lines, name_of
from orders.ordering.totals import totals_of
from portal.kit.db.numbering import next_number
from portal.kit.jobs.events import announce
from portal.kit.money.currencies import quantise
from portal.kit.web.refusals import Refusal

PREFIX = "EST-"
MAX_VERSIONS = 100
Status = Estimate.Status


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """So much of a variant, by its SKU as somebody wrote it. Without a `unit_price` it is the
    customer's own price of today."""

    sku: str
    quantity: Decimal
    unit_price: Decimal | None = None


@transaction.atomic
def request_estimate(
    wanted: Sequence[Wanted],
    *,
    customer: Customer,
    by: User,
    key: UUID,
    today: date,
    note: str = "",
    presentation: Presentation | None = None,
) -> Estimate:
    """A customer asks what these would cost; the seller hears of it by mail. The one made before,
    if the page is sent twice. Raises Refusal where nothing of it can be ordered."""
    before = Estimate.objects.filter(key=key, customer=customer).first()
    if before is not None:
        return before
    lines = agreed_lines(check_lines(customer, wanted, today=today, presentation=presentation))
    if not lines:
        raise Refusal(_("There is nothing in it that can be ordered."))
    estimate: Estimate = Estimate.objects.create(
        customer=customer,
        currency=customer.currency,
        number=next_number(PREFIX),
        key=key,
        status=Status.REQUESTED,
        asked_by=by,
        request_note=note,
    )
    _add_version(estimate, lines, by=by, is_offer=False)
    announce("orders.estimate-requested", estimate.pk)
    return estimate


@transaction.atomic
def offer(
    lines: Sequence[OfferedLine],
    *,
    customer: Customer,
    by: User,
    valid_until: date,
    estimate: Estimate | None = None,
    note: str = "",
) -> Estimate:
    """Send a new version, of an estimate that is there or of a new one; the customer gets a mail.

    Raises Refusal for a last day that has passed, for no lines, for SKUs that this customer does
    not see, for a line without a price, and for an estimate that was accepted or withdrawn.
    """
    today = Organization.current().today()
    if valid_until < today:
        raise Refusal(_("The last day has passed. Choose today or a later day."))
    agreed = _agreed_of(lines, customer, today)
    if estimate is None:
        estimate = Estimate.objects.create(
            customer=customer,
            currency=customer.currency,
            number=next_number(PREFIX),
            key=uuid4(),
            status=Status.SENT,
        )
    else:
        estimate = locked(estimate)
        if estimate.status not in {Status.REQUESTED, Status.SENT, Status.DECLINED}:
            raise Refusal(_("This estimate can't be changed any more."))
        estimate.status, estimate.reason = Status.SENT, ""
        estimate.answered_at = estimate.answered_by = None
        estimate.save()
    _add_version(estimate, agreed, by=by, valid_until=valid_until, note=note)
    announce("orders.estimate-sent", estimate.pk)
    return estimate


@transaction.atomic
def withdraw_estimate(estimate: Estimate) -> Estimate:
    """The seller takes it back. Raises Refusal once it was answered."""
    estimate = locked(estimate)
    if estimate.status not in {Status.REQUESTED, Status.SENT}:
        raise Refusal(_("This estimate has been answered already."))
    estimate.status = Status.WITHDRAWN
    estimate.save(update_fields=["status"])
    return estimate


def locked(estimate: Estimate) -> Estimate:
    """The row as it is now, for this transaction alone."""
    rows = Estimate.objects.select_for_update(no_key=True, of=("self",))
    found: Estimate = rows.select_related("customer").get(pk=estimate.pk)
    return found


def newest_offer(estimate: Estimate) -> EstimateVersion | None:
    """The version that can be accepted. One statement."""
    found: EstimateVersion | None = estimate.versions.filter(is_offer=True).first()
    return found


def _agreed_of(lines: Sequence[OfferedLine], customer: Customer, today: date) -> list[AgreedLine]:
    if not lines:
        raise Refusal(_("An estimate has at least one line."))
    if len(lines) > MAX_LINES:
        raise Refusal(_("An estimate has at most %(count)s lines.") % {"count": MAX_LINES})
    seen = Variant.objects.seen_in(assortments_of(customer))
    codes = {code_of(one.sku) for one in lines}
    variants = {one.code: one.pk for one in seen.filter(code__in=codes)}
    unknown = [one.sku for one in lines if code_of(one.sku) not in variants]
    if unknown:
        sentence = _("This customer sees no product with the SKU %(skus)s.")
        raise Refusal(sentence % {"skus": ", ".join(unknown[:5])})
    wanted = [Wanted(variants[code_of(one.sku)], one.quantity) for one in lines]
    checked = check_lines(customer, wanted, today=today).lines
    return [_agreed(one, line, customer.currency) for one, line in zip(checked, lines, strict=True)]


def _agreed(checked: CheckedLine, line: OfferedLine, currency: str) -> AgreedLine:
    """At the seller's own price, where there is one; minimum and multiple are the seller's to
    waive."""
    variant = checked.variant
    price = line.unit_price if line.unit_price is not None else checked.unit_price
    if variant is None or price is None or not _is_price(price):
        raise Refusal(_("%(sku)s has no price. Enter one.") % {"sku": line.sku})
    return AgreedLine(
        variant_id=variant.pk,
        sku=variant.sku,
        name=name_of(checked),
        unit=variant.product.unit,
        quantity=line.quantity,
        unit_price=price,
        net=quantise(price * line.quantity, currency),
        tax_rate=checked.tax_rate,
    )


def _is_price(price: Decimal) -> bool:
    return price.is_finite() and 0 <= price <= MAX_PRICE


def _add_version(
    estimate: Estimate,
    lines: Sequence[AgreedLine],
    *,
    by: User,
    is_offer: bool = True,
    valid_until: date | None = None,
    note: str = "",
) -> EstimateVersion:
    count = estimate.versions.count()
    if count >= MAX_VERSIONS:
        raise Refusal(_("An estimate has at most %(count)s versions.") % {"count": MAX_VERSIONS})
    totals = totals_of(lines, estimate.currency)
    version = EstimateVersion(
        estimate=estimate,
        customer_id=estimate.customer_id,
        version=count + 1,
        is_offer=is_offer,
        valid_until=valid_until,
        note=note,
        net=totals.net,
        tax=totals.tax,
        total=totals.total,
        made_by=by,
    )
    if is_offer:
        content = estimate_pdf(version, lines, seller=Organization.current())
        version.pdf_sha256 = sha256(content).hexdigest()
        version.pdf.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    version.save()
    EstimateLine.objects.bulk_create(
        [
            EstimateLine(
                version=version,
                customer_id=estimate.customer_id,
                position=place,
                **_columns(one),
            )
            for place, one in enumerate(lines, start=1)
        ]
    )
    return version


def _columns(line: AgreedLine) -> Mapping[str, object]:
    names = ("variant_id", "sku", "name", "unit", "quantity", "unit_price", "net", "tax_rate")
    return {name: getattr(line, name) for name in names}
