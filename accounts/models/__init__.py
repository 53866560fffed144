from accounts.models.access.access_request import AccessRequest
from accounts.models.access.invitation import Invitation
from accounts.models.access.membership import Membership, Role
from accounts.models.access.shared_link import SharedLink
from accounts.models.access.view_as import ViewAs
from accounts.models.address import Address
from accounts.models.approval import Approval
from accounts.models.audit_event import AuditEvent
from accounts.models.bulk_act import BulkAct, BulkActRow
from accounts.models.change_request import ChangeRequest
from accounts.models.contact import ContactPerson
from accounts.models.customer import Customer
from accounts.models.customer_note import CustomerNote
from accounts.models.erasure_request import ErasureRequest
from accounts.models.organization import Organization
from accounts.models.saved_view import SavedView
from accounts.models.user import User

__all__ = [
    "AccessRequest",
    "Address",
    "Approval",
    "AuditEvent",
    "BulkAct",
    "BulkActRow",
    "ChangeRequest",
    "ContactPerson",
    "Customer",
    "CustomerNote",
    "ErasureRequest",
    "Invitation",
    "Membership",
    "Organization",
    "Role",
    "SavedView",
    "SharedLink",
    "User",
    "ViewAs",
]
