"""What people searched for and did not find, for the secretariat; nothing is kept of who asked (R47)."""

import re
from datetime import timedelta

from django.contrib.postgres.aggregates import BoolAnd
from django.db import connection
from django.db.models import Max, QuerySet, Sum

from chm_portal.directory.models import today
from chm_portal.search.analysis import fold
from chm_portal.search.models import SearchMiss
from chm_portal.search.query import Question

LONGEST = 120  # characters of a question that is kept
MOST_A_DAY = 2000  # different questions that are kept of a day: a robot fills no table
KEPT_DAYS = 180
SHOWN_FROM = 3  # times: what somebody typed once or twice, perhaps a name, is shown to nobody
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|\d{6,}")  # mail addresses and long numbers are not even kept


def note(question: Question, *, some_words: bool) -> None:
    """Count a question that found nothing, or nothing with all of its words; two statements."""
    text = " ".join(fold(question.text).split())
    if not text or len(text) > LONGEST or _PERSONAL.search(text):
        return
    if SearchMiss.objects.filter(day=today()).count() >= MOST_A_DAY:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {SearchMiss._meta.db_table} AS old (question, language, day, times, some_words)"  # noqa: S608 - our table
            " VALUES (%s, %s, %s, 1, %s) ON CONFLICT (day, language, question)"
            " DO UPDATE SET times = old.times + 1, some_words = excluded.some_words",
            [text, question.language, today(), some_words],
        )


def most_missed(days: int) -> QuerySet:
    """Return {question, language, all_times, last, only_some} of what was asked in these days, the most asked first."""
    rows = SearchMiss.objects.filter(day__gt=today() - timedelta(days=days)).values("question", "language")
    rows = rows.annotate(all_times=Sum("times"), last=Max("day"), only_some=BoolAnd("some_words"))
    return rows.filter(all_times__gte=SHOWN_FROM).order_by("-all_times", "-last", "question", "language")


def forget_old() -> int:
    """Delete what is older than half a year, and return how many rows that were."""
    return SearchMiss.objects.filter(day__lte=today() - timedelta(days=KEPT_DAYS)).delete()[0]
