"""What a record is classified by, and who stands behind each term (records of the owner, of the secretariat)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RecordTerm(models.Model):
    """One record and one term, with two ticks, so that neither owner nor secretariat ever erases the other's (R91).

    Rows are written by `classification` alone; `.set()` and `.add()` on the relation meet the constraint.
    """

    by_owner = models.BooleanField(_("named by the owner"), default=False)
    by_secretariat = models.BooleanField(_("named by the secretariat"), default=False)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["record", "term"], name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(
                condition=Q(by_owner=True) | Q(by_secretariat=True), name="%(app_label)s_%(class)s_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.term_id}"


def _of_record(name: str) -> models.ForeignKey:
    return models.ForeignKey("records.Record", models.CASCADE, related_name=name)


def _names(vocabulary_model: str) -> models.ForeignKey:
    return models.ForeignKey(f"vocabularies.{vocabulary_model}", models.PROTECT, related_name="+")


class RecordTheme(RecordTerm):
    """A theme of a record."""

    record = _of_record("theme_rows")
    term = _names("Theme")


class RecordArticle(RecordTerm):
    """An article of the Convention that a record helps to implement."""

    record = _of_record("article_rows")
    term = _names("Article")


class RecordDecision(RecordTerm):
    """A decision that a record answers or helps to carry out (R91)."""

    record = _of_record("decision_rows")
    term = _names("Decision")


class RecordTarget(RecordTerm):
    """A global target that a record contributes to."""

    record = _of_record("target_rows")
    term = _names("Target")


class RecordCountry(RecordTerm):
    """A country that a record is about."""

    record = _of_record("country_rows")
    term = _names("Country")


class RecordRegion(RecordTerm):
    """A region that a record is about."""

    record = _of_record("region_rows")
    term = _names("Region")
