"""Plans: what is asked for becomes lines, uses and a sum, or a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments.planning.plan import (
    AHEAD,
    WHOLE,
    Asked,
    Debt,
    Fund,
    fill_from_funds,
    make_plan,
    propose,
    spread,
)
from portal.kit.money.currencies import minor_unit

DAY = date(2026, 3, 2)


def debt(key: int, amount: str | int = 100, **fields) -> Debt:
    values = {"kind": "invoice", "due_on": DAY, "open": Decimal(amount), "number": f"INV-{key}"}
    return Debt(key=key, **(values | fields))


def fund(key: int, amount: str | int = 10) -> Fund:
    return Fund(key=key, number=f"CN-{key}", kind="credit_note", open=Decimal(amount))


def plan(debts, funds=(), *, currency="EUR", ahead="0", pay=None, use=None):
    asked = Asked(
        {key: Decimal(amount) for key, amount in (pay or {}).items()},
        {key: Decimal(amount) for key, amount in (use or {}).items()},
        Decimal(ahead),
    )
    return make_plan(currency=currency, debts=debts, funds=funds, asked=asked)


def test_credits_lower_the_charge_and_settle_the_oldest_invoices_first() -> None:
    made = plan(
        [debt(1), debt(2)], [fund(8, 30), fund(9, 90)], pay={1: 100, 2: 50}, use={8: 30, 9: 90}
    )
    assert made.is_sound
    assert [(use.fund.key, use.debt.key, use.amount) for use in made.uses] == [
        (8, 1, 30),
        (9, 1, 70),
        (9, 2, 20),
    ]
    assert [(line.charge, line.owed_after) for line in made.lines] == [(0, 0), (30, 50)]
    assert made.charge == 30


def test_credits_do_not_settle_retainer_invoices() -> None:
    made = plan([debt(1, kind="retainer")], [fund(9)], pay={1: 100}, use={9: 10})
    assert "has no invoice to settle" in made.refusals[WHOLE]


def test_money_ahead_is_charged_on_top() -> None:
    assert plan([debt(1)], pay={1: 100}, ahead="25").charge == 125


def test_nothing_due_can_be_paid_ahead() -> None:
    made = plan([], ahead="40")
    assert made.is_sound
    assert (made.charge, made.is_empty) == (40, False)


def test_empty_plan_is_empty() -> None:
    assert plan([debt(1)], [fund(9)]).is_empty


@pytest.mark.parametrize(
    ("owed", "amount", "sentence"),
    [
        (debt(1), "100.01", "At most €100.00 is due."),
        (debt(1), "-1", "An amount must be more than zero."),
        (debt(1), "1.001", "Amounts in EUR have at most 2 decimals."),
        (debt(1, processing=Decimal(100)), "1", "All of it is already being paid."),
        (debt(1, processing=Decimal(60)), "41", "At most €40.00: €60.00 is already being paid."),
        (debt(1, least=None), "99", "This can only be paid in full: €100.00."),
        (debt(1, least=Decimal(30)), "29", "At least €30.00, or all of it: €100.00."),
        (debt(1, 20, least=Decimal(30)), "19", "This can only be paid in full: €20.00."),
    ],
)
def test_amount_that_may_not_be_paid_gets_a_sentence(owed, amount, sentence) -> None:
    assert plan([owed], pay={1: amount}).refusals == {1: sentence}


@pytest.mark.parametrize("amount", ["30", "99.99", "100"])
def test_amount_within_the_rule_is_accepted(amount) -> None:
    assert plan([debt(1, least=Decimal(30))], pay={1: amount}).is_sound


@pytest.mark.parametrize(
    ("currency", "amount", "is_sound"),
    [("JPY", "10", True), ("JPY", "10.5", False), ("KWD", "1.125", True), ("KWD", "1.1255", False)],
)
def test_amounts_have_the_decimals_of_their_currency(currency, amount, is_sound) -> None:
    assert plan([debt(1)], currency=currency, pay={1: amount}).is_sound is is_sound


def test_currency_without_decimals_says_so() -> None:
    made = plan([debt(1)], currency="JPY", ahead="0.5")
    assert made.refusals == {AHEAD: "Amounts in JPY have no decimals."}


def test_more_than_is_left_of_a_credit_is_refused() -> None:
    made = plan([debt(1)], [fund(9)], pay={1: 100}, use={9: "10.01"})
    assert made.refusals == {9: "At most €10.00 is left of it."}


def test_what_is_not_there_any_more_is_refused() -> None:
    assert "no longer" in plan([debt(1)], pay={7: 1}).refusals[WHOLE]


def test_proposal_pays_everything_with_credits_first() -> None:
    debts, funds = [debt(1), debt(2, 50, processing=Decimal(50))], [fund(8, 60), fund(9, 90)]
    assert propose(debts=debts, funds=funds) == Asked(
        {1: Decimal(100)}, {8: Decimal(60), 9: Decimal(40)}
    )


def test_proposal_of_some_leaves_the_others_at_nothing() -> None:
    assert propose(debts=[debt(1), debt(2)], funds=[], chosen=[2]).debts == {2: Decimal(100)}


def test_total_is_spread_oldest_first_and_the_rest_is_paid_ahead() -> None:
    debts = [debt(1, 40), debt(2, 40, least=None), debt(3, 40)]
    assert spread(Decimal(60), debts=debts).debts == {1: Decimal(40), 3: Decimal(20)}
    assert spread(Decimal(130), debts=debts).ahead == 10


def test_credits_no_invoice_takes_are_left_alone() -> None:
    asked = spread(
        Decimal(0),
        debts=[debt(1, 5)],
        funds=[fund(8), fund(9)],
        used={8: Decimal(10), 9: Decimal(10)},
    )
    assert asked == Asked({1: Decimal(5)}, {8: Decimal(5)}, Decimal(0))


# --- Properties ------------------------------------------------------------------------------

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def accounts(draw):
    """A currency with debts and funds in it, under any rules."""
    currency = draw(CURRENCIES)
    unit = minor_unit(currency)
    amount = st.integers(1, 10**7).map(lambda units: units * unit)
    debts = []
    for key in range(draw(st.integers(0, 6))):
        owed = draw(amount)
        on_its_way = draw(st.sampled_from([Decimal(0), owed, min(owed, draw(amount))]))
        debts.append(
            debt(
                key + 1,
                open=owed,
                processing=on_its_way,
                kind=draw(st.sampled_from(["invoice", "invoice", "retainer"])),
                least=draw(st.one_of(st.none(), st.just(Decimal(0)), amount)),
            )
        )
    funds = [fund(key + 100, draw(amount)) for key in range(draw(st.integers(0, 4)))]
    return currency, debts, funds, draw(amount)


@given(accounts())
def test_spreading_gives_a_sound_plan_that_charges_exactly_the_total(account) -> None:
    currency, debts, funds, total = account
    asked = spread(total, debts=debts, funds=funds, used={fund.key: fund.open for fund in funds})
    made = make_plan(currency=currency, debts=debts, funds=funds, asked=asked)
    assert made.refusals == {}
    assert made.charge == total


@given(accounts(), st.data())
def test_funds_nobody_typed_follow_the_amounts(account, data) -> None:
    """Lowering an amount gives back what the page proposed, and never what somebody typed."""
    _currency, debts, funds, _total = account
    typed = {
        one.key: data.draw(st.integers(0, int(one.open)).map(Decimal))
        for one in funds
        if data.draw(st.booleans())
    }
    amounts = {one.key: one.payable for one in debts}
    lower = {
        key: data.draw(st.integers(0, int(most)).map(Decimal)) for key, most in amounts.items()
    }
    before = fill_from_funds(amounts, debts=debts, funds=funds, typed=typed)
    after = fill_from_funds(lower, debts=debts, funds=funds, typed=typed)
    room = sum((lower[one.key] for one in debts if one.is_invoice), start=Decimal(0))
    for one in funds:
        if one.key in typed:
            assert before[one.key] == after[one.key] == typed[one.key]
        else:
            assert 0 <= after.get(one.key, 0) <= before.get(one.key, 0) <= one.open
    assert sum(after.values()) <= max(room, sum(typed.values()))
    # Raised again, the amounts get back what they had.
    assert fill_from_funds(amounts, debts=debts, funds=funds, typed=typed) == before


@given(accounts())
def test_funds_nobody_typed_never_stand_in_the_way_of_a_plan(account) -> None:
    currency, debts, funds, _total = account
    amounts = {one.key: one.payable for one in debts}
    used = fill_from_funds(amounts, debts=debts, funds=funds, typed={})
    made = make_plan(currency=currency, debts=debts, funds=funds, asked=Asked(amounts, used))
    assert made.refusals == {}
    assert made.from_funds == sum(used.values())


@given(accounts())
def test_proposal_is_sound_and_leaves_nothing_payable_owed(account) -> None:
    currency, debts, funds, _total = account
    made = make_plan(
        currency=currency, debts=debts, funds=funds, asked=propose(debts=debts, funds=funds)
    )
    assert made.refusals == {}
    assert made.settled == sum(one.payable for one in debts)
    assert made.charge + made.from_funds == made.settled


@given(accounts(), st.data())
def test_sound_plan_never_moves_more_than_there_is(account, data) -> None:
    """Whatever is typed: if no sentence refuses it, every side of it fits."""
    currency, debts, funds, _total = account
    typed = st.decimals(min_value=-10, max_value=10**5, places=3, allow_nan=False)
    asked = Asked(
        {one.key: data.draw(st.one_of(typed, st.just(one.payable))) for one in debts},
        {one.key: data.draw(st.one_of(typed, st.just(one.open))) for one in funds},
        data.draw(typed),
    )
    made = make_plan(currency=currency, debts=debts, funds=funds, asked=asked)
    if not made.is_sound:
        return
    for line in made.lines:
        assert 0 <= line.from_funds <= line.amount <= line.debt.payable
        assert line.owed_after >= 0
    for one in funds:
        used = sum(use.amount for use in made.uses if use.fund == one)
        assert used == asked.funds[one.key] <= one.open
    assert made.charge == sum(asked.debts.values()) + asked.ahead - made.from_funds >= 0
