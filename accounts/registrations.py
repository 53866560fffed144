"""What of this room takes two people (`accounts.approvals`)."""

from allauth.mfa.signals import authentication_failed

from accounts import approvals
from accounts.company import credit_limits, seller
from accounts.models import Approval
from accounts.sign_in.login_events import record_wrong_factor

Kind = Approval.Kind


def register() -> None:
    """Called once, when the app is ready."""
    authentication_failed.connect(record_wrong_factor)
    approvals.register(Kind.BANK_DETAILS, seller.BANK_WORK)
    approvals.register(Kind.APPROVAL_LIMITS, seller.LIMITS_WORK)
    approvals.register(Kind.CREDIT_LIMIT, credit_limits.WORK)
