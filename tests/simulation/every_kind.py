"""Every kind that the simulations try."""

from tests.simulation.going_back import GOING_BACK
from tests.simulation.kinds import (
    Ahead,
    BankDebit,
    Cancelled,
    Kind,
    Partial,
    Saved,
    Several,
    TooSmall,
    WithCredit,
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(),
        BankDebit(),
        Several(),
        Partial(),
        WithCredit(),
        Ahead(),
        Cancelled(),
        TooSmall(),
        Saved(),
        *GOING_BACK,
    )
}
