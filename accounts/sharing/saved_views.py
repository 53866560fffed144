"""Views of lists that people save for themselves: as many as fit above a list."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, SavedView
from portal.kit.web.refusals import Refusal

MAX_VIEWS = 12


def views_of(membership: Membership, name: str) -> list[SavedView]:
    """The person's views of the list called `name`, oldest first. One statement."""
    return list(SavedView.objects.filter(membership=membership, list=name))


def save_view(membership: Membership, *, list_name: str, name: str, query: str) -> SavedView:
    """Save what the list shows. A view that already bears the name shows this from now on.

    Raises Refusal where the person has MAX_VIEWS of the list.
    """
    with transaction.atomic():
        # Two requests at a time must not pass the limit, nor save one name twice.
        Membership.objects.select_for_update(no_key=True).get(pk=membership.pk)
        views = SavedView.objects.filter(membership=membership, list=list_name)
        view = views.filter(name__iexact=name).first()
        if view is None:
            if views.count() >= MAX_VIEWS:
                raise Refusal(
                    _("You can save up to %(most)s views of a list. Delete one first.")
                    % {"most": MAX_VIEWS}
                )
            view = SavedView(membership=membership, list=list_name)
        view.name, view.query = name, query
        view.save()
    return view


def rename_view(view: SavedView, name: str) -> None:
    """Raises Refusal where another view of the list bears the name."""
    with transaction.atomic():
        Membership.objects.select_for_update(no_key=True).get(pk=view.membership_id)
        others = SavedView.objects.filter(membership=view.membership_id, list=view.list)
        if others.filter(name__iexact=name).exclude(pk=view.pk).exists():
            raise Refusal(_("You already have a view called “%(name)s”.") % {"name": name})
        view.name = name
        view.save(update_fields=["name"])
