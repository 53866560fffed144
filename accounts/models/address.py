from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer
from portal.kit.text.countries import CountryField


class Address(models.Model):
    """Where a customer is billed or shipped to. A document keeps a copy of its text."""

    class Kind(models.TextChoices):
        BILLING = "billing", _("Billing address")
        SHIPPING = "shipping", _("Shipping address")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    is_default = models.BooleanField(_("default"), default=False)
    attention = models.CharField(_("attention"), max_length=150, blank=True)
    line1 = models.CharField(_("street"), max_length=150, blank=True)
    line2 = models.CharField(_("street, second line"), max_length=150, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    country = CountryField(_("country"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["kind", "-is_default", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=models.Q(is_default=True),
                name="address_one_default_a_kind",
                violation_error_message=_("There is already a default address of this kind."),
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The address as it is written on an envelope, without the company's name."""
        town = " ".join(filter(None, [self.postcode, self.city]))
        return [
            line
            for line in (self.attention, self.line1, self.line2, town, self.region, self.country)
            if line
        ]
