"""The numbers that a customer gives to what it buys."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet
from catalog.models import Variant


class OwnNumber(models.Model):
    """One of a company's own item numbers and what it stands for. `code` is the number as it is
    compared (`catalog.codes.code_of`)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(_("your item number"), max_length=60)
    code = models.CharField(max_length=60, editable=False)
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    learnt_at = models.DateTimeField(auto_now_add=True)
    learnt_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("own item number")
        verbose_name_plural = _("own item numbers")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "code"], name="own_number_once"),
            models.CheckConstraint(condition=~models.Q(code=""), name="own_number_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.number
