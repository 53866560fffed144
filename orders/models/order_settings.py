from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OrderSettings(models.Model):
    """How orders are taken: one row."""

    class OverLimit(models.TextChoices):
        ALLOW = "allow", _("Take the order and tell staff")
        HOLD = "hold", _("Take the order and hold it until staff release it")
        REFUSE = "refuse", _("Refuse the order and say what can be done")

    is_open = models.BooleanField(
        _("customers can order"),
        default=True,
        help_text=_("If off, the shop can be looked at and there is no cart."),
    )
    over_limit = models.CharField(
        _("an order over the credit limit"),
        max_length=10,
        choices=OverLimit.choices,
        default=OverLimit.HOLD,
    )
    return_days = models.PositiveSmallIntegerField(
        _("customers can ask for a return within (days)"),
        default=30,
        validators=[MaxValueValidator(3660)],
        help_text=_("Counted from the latest shipment. 0 means they have to write to you."),
    )
    po_required = models.BooleanField(_("a PO number is required"), default=False)

    class Meta:
        verbose_name = _("order settings")
        verbose_name_plural = _("order settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="order_settings_are_one"),
            models.CheckConstraint(
                condition=Q(over_limit__in=["allow", "hold", "refuse"]),
                name="order_settings_over_limit",
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> OrderSettings:
        """The settings; the defaults before staff have changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
