from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One file that was taken over, so that it can be undone as a whole (`catalog.undoing`)."""

    class Kind(models.TextChoices):
        PRODUCTS = "products", _("Products")
        PRICES = "prices", _("Prices")
        STOCK = "counts", _("Stock")
        ARRIVALS = "arrivals", _("Arrivals")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    file = models.CharField(_("file"), max_length=200)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    imported_at = models.DateTimeField(_("imported at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file}"


class ImportChange(models.Model):
    """A row that an import wrote, as it was before and after. Triggers note it
    (`sql/0005_import_changes.sql`); without a before it was made, without an after it went."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.table}"
