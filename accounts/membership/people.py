"""People's sign-ins and their places in companies."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import rights_of
from accounts.models import Customer, Membership, Organization, Role, User
from portal.kit.messages.mail import send_mail_to
from portal.kit.web.refusals import Refusal


@transaction.atomic
def set_email(user: User) -> EmailAddress:
    """Make `user.email` the one address this person signs in with.

    It counts as verified: whoever reads its mail is the one who can set the password.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    return EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )[0]


def tell_of_new_email(user: User, *, old_email: str) -> None:
    """Staff have changed the address: a mail to the old one and to the new one says so."""
    for address in (old_email, user.email):
        known = {
            "organization": Organization.current(),
            "person": user,
            "old_email": old_email,
            "new_email": user.email,
        }
        send_mail_to(address, "mail/accounts/email_changed_by_staff", known)


def person_with(email: str) -> User | None:
    """Whoever signs in with this address, verified by mail."""
    address = (
        EmailAddress.objects.filter(email__iexact=email, verified=True)
        .select_related("user")
        .first()
    )
    return address.user if address else None


def new_person(*, email: str, name: str, password: str | None = None) -> User:
    """A person whose address is known to be theirs, because they came by a link sent to it."""
    user = User.objects.create_user(email.lower(), password, name=name)
    set_email(user)
    return user


def join(user: User, customer: Customer, role: Role) -> Membership:
    """Give this person a place in the company; a person who has one keeps it as it is."""
    return Membership.objects.get_or_create(user=user, customer=customer, defaults={"role": role})[
        0
    ]


def roles_to_give(by: Membership | None, customer: Customer) -> list[Role]:
    """The roles at `customer` that this member may give and take: an owner every one, others those
    that carry no right which they lack. None is the seller's staff, who may give every one."""
    if by is None or by.role == Role.OWNER:
        return list(Role)
    own = rights_of(by.customer, Role(by.role))
    return [role for role in Role if role != Role.OWNER and rights_of(customer, role) <= own]


@transaction.atomic
def change_membership(
    membership: Membership,
    *,
    role: Role,
    includes_subsidiaries: bool,
    by: Membership | None,
) -> Membership:
    """Change what a person may do in the company; `by` is who changes it, None for staff.

    Raises Refusal when the company would be left without an owner, where `by` may not give or
    take the role or the reach, and for one's own place.
    """
    lock_people(membership.customer_id)
    if by is not None and by.user_id == membership.user_id:
        raise Refusal(_("You can't change your own role. Ask another owner."))
    _may_give({Role(membership.role), role}, by, membership.customer)
    widens = includes_subsidiaries and not membership.includes_subsidiaries
    if widens and by is not None and not by.includes_subsidiaries:
        raise Refusal(
            _("You don't act for the subsidiaries, so you can't give others access to them.")
        )
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = role
    membership.includes_subsidiaries = includes_subsidiaries
    membership.save(update_fields=["role", "includes_subsidiaries"])
    return membership


@transaction.atomic
def remove(membership: Membership, *, by: Membership | None) -> None:
    """End a person's place in the company; their sign-in and other places stay.

    Raises Refusal when the company would be left without an owner, or where `by` may not take
    the role.
    """
    lock_people(membership.customer_id)
    if by is None or by.user_id != membership.user_id:
        _may_give({Role(membership.role)}, by, membership.customer)
    _keep_an_owner(membership)
    membership.delete()


def lock_people(customer_id: int) -> None:
    """One change of a company's people at a time: two owners who demote each other must not
    both succeed. (The database refuses it as well: `company_keeps_an_owner`.)"""
    Customer.objects.select_for_update(no_key=True).get(pk=customer_id)


def _may_give(roles: set[Role], by: Membership | None, customer: Customer) -> None:
    if roles <= set(roles_to_give(by, customer)):
        return
    if Role.OWNER in roles:
        raise Refusal(_("Only an owner can add or change owners."))
    raise Refusal(_("That role includes rights you don't have yourself."))


def _keep_an_owner(leaving: Membership) -> None:
    others = Membership.objects.filter(
        customer_id=leaving.customer_id, role=Role.OWNER, user__is_active=True
    ).exclude(pk=leaving.pk)
    was_owner = Membership.objects.filter(pk=leaving.pk, role=Role.OWNER).exists()
    if was_owner and not others.exists():
        raise Refusal(_("A company needs at least one owner. Make someone else an owner first."))
