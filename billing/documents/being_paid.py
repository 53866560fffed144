"""Documents that somebody is paying at the gateway just now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from billing.models import AttemptLine, OpenItem
from portal.kit.web.refusals import Refusal


class IsBeingPaid(Refusal):
    """An online payment of the document is under way."""


def refuse_while_being_paid(item: OpenItem) -> None:
    """Raises IsBeingPaid while an online payment of the document is under way: money that comes
    for what is no longer owed would have to go back. Under the account's lock. One statement."""
    lines = AttemptLine.objects.filter(item=item, is_live=True, credit_source__isnull=True)
    line = lines.select_related("attempt__started_by").first()
    if line is not None:
        sentence = _(
            "%(by)s is paying %(number)s online. Cancel that payment first, or wait until it has "
            "finished."
        )
        raise IsBeingPaid(sentence % {"number": item.number, "by": line.attempt.payer})
