"""People's places in companies as rows of a page, on the company's side and on the person's."""

from __future__ import annotations

from typing import Any

from django.forms.models import BaseModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, User
from portal.kit.staff.admin import NamedRows, TabularInline


def may_make_owners(request: HttpRequest) -> bool:
    """Whether this member of staff may give, change and take the role of an owner."""
    return request.user.has_perm("accounts.make_owner")


class MembershipFormSet(NamedRows):
    """Refuses what `by` may not give: a place to themselves, or an owner's to anybody."""

    by: User

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            is_taken = form in self.deleted_forms
            if not is_taken and (not form.has_changed() or form.errors):
                continue
            self._check(form, is_taken=is_taken)

    def _check(self, form: BaseModelForm[Membership], *, is_taken: bool) -> None:
        roles = {form.initial.get("role") if form.instance.pk else None}
        if not is_taken:
            roles.add(form.cleaned_data.get("role"))
        if Role.OWNER in roles and not self.by.has_perm("accounts.make_owner"):
            form.add_error("role", _("You can't add, change or remove an owner."))
        if not is_taken and form.instance.user_id == self.by.pk:
            form.add_error("role", _("You can't give yourself access to a company."))


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    formset = MembershipFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        rows = super().get_formset(request, obj, **kwargs)
        return type(rows.__name__, (rows,), {"by": request.user})
