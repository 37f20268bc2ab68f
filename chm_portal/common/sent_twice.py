"""The same thing sent twice: after "Back", the page is fetched anew, and its form has a key of its own."""

from datetime import timedelta

from django.db.models import Model, QuerySet
from django.utils import timezone

A_WHILE = timedelta(minutes=10)


def sent_before(same: QuerySet, moment: str) -> Model | None:
    """Return what somebody has sent a short while ago, if anything, so that sending it again leads to the first.

    `same` are the rows of that person with the very same content, `moment` is the column that says when one was sent.
    """
    return same.filter(**{f"{moment}__gt": timezone.now() - A_WHILE}).order_by("pk").last()
