"""What every file that people hand in has in common."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file under a name of ours. `token` names it in its address and on disk, and cannot be
    guessed; `name` is what people call it; `size` is in bytes."""

    token = models.CharField(max_length=32, unique=True, editable=False)
    file = models.FileField(upload_to="support/", max_length=120)
    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size"), validators=[MinValueValidator(1)])
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
