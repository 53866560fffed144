"""What a company's owner enters about approvals and budgets, and what an approver says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Customer, User
from catalog.models import Category
from orders.models import ApprovalRule, Budget
from orders.ordering.approval_rules import members_of
from portal.kit.money.currencies import quantise
from portal.kit.text.characters import validate_text
from portal.kit.web.forms import set_queryset

Kind = ApprovalRule.Kind


class PersonField(forms.ModelChoiceField):
    """Somebody of the company."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), required=False, **kwargs)


class ApprovalRuleForm(forms.ModelForm):
    use_required_attribute = False
    approver = PersonField(
        label=gettext_lazy("Who approves"),
        empty_label=gettext_lazy("Any owner of the company"),
        help_text=gettext_lazy("Owners can always decide. Nobody decides about their own order."),
    )

    class Meta:
        model = ApprovalRule
        fields = ("kind", "amount", "category", "approver")

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._customer = customer
        set_queryset(self, "approver", _people(customer))
        set_queryset(self, "category", Category.objects.all())
        self.fields["amount"].label = _("Amount, net, in %(currency)s") % {
            "currency": customer.currency
        }
        self.fields["amount"].help_text = _("Only for orders of an amount or more.")
        cast("Any", self.fields["amount"]).min_value = Decimal(0)
        self.fields["category"].help_text = _("Only for anything of a category.")

    def clean(self) -> dict[str, Any]:
        """Only what its kind asks for is kept."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind != Kind.AMOUNT:
            given["amount"] = None
            self.errors.pop("amount", None)
        elif given.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Enter an amount."))
        elif given.get("amount") is not None and given["amount"] < 0:
            self.add_error("amount", _("Enter an amount of 0 or more."))
        elif given.get("amount") is not None:
            given["amount"] = quantise(given["amount"], self._customer.currency)
        if kind != Kind.CATEGORY:
            given["category"] = None
            self.errors.pop("category", None)
        elif given.get("category") is None and "category" not in self.errors:
            self.add_error("category", _("Choose a category."))
        return given


class BudgetForm(forms.ModelForm):
    use_required_attribute = False
    person = PersonField(
        label=gettext_lazy("Person"),
        empty_label=gettext_lazy("Everybody"),
        help_text=gettext_lazy("Leave it at everybody for a cost centre or the whole company."),
    )
    cost_centre = forms.CharField(
        label=gettext_lazy("Cost centre"),
        max_length=60,
        required=False,
        validators=[validate_text],
        help_text=gettext_lazy("People choose it when they order."),
    )

    class Meta:
        model = Budget
        fields = ("person", "cost_centre", "period", "amount", "over")

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._customer = customer
        set_queryset(self, "person", _people(customer))
        self.fields["amount"].label = _("Amount, net, in %(currency)s") % {
            "currency": customer.currency
        }

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount < 0:
            raise forms.ValidationError(_("Enter an amount of 0 or more."))
        return quantise(amount, self._customer.currency)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        given["cost_centre"] = " ".join(given.get("cost_centre", "").split())
        if given.get("person") and given["cost_centre"]:
            self.add_error("cost_centre", _("A budget is for a person or for a cost centre."))
        return given

    def validate_unique(self) -> None:
        """Constraints name the customer, which is no field of the form."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc] # Django's own
        if self.errors:
            return
        same = Budget.objects.for_customer(self._customer).filter(
            person=self.instance.person,
            cost_centre=self.instance.cost_centre,
            period=self.instance.period,
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error(None, _("There is such a budget already."))


class DecisionForm(forms.Form):
    """Yes, no, or back to the cart. A reason is needed for the latter two."""

    use_required_attribute = False
    reason = forms.CharField(
        label=pgettext_lazy("approval", "Reason"),
        max_length=500,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed to decline the order or to send it back."),
    )


def _people(customer: Customer) -> Any:
    places = members_of(customer).order_by().values("user")
    return User.objects.filter(pk__in=places).order_by("name", "email")
