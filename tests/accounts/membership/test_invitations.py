"""Being invited: one link, one person, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.membership import invitations
from accounts.models import Invitation, Membership, Role, User
from portal.kit.web.refusals import Refusal
from tests.factories import PASSWORD, make_customer, make_member, make_user

pytestmark = pytest.mark.django_db


def invited(email: str = "new@example.com", role: Role = Role.VIEWER) -> Invitation:
    customer = make_customer()
    owner = make_member(customer)
    return invitations.invite(customer=customer, email=email, role=role, invited_by=owner)


def test_the_link_in_the_mail_is_the_invitation(mailoutbox) -> None:
    invitation = invited("Ann@Example.com")
    (mail,) = mailoutbox
    assert mail.to == ["ann@example.com"]
    token = re.search(r"/invitation/(\S+)/", mail.body).group(1)
    assert invitations.find(token) == invitation


def test_who_is_new_gets_a_verified_sign_in_and_the_place() -> None:
    invitation = invited(role=Role.ACCOUNTS)
    user = invitations.accept_as_new(invitation, name="Ann", password=PASSWORD)
    assert user.check_password(PASSWORD)
    assert user.emailaddress_set.get().verified
    assert Membership.objects.get(user=user).role == Role.ACCOUNTS


def test_who_signs_in_already_gets_the_place_beside_their_others() -> None:
    other = make_member(make_customer(), email="ann@example.com")
    from accounts.membership.people import set_email

    set_email(other)
    invitation = invited("ann@example.com")
    invitations.accept(invitation, other)
    assert Membership.objects.filter(user=other).count() == 2


def test_link_works_once() -> None:
    invitation = invited()
    token = invitations.token_of(invitation)
    invitations.accept_as_new(invitation, name="Ann", password=PASSWORD)
    assert invitations.find(token) is None
    with pytest.raises(Refusal, match="accepted or withdrawn"):
        invitations.accept_as_new(invitation, name="Eve", password=PASSWORD)
    assert not User.objects.filter(name="Eve").exists()


def test_link_is_bound_to_the_address_it_was_sent_to() -> None:
    invitation = invited("ann@example.com")
    eve = make_user("eve@example.com")
    from accounts.membership.people import set_email

    set_email(eve)
    with pytest.raises(Refusal, match="different address"):
        invitations.accept(invitation, eve)
    assert not Membership.objects.filter(user=eve).exists()


def test_unverified_claim_to_the_address_is_not_enough() -> None:
    invitation = invited("ann@example.com")
    eve = make_user("eve@example.com")
    eve.emailaddress_set.create(email="ann@example.com", verified=False)
    with pytest.raises(Refusal, match="different address"):
        invitations.accept(invitation, eve)


def test_withdrawn_link_opens_nothing() -> None:
    invitation = invited()
    token = invitations.token_of(invitation)
    invitations.withdraw(invitation)
    assert invitations.find(token) is None


def test_expired_link_joins_nobody_until_it_is_sent_again() -> None:
    invitation = invited()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Refusal, match="expired"):
        invitations.accept_as_new(invitation, name="Ann", password=PASSWORD)
    invitations.send_again(invitation)
    assert invitations.accept_as_new(invitation, name="Ann", password=PASSWORD)


def test_sending_again_leaves_the_first_link_dead(mailoutbox) -> None:
    invitation = invited()
    invitations.send_again(invitation)
    first, second = (re.search(r"/invitation/(\S+)/", mail.body).group(1) for mail in mailoutbox)
    assert invitations.find(first) is None
    assert invitations.find(second) == invitation


def test_link_that_expired_is_not_revived_by_a_new_term(mailoutbox) -> None:
    invitation = invited()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(30))
    invitation.refresh_from_db()
    old = invitations.token_of(invitation)
    assert invitations.find(old) == invitation
    invitations.send_again(invitation)
    assert invitations.find(old) is None


@pytest.mark.parametrize("forged", ["1", "1:x", "", "1:" + "A" * 43, "\x00", "-1:x"])
def test_forged_link_finds_nothing(forged: str) -> None:
    invited()
    assert invitations.find(forged) is None


def test_link_of_one_invitation_does_not_open_another() -> None:
    first, second = invited("a@example.com"), invited("b@example.com")
    signature = invitations.token_of(first).partition(":")[2]
    assert invitations.find(f"{second.pk}:{signature}") is None


def test_one_open_invitation_an_address() -> None:
    invitation = invited()
    again = {
        "customer": invitation.customer,
        "role": Role.VIEWER,
        "invited_by": invitation.invited_by,
    }
    with pytest.raises(Refusal, match="open"):
        invitations.invite(email="NEW@example.com", **again)
    invitations.withdraw(invitation)
    assert invitations.invite(email="new@example.com", **again)


def test_member_is_not_invited_again() -> None:
    customer = make_customer()
    owner = make_member(customer, email="ann@example.com")
    with pytest.raises(Refusal, match="belongs to the company"):
        invitations.invite(
            customer=customer, email="Ann@example.com", role=Role.VIEWER, invited_by=owner
        )


def test_inviting_goes_the_same_way_for_a_known_and_an_unknown_address(mailoutbox) -> None:
    make_member(make_customer(), email="known@example.com")
    invited("known@example.com")
    invited("unknown@example.com")
    known, unknown = (
        re.sub(r"\S+@\S+|/invitation/\S+|Customer \d+", "", m.body) for m in mailoutbox
    )
    assert re.sub(r"person\d+", "", known) == re.sub(r"person\d+", "", unknown)
