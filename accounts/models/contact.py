from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer
from portal.kit.text.names import validate_person_name


class ContactPerson(models.Model):
    """Someone at the customer's whom the seller knows, with or without a sign-in."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name"), max_length=150, validators=[validate_person_name])
    position = models.CharField(_("position"), max_length=100, blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    receives_statements = models.BooleanField(_("receives statements"), default=False)
    receives_payment_notices = models.BooleanField(_("receives payment notices"), default=False)
    is_primary = models.BooleanField(_("primary contact"), default=False)

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["-is_primary", "name", "id"]
        indexes = [models.Index(Upper("email"), name="contact_email")]

    def __str__(self) -> str:
        return self.name
