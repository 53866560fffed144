from accounts.models.address import Address
from accounts.models.contact import ContactPerson
from accounts.models.customer import Customer
from accounts.models.membership import Membership, Role
from accounts.models.organization import Organization
from accounts.models.user import User

__all__ = ["Address", "ContactPerson", "Customer", "Membership", "Organization", "Role", "User"]
