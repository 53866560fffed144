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
    return next_numbers(prefix, 1, digits=digits)[0]


def next_numbers(prefix: str, count: int, *, digits: int = 5) -> list[str]:
    """The next `count` numbers under `prefix`, in order; as gap-free as one at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_numbersequence (prefix, last) VALUES (%s, %s) "
            "ON CONFLICT (prefix) DO UPDATE SET last = kit_numbersequence.last + EXCLUDED.last "
            "RETURNING last",
            [prefix, count],
        )
        (last,) = cursor.fetchone()
    return [f"{prefix}{number:0{digits}d}" for number in range(last - count + 1, last + 1)]
