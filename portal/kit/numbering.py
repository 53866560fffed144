"""Gap-free document numbers, one sequence per kind of document."""

from django.db import connection, models


class NumberSequence(models.Model):
    """The last number given out under a prefix. Locked by the transaction that takes the next."""

    prefix = models.CharField(max_length=12, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"


def next_number(prefix: str, *, digits: int = 5) -> str:
    """The next number under `prefix`, such as `INV-00042`.

    Gap-free because the row stays locked until the caller's transaction ends: a rollback gives
    the number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_numbersequence (prefix, last) VALUES (%s, 1) "
            "ON CONFLICT (prefix) DO UPDATE SET last = kit_numbersequence.last + 1 RETURNING last",
            [prefix],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}{last:0{digits}d}"
