from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchWord(models.Model):
    """A word of names and brands, with its trigrams: what a mistyped word may have meant.

    Derived from the products (`catalog.searching.index`); every suggestion is searched for with
    the customer's own rights before it is shown.
    """

    word = models.CharField(max_length=60, unique=True)
    grams = ArrayField(models.CharField(max_length=3))

    class Meta:
        indexes = [GinIndex(fields=["grams"], name="search_word_grams")]

    def __str__(self) -> str:
        return self.word
