from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb
from accounts.admin.diagnosis import QuestionForm, answer
from accounts.admin.people.membership import MembershipInline, may_make_owners
from accounts.approvals import asked_sentence
from accounts.company.account_hold import HOLD_ENDED, release_hold, set_hold
from accounts.company.account_numbers import next_account_number
from accounts.company.credit_limits import ask_for_limit, needs_approval
from accounts.company.currency import why_currency_stays
from accounts.membership import viewing_as
from accounts.membership.invitations import invite
from accounts.models import (
    Address,
    AuditEvent,
    ContactPerson,
    Customer,
    Membership,
    Role,
    User,
)
from portal.kit.money.choices import is_money
from portal.kit.money.currencies import exponent
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import TabularInline, amount_column
from portal.kit.staff.queues import Queue, register_queues
from portal.kit.text.names import validate_person_name
from portal.kit.web.refusals import Refusal


class CustomerForm(forms.ModelForm):
    withheld_verbs = forms.MultipleChoiceField(
        label=_("Not offered to this customer"),
        choices=Verb.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What no one at this company can do, whatever their role."),
    )

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if not is_money(currency):
            raise forms.ValidationError(_("Enter an ISO 4217 code, such as GBP."))
        if self.instance.pk and currency != self.initial.get("currency"):
            why = why_currency_stays(self.instance)
            if why:
                raise forms.ValidationError(why)
        return currency

    def clean_external_reference(self) -> str | None:
        return self.cleaned_data["external_reference"] or None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        on_hold = values.get("status") == Customer.Status.ON_HOLD
        if on_hold and not values.get("hold_reason") and "hold_reason" in self.fields:
            self.add_error("hold_reason", _("Enter the reason for the hold."))
        limit, currency = values.get("credit_limit"), values.get("currency", self.instance.currency)
        if limit is not None and -limit.as_tuple().exponent > exponent(currency):
            self.add_error("credit_limit", _("This currency has fewer decimals."))
        if (
            on_hold
            and values.get("hold_release") == Customer.HoldRelease.BELOW_LIMIT
            and "credit_limit" in self.fields
            and limit is None
        ):
            self.add_error(
                "credit_limit",
                _("The hold ends when the balance is within the limit, so set one."),
            )
        if (
            values.get("hold_release") == Customer.HoldRelease.BELOW_LIMIT
            and limit is not None
            and "credit_limit" in self.fields
            and self.initial.get("credit_limit") is None
            and needs_approval(old=None, new=limit, currency=currency)
        ):
            self.add_error(
                "hold_release", _("A second person must approve the credit limit first.")
            )
        return values


class AddressInline(TabularInline):
    model = Address
    extra = 0
    fields = (
        "kind",
        "is_default",
        "attention",
        "line1",
        "line2",
        "postcode",
        "city",
        "region",
        "country",
    )


class ContactInline(TabularInline):
    model = ContactPerson
    extra = 0
    fields = ("name", "position", "email", "phone", "is_primary")


class InviteForm(forms.Form):
    """Whom to invite; the name as in a greeting."""

    email = forms.EmailField(label=_("Email"), max_length=254)
    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, validators=[validate_person_name]
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.VIEWER)


class ViewAsForm(forms.Form):
    """As whom to look, and why."""

    membership = forms.ModelChoiceField(label=_("As"), queryset=Membership.objects.none())
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The customer's owner can see this in the company's history."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customer = self.initial["customer"]
        members = Membership.objects.filter(customer=customer, user__is_active=True)
        field = self.fields["membership"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = members.select_related("user")


class MemberInline(MembershipInline):
    fields = ("user", "role", "includes_subsidiaries")
    autocomplete_fields = ("user",)


def invite_person(request: HttpRequest, customer: Customer, answers: Mapping[str, Any]) -> str:
    if answers["role"] == Role.OWNER and not may_make_owners(request):
        raise Refusal(gettext("You can't make someone an owner. Choose another role."))
    invitation = invite(
        customer=customer,
        email=answers["email"],
        name=answers["name"],
        role=Role(answers["role"]),
        invited_by=cast("User", request.user),
    )
    return gettext("Invitation sent to %(email)s.") % {"email": invitation.email}


def view_as_member(request: HttpRequest, _customer: Customer, answers: Mapping[str, Any]) -> str:
    view_as = viewing_as.start(request, answers["membership"], reason=answers["reason"])
    return gettext("You are viewing the portal as %(who)s.") % {"who": view_as.membership.user}


class CustomerAdmin(ObjectActionsAdmin):
    """A company's account. Rooms above add to it what they know (`billing/admin/customer.py`)."""

    form = CustomerForm
    inlines = (AddressInline, ContactInline, MemberInline)
    object_actions: Any = (
        ObjectAction(
            name="invite",
            label=_("Invite a person"),
            run=invite_person,
            offered=lambda customer: customer.status != Customer.Status.CLOSED,
            form=InviteForm,
            initial=lambda customer: {"email": customer.email},
            explanation=_("We email them a link, and they choose their own password."),
            permission="accounts.invite_person",
        ),
        ObjectAction(
            name="look",
            label=_("View as customer"),
            run=view_as_member,
            offered=lambda customer: customer.memberships.filter(user__is_active=True).exists(),
            form=ViewAsForm,
            initial=lambda customer: {"customer": customer},
            explanation=_("Read-only, for 30 minutes. It is recorded in the company's history."),
            goes_to="front:profile-detail",
            permission="accounts.view_as_customer",
        ),
    )
    list_display: Any = (
        "account_number",
        "name",
        "status",
        "currency",
        amount_column("credit_limit", _("credit limit")),
    )
    autocomplete_fields: ClassVar[Any] = ("parent",)
    list_display_links = ("account_number", "name")
    list_filter = ("status", "currency")
    search_fields = ("account_number", "name", "external_reference", "email", "tax_id")
    search_help_text = _("Account number, name, ERP number, email or tax ID")
    readonly_fields: ClassVar[Any] = ("account_number", "created_at")
    fieldsets: ClassVar[Any] = (
        (
            None,
            {
                "fields": (
                    "account_number",
                    "external_reference",
                    "name",
                    "parent",
                    "email",
                    "phone",
                    "tax_id",
                    "tax_treatment",
                    "language",
                )
            },
        ),
        (
            _("Terms"),
            {
                "fields": (
                    "currency",
                    "payment_terms_days",
                    "credit_limit",
                    "default_payment_method",
                    "bank_debit_allowed",
                )
            },
        ),
        (_("Status"), {"fields": ("status", "hold_reason", "hold_release", "created_at")}),
        (_("People"), {"fields": ("second_factor_required", "withheld_verbs")}),
    )

    def action_urls(self) -> list[URLPattern]:
        return [*super().action_urls(), self.object_url("why", self.why)]

    def why(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Why can this person not see or do this? Rule by rule."""
        customer = self.find_to_view(request, object_id)
        form = QuestionForm(request.GET or None)
        context = {"title": _("Check a person's access"), "form": form, **answer(customer, form)}
        return self.ask(request, "admin/accounts/diagnosis.html", customer, context)

    def links(self, request: HttpRequest, obj: Customer) -> list[Button]:
        return [Button(_("Check a person's access"), self.url_of(obj, "why"))]

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> Any:
        """How much a customer may owe, and whose people see all of it from above, is decided by
        fewer people than where they live."""
        rights = {"credit_limit": "change_credit_limit", "parent": "change_parent"}
        lacking = [
            name for name, right in rights.items() if not request.user.has_perm(f"accounts.{right}")
        ]
        return (*super().get_readonly_fields(request, obj), *lacking)

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Nobody: a customer who leaves is closed, and their account number stays theirs."""
        return False

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: Any) -> None:
        if not change:
            obj.account_number = next_account_number()
        before = form.initial.get("status") if change else Customer.Status.ACTIVE
        begins = obj.is_on_hold and before != Customer.Status.ON_HOLD
        reason, release = obj.hold_reason, Customer.HoldRelease(obj.hold_release)
        if before == Customer.Status.ON_HOLD and obj.status == Customer.Status.ACTIVE:
            release_hold(Customer.objects.get(pk=obj.pk), why=gettext("By staff"))
        if not obj.is_on_hold:
            obj.hold_reason = ""
        limit, present = obj.credit_limit, form.initial.get("credit_limit") if change else None
        takes_two = needs_approval(old=present, new=limit, currency=obj.currency)
        if takes_two:
            obj.credit_limit = present
        if begins:
            obj.status = Customer.Status.ACTIVE
        super().save_model(request, obj, form, change)
        if begins:
            set_hold(obj, reason=reason, release=release)
        if takes_two:
            self._ask_for_limit(request, obj, limit)

    def _ask_for_limit(
        self, request: HttpRequest, customer: Customer, limit: Decimal | None
    ) -> None:
        try:
            asked = ask_for_limit(customer, limit, by=cast("User", request.user))
        except Refusal as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
        else:
            self.message_user(request, asked_sentence(asked), messages.WARNING)


admin.site.register(Customer, CustomerAdmin)
register_queues(
    [
        Queue(
            label=_("customers on hold"),
            permission="accounts.view_customer",
            count=lambda: Customer.objects.filter(status=Customer.Status.ON_HOLD).count(),
            url=lambda: reverse("admin:accounts_customer_changelist") + "?status__exact=on_hold",
        ),
        Queue(
            label=_("holds lifted in the last 7 days"),
            permission="accounts.view_auditevent",
            count=lambda: AuditEvent.objects.filter(
                kind=HOLD_ENDED, at__gte=timezone.now() - timedelta(days=7)
            ).count(),
            url=lambda: reverse("admin:accounts_auditevent_changelist") + f"?kind={HOLD_ENDED}",
        ),
    ]
)
