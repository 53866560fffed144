"""A stand-in for Stripe: a small seeded state machine behind Stripe's own API.

Made for the real SDK (stripe 16.1, API 2026-10-28.endive). Each request is checked against the
SDK's own parameter types; what they do not know is refused as Stripe refuses it. Nothing here is
imported by the portal.

Three ways to run it
--------------------

Simulations, without sockets, threads or waiting::

    double = StripeDouble(seed=7)
    client = double.client()                       # a stripe.StripeClient; double.client(live=True)
    session = client.v1.checkout.sessions.create({...})
    double.checkout(session.url).pay("4242424242424242")       # the customer, by test number
    for delivery in double.deliveries():           # webhooks due now, signed
        delivery.answered(post(delivery.body, delivery.headers))   # anything but 2xx: comes again
    double.deliver_all(lambda delivery: 200)       # or all of them, until none is left

A gateway that makes its own client passes `http_client=double.transport()`.

Over HTTP, for browsers: `with StripeDouble(webhook_url=...) as double:` serves `double.url` (API
and hosted pages) and delivers webhooks in the background with retry. `double.settings` is the
portal's environment: STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_API_BASE and
STRIPE_CHECKOUT_ORIGIN. The fixtures `stripe_double` (in process) and `stripe_server` (HTTP) are
known to every test.

As a process: `python -m tests.stripe_double --port 9100 --webhook http://…/webhooks/stripe/`
(`--help` says the rest); `http://127.0.0.1:9100/_control/` is its panel.

Keys `sk_test_…` and `sk_live_…` (`double.secret_key`, `double.live_key`) open two separate worlds;
`double.objects(kind, live=True)` looks into the second.

The customer: `double.checkout(session)`
----------------------------------------

`.pay(number, save=False)`, `.pay_with_saved(pm)`, `.authenticate(succeeds=True)`; each answers an
`Outcome(status, url, message)`, status being paid, processing, saved, challenge, declined or gone.

==================  ==========================================================================
4242424242424242    pays; 5555555555554444 Mastercard, 378282246310005 Amex
4000000000000002    declined; …9995 insufficient funds; …0069 expired; …0127 wrong code
4000000000000341    is saved, then declined whenever it is charged
4000002500003155    asks for 3-D Secure until set up for off-session use
4000002760003184    asks each time: off-session it fails with authentication_required
4000008260003178    asks, then has insufficient funds
4000000000000259    disputed a second after it paid (`double.advance(seconds=2)`)
4000000000007726    its refunds are pending; 4000000000005126: its refunds fail
000123456789        bank account: processing, then `double.control.settle(...)`
000222222227        bank account that fails on settling; 000111111116 no such account
000555555559        bank account that settles and is returned a second later
==================  ==========================================================================

The API knows the same as tokens: `pm_card_visa`, `pm_card_authenticationRequired`,
`pm_usBankAccount_success` … (`instruments.py`).

Banks and time: `double.control`, `double.advance(days=4)`
----------------------------------------------------------

`settle(payment)`, `fail(payment, code)`, `return_debit(payment)`, `open_dispute(payment)`,
`close_dispute(dispute, won=)`, `refund(payment, amount)`, `finish_refund`, `fail_refund`,
`expire(session)`, `cancel(payment)`, `charge_past_us(amount, currency)`. A payment is named by its
intent, charge or checkout session. A bank debit that fails before success is
`payment_intent.payment_failed`; one returned after success is a dispute that is `lost` at once, as
at Stripe. With `settle_after=seconds` debits settle by themselves.

Faults: `double.faults`, drawn from the seed
--------------------------------------------

`faults.set(drop_after=0.1, lost=0.2, duplicated=0.3)` by chance, `faults.order("error_after",
path="/refunds")` for the next call. Calls: drop_, timeout_, error_ (500) each `before` or `after`
executing, `rate_limited`, `slow`. Webhooks: lost, duplicated, delayed, reordered.
`faults.lie("payment_intent", amount=1)` shows a kind or an id with other values in GET answers and
events (`metadata__attempt_id="x"`; `faults.lie("event", account="acct_other")`).
`faults.search_lag_seconds = 60` makes searches late, as Stripe says they may be. Forged webhooks:
`signature(body, secret, timestamp)` signs anything.

For assertions: `double.requests`, `double.charges(attempt_id="…")` (those that took money),
`double.objects("refund")`. `double.transport(watch=...)` calls `watch("sending" | "answered",
method, path)` around each call: what it raises kills the caller there.

As at Stripe, and easy to forget
--------------------------------

- A session's payment intent exists only from the first press of Pay. A decline leaves the session
  open and the intent `requires_payment_method`; only expiring the session ends both.
- Three-decimal currencies (KWD …) want a last digit of 0; ISK and UGX count two decimals that must
  be 00. Minimum amounts differ by currency.
- Confirming in one call needs `return_url`, unless `automatic_payment_methods[allow_redirects]` is
  never or the method types are listed.
- An idempotency key keeps its first answer for 24 hours, a 500 after execution included; the same
  key with other parameters is 400, while the first is under way 409.
- Off-session 3-D Secure answers 402 `authentication_required` and leaves the intent
  `requires_payment_method` with `last_payment_error`; confirm it again on-session with
  `payment_method` and `return_url`, and follow `next_action.redirect_to_url.url`.
- Refunds of bank debits are pending until `finish_refund`.
- Without `enabled_events` every event type is delivered; the portal ignores what it does not know.
"""

from tests.stripe_double.api import Request
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.hosted import Outcome
from tests.stripe_double.webhooks import Delivery, signature

__all__ = ["Delivery", "Outcome", "Request", "StripeDouble", "signature"]
