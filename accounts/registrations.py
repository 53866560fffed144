"""What of this room takes two people (`accounts.approvals`)."""

from accounts import approvals, credit_limits, seller
from accounts.models import Approval

Kind = Approval.Kind


def register() -> None:
    """Called once, when the app is ready."""
    approvals.register(Kind.BANK_DETAILS, seller.BANK_WORK)
    approvals.register(Kind.APPROVAL_LIMITS, seller.LIMITS_WORK)
    approvals.register(Kind.CREDIT_LIMIT, credit_limits.WORK)
