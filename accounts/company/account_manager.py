"""Who of the staff looks after a customer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from portal.kit.web.refusals import Refusal


@transaction.atomic
def set_account_manager(customer: Customer, manager: User | None) -> bool:
    """Hand the customer to `manager`, or to nobody; whether that is a change. Raises Refusal for
    somebody who is no active member of staff."""
    if manager is not None and not (manager.is_staff and manager.is_active):
        raise Refusal(_("%(person)s is not an active member of staff.") % {"person": manager})
    locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if locked.account_manager_id == (manager.pk if manager else None):
        return False
    locked.account_manager = manager
    locked.save(update_fields=["account_manager"])
    customer.account_manager = manager
    return True
