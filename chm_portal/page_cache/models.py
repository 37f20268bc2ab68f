"""How many transactions have changed what is public: the number that tells whether a kept page still stands."""

from django.db import models
from django.db.models.functions import Now


class PublicChange(models.Model):
    """One transaction that changed what public pages show, written by triggers (page_cache.watching) as part of it.

    The sum of `changes` is the number of all that are committed, in whatever order they were. No two transactions
    touch the same row, so nobody waits for anybody; old rows are added up in the row of transaction 0.
    """

    transaction = models.BigIntegerField(primary_key=True)
    changes = models.PositiveBigIntegerField(db_default=1)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.transaction}"
