"""Plans: what is asked for becomes lines, uses and a sum, or a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments.planning.plan import (
    OVERALL,
    PREPAYMENT,
    CreditSource,
    PayableItem,
    RequestedAmounts,
    allocate_oldest_first,
    make_plan,
    suggest_amounts,
    suggest_credits,
)
from portal.kit.money.currencies import minor_unit

DAY = date(2026, 3, 2)


def payable_item(key: int, amount: str | int = 100, **fields) -> PayableItem:
    values = {"kind": "invoice", "due_on": DAY, "open": Decimal(amount), "number": f"INV-{key}"}
    return PayableItem(key=key, **(values | fields))


def credit_source(key: int, amount: str | int = 10) -> CreditSource:
    return CreditSource(key=key, number=f"CN-{key}", kind="credit_note", open=Decimal(amount))


def plan(payable_items, credit_sources=(), *, currency="EUR", prepayment="0", pay=None, use=None):
    asked = RequestedAmounts(
        {key: Decimal(amount) for key, amount in (pay or {}).items()},
        {key: Decimal(amount) for key, amount in (use or {}).items()},
        Decimal(prepayment),
    )
    return make_plan(
        currency=currency, payable_items=payable_items, credit_sources=credit_sources, asked=asked
    )


def test_credits_lower_the_charge_and_settle_the_oldest_invoices_first() -> None:
    made = plan(
        [payable_item(1), payable_item(2)],
        [credit_source(8, 30), credit_source(9, 90)],
        pay={1: 100, 2: 50},
        use={8: 30, 9: 90},
    )
    assert made.is_sound
    assert [(use.credit_source.key, use.payable_item.key, use.amount) for use in made.uses] == [
        (8, 1, 30),
        (9, 1, 70),
        (9, 2, 20),
    ]
    assert [(line.charge, line.owed_after) for line in made.lines] == [(0, 0), (30, 50)]
    assert made.charge == 30


def test_credits_do_not_settle_retainer_invoices() -> None:
    made = plan([payable_item(1, kind="retainer")], [credit_source(9)], pay={1: 100}, use={9: 10})
    assert "has no invoice to settle" in made.refusals[OVERALL]


def test_money_ahead_is_charged_on_top() -> None:
    assert plan([payable_item(1)], pay={1: 100}, prepayment="25").charge == 125


def test_nothing_due_can_be_paid_ahead() -> None:
    made = plan([], prepayment="40")
    assert made.is_sound
    assert (made.charge, made.is_empty) == (40, False)


def test_empty_plan_is_empty() -> None:
    assert plan([payable_item(1)], [credit_source(9)]).is_empty


@pytest.mark.parametrize(
    ("owed", "amount", "sentence"),
    [
        (payable_item(1), "100.01", "At most €100.00 is due."),
        (payable_item(1), "-1", "An amount must be more than zero."),
        (payable_item(1), "1.001", "Amounts in EUR have at most 2 decimals."),
        (payable_item(1, processing=Decimal(100)), "1", "All of it is already being paid."),
        (
            payable_item(1, processing=Decimal(60)),
            "41",
            "At most €40.00: €60.00 is already being paid.",
        ),
        (payable_item(1, minimum_part=None), "99", "This can only be paid in full: €100.00."),
        (
            payable_item(1, minimum_part=Decimal(30)),
            "29",
            "At least €30.00, or all of it: €100.00.",
        ),
        (
            payable_item(1, 20, minimum_part=Decimal(30)),
            "19",
            "This can only be paid in full: €20.00.",
        ),
    ],
)
def test_amount_that_may_not_be_paid_gets_a_sentence(owed, amount, sentence) -> None:
    assert plan([owed], pay={1: amount}).refusals == {1: sentence}


@pytest.mark.parametrize("amount", ["30", "99.99", "100"])
def test_amount_within_the_rule_is_accepted(amount) -> None:
    assert plan([payable_item(1, minimum_part=Decimal(30))], pay={1: amount}).is_sound


@pytest.mark.parametrize(
    ("currency", "amount", "is_sound"),
    [("JPY", "10", True), ("JPY", "10.5", False), ("KWD", "1.125", True), ("KWD", "1.1255", False)],
)
def test_amounts_have_the_decimals_of_their_currency(currency, amount, is_sound) -> None:
    assert plan([payable_item(1)], currency=currency, pay={1: amount}).is_sound is is_sound


def test_currency_without_decimals_says_so() -> None:
    made = plan([payable_item(1)], currency="JPY", prepayment="0.5")
    assert made.refusals == {PREPAYMENT: "Amounts in JPY have no decimals."}


def test_more_than_is_left_of_a_credit_is_refused() -> None:
    made = plan([payable_item(1)], [credit_source(9)], pay={1: 100}, use={9: "10.01"})
    assert made.refusals == {9: "At most €10.00 is left of it."}


def test_what_is_not_there_any_more_is_refused() -> None:
    assert "no longer" in plan([payable_item(1)], pay={7: 1}).refusals[OVERALL]


def test_proposal_pays_everything_with_credits_first() -> None:
    payable_items, credit_sources = (
        [payable_item(1), payable_item(2, 50, processing=Decimal(50))],
        [credit_source(8, 60), credit_source(9, 90)],
    )
    assert suggest_amounts(
        payable_items=payable_items, credit_sources=credit_sources
    ) == RequestedAmounts({1: Decimal(100)}, {8: Decimal(60), 9: Decimal(40)})


def test_proposal_of_some_leaves_the_others_at_nothing() -> None:
    assert suggest_amounts(
        payable_items=[payable_item(1), payable_item(2)], credit_sources=[], chosen=[2]
    ).payable_items == {2: Decimal(100)}


def test_total_is_spread_oldest_first_and_the_rest_is_paid_ahead() -> None:
    payable_items = [
        payable_item(1, 40),
        payable_item(2, 40, minimum_part=None),
        payable_item(3, 40),
    ]
    assert allocate_oldest_first(Decimal(60), payable_items=payable_items).payable_items == {
        1: Decimal(40),
        3: Decimal(20),
    }
    assert allocate_oldest_first(Decimal(130), payable_items=payable_items).prepayment == 10


def test_credits_no_invoice_takes_are_left_alone() -> None:
    asked = allocate_oldest_first(
        Decimal(0),
        payable_items=[payable_item(1, 5)],
        credit_sources=[credit_source(8), credit_source(9)],
        used={8: Decimal(10), 9: Decimal(10)},
    )
    assert asked == RequestedAmounts({1: Decimal(5)}, {8: Decimal(5)}, Decimal(0))


# --- Properties ------------------------------------------------------------------------------

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def accounts(draw):
    """A currency with items and credits in it, under any rules."""
    currency = draw(CURRENCIES)
    unit = minor_unit(currency)
    amount = st.integers(1, 10**7).map(lambda units: units * unit)
    payable_items = []
    for key in range(draw(st.integers(0, 6))):
        owed = draw(amount)
        pending_entries = draw(st.sampled_from([Decimal(0), owed, min(owed, draw(amount))]))
        payable_items.append(
            payable_item(
                key + 1,
                open=owed,
                processing=pending_entries,
                kind=draw(st.sampled_from(["invoice", "invoice", "retainer"])),
                minimum_part=draw(st.one_of(st.none(), st.just(Decimal(0)), amount)),
            )
        )
    credit_sources = [
        credit_source(key + 100, draw(amount)) for key in range(draw(st.integers(0, 4)))
    ]
    return currency, payable_items, credit_sources, draw(amount)


@given(accounts())
def test_spreading_gives_a_sound_plan_that_charges_exactly_the_total(account) -> None:
    currency, payable_items, credit_sources, total = account
    asked = allocate_oldest_first(
        total,
        payable_items=payable_items,
        credit_sources=credit_sources,
        used={credit_source.key: credit_source.open for credit_source in credit_sources},
    )
    made = make_plan(
        currency=currency, payable_items=payable_items, credit_sources=credit_sources, asked=asked
    )
    assert made.refusals == {}
    assert made.charge == total


@given(accounts(), st.data())
def test_funds_nobody_typed_follow_the_amounts(account, data) -> None:
    """Lowering an amount gives back what the page proposed, and never what somebody typed."""
    _currency, payable_items, credit_sources, _total = account
    typed = {
        one.key: data.draw(st.integers(0, int(one.open)).map(Decimal))
        for one in credit_sources
        if data.draw(st.booleans())
    }
    amounts = {one.key: one.payable for one in payable_items}
    lower = {
        key: data.draw(st.integers(0, int(most)).map(Decimal)) for key, most in amounts.items()
    }
    before = suggest_credits(
        amounts, payable_items=payable_items, credit_sources=credit_sources, typed=typed
    )
    after = suggest_credits(
        lower, payable_items=payable_items, credit_sources=credit_sources, typed=typed
    )
    room = sum((lower[one.key] for one in payable_items if one.is_invoice), start=Decimal(0))
    for one in credit_sources:
        if one.key in typed:
            assert before[one.key] == after[one.key] == typed[one.key]
        else:
            assert 0 <= after.get(one.key, 0) <= before.get(one.key, 0) <= one.open
    assert sum(after.values()) <= max(room, sum(typed.values()))
    # Raised again, the amounts get back what they had.
    assert (
        suggest_credits(
            amounts, payable_items=payable_items, credit_sources=credit_sources, typed=typed
        )
        == before
    )


@given(accounts())
def test_funds_nobody_typed_never_stand_in_the_way_of_a_plan(account) -> None:
    currency, payable_items, credit_sources, _total = account
    amounts = {one.key: one.payable for one in payable_items}
    used = suggest_credits(
        amounts, payable_items=payable_items, credit_sources=credit_sources, typed={}
    )
    made = make_plan(
        currency=currency,
        payable_items=payable_items,
        credit_sources=credit_sources,
        asked=RequestedAmounts(amounts, used),
    )
    assert made.refusals == {}
    assert made.from_credits == sum(used.values())


@given(accounts())
def test_proposal_is_sound_and_leaves_nothing_payable_owed(account) -> None:
    currency, payable_items, credit_sources, _total = account
    made = make_plan(
        currency=currency,
        payable_items=payable_items,
        credit_sources=credit_sources,
        asked=suggest_amounts(payable_items=payable_items, credit_sources=credit_sources),
    )
    assert made.refusals == {}
    assert made.settled == sum(one.payable for one in payable_items)
    assert made.charge + made.from_credits == made.settled


@given(accounts(), st.data())
def test_sound_plan_never_moves_more_than_there_is(account, data) -> None:
    """Whatever is typed: if no sentence refuses it, every side of it fits."""
    currency, payable_items, credit_sources, _total = account
    typed = st.decimals(min_value=-10, max_value=10**5, places=3, allow_nan=False)
    asked = RequestedAmounts(
        {one.key: data.draw(st.one_of(typed, st.just(one.payable))) for one in payable_items},
        {one.key: data.draw(st.one_of(typed, st.just(one.open))) for one in credit_sources},
        data.draw(typed),
    )
    made = make_plan(
        currency=currency, payable_items=payable_items, credit_sources=credit_sources, asked=asked
    )
    if not made.is_sound:
        return
    for line in made.lines:
        assert 0 <= line.from_credits <= line.amount <= line.payable_item.payable
        assert line.owed_after >= 0
    for one in credit_sources:
        used = sum(use.amount for use in made.uses if use.credit_source == one)
        assert used == asked.credit_sources[one.key] <= one.open
    assert (
        made.charge == sum(asked.payable_items.values()) + asked.prepayment - made.from_credits >= 0
    )
