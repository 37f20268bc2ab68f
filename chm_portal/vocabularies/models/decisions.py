"""Decisions and recommendations, by which everything under the Convention is asked for."""

import re
from collections.abc import Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chm_portal.vocabularies.models.terms import NestedTerm

# Wording of the documents, not of the interface: each language has its own, whatever the reader's language is.
_DECISION = {
    "ar": "المقرر {symbol}",
    "en": "Decision {symbol}",
    "es": "Decisión {symbol}",
    "fr": "Décision {symbol}",
    "ru": "Решение {symbol}",
    "zh-hans": "第{symbol}号决定",
}
_RECOMMENDATION = {
    "ar": "التوصية {symbol}",
    "en": "Recommendation {symbol}",
    "es": "Recomendación {symbol}",
    "fr": "Recommandation {symbol}",
    "ru": "Рекомендация {symbol}",
    "zh-hans": "第{symbol}号建议",
}
_PARAGRAPH = {
    "ar": "{act}، الفقرة {paragraph}",
    "en": "{act}, paragraph {paragraph}",
    "es": "{act}, párrafo {paragraph}",
    "fr": "{act}, paragraphe {paragraph}",
    "ru": "{act}, пункт {paragraph}",
    "zh-hans": "{act}第{paragraph}段",
}
_PART = RegexValidator(
    r"^[A-Za-z0-9]+([-.][A-Za-z0-9]+)*$", _("Write it as it is cited, without spaces: IX, 14, EM-II.")
)


def _as_numbers(row: "Decision") -> list[tuple[int, str]]:
    """Return number and paragraph as a key that puts 9 before 10."""
    parts = re.findall(r"\d+|[A-Za-z]+", f"{row.number} {row.paragraph}")
    return [(int(part), "") if part.isdecimal() else (0, part.lower()) for part in parts]


class Decision(NestedTerm):
    """A decision (IX/30, 14/25) or recommendation, or a paragraph of one under it (R91).

    Meeting and number are written as they are cited and held against no list: every meeting adds some.
    """

    class Body(models.TextChoices):
        COP = "cop", _("Conference of the Parties")
        CARTAGENA = "cp-mop", _("meeting of the Parties to the Cartagena Protocol")
        NAGOYA = "np-mop", _("meeting of the Parties to the Nagoya Protocol")
        SBSTTA = "sbstta", _("Subsidiary Body on Scientific, Technical and Technological Advice")
        SBI = "sbi", _("Subsidiary Body on Implementation")
        WGRI = "wgri", _("working group on the review of implementation")
        WG8J = "wg8j", _("working group on Article 8(j)")

    body = models.CharField(_("body"), max_length=10, choices=Body.choices, default=Body.COP)
    meeting = models.CharField(
        _("meeting"), max_length=20, validators=[_PART], help_text=_("As it is cited: IX, 14, EM-II, CP-10.")
    )
    number = models.CharField(_("number"), max_length=10, validators=[_PART], help_text=_("As it is cited: 30."))
    paragraph = models.CharField(
        _("paragraph"),
        max_length=20,
        blank=True,
        default="",
        validators=[_PART],
        help_text=_("Only for a paragraph that stands under its decision: 10, 4.a."),
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    DECIDE = (Body.COP, Body.CARTAGENA, Body.NAGOYA)  # the other bodies recommend

    class Meta(NestedTerm.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            *NestedTerm.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "meeting", "number", "paragraph"],
                name="vocabularies_decision_number_once",
                violation_error_message=_("This decision is in the table already."),
            ),
        ]

    def clean(self) -> None:
        """Give a new decision its code: ix-30, viii-14.10, sbstta-ix-30; refuse one that another decision has."""
        super().clean()
        self.code = self.code or self.code_of(self.body, self.meeting, self.number, self.paragraph)
        if self._state.adding and type(self).objects.filter(code=self.code).exists():
            raise ValidationError({"number": _("This decision is in the table already.")})

    @classmethod
    def code_of(cls, body: str, meeting: str, number: str, paragraph: str = "") -> str:
        """Return the code of a decision, which stands in its address.

        It begins with the body where that is not the Conference of the Parties and the meeting does not say it (CP-10).
        """
        prefix = "" if body == cls.Body.COP or "-" in meeting else f"{body}-"
        return f"{prefix}{meeting}-{number}".lower() + (f".{paragraph}".lower() if paragraph else "")

    @classmethod
    def in_order(cls, rows: Iterable[Self]) -> list[Self]:
        """Return decisions as they are listed: the latest meeting first, and in each by number.

        One without a year stands with its meeting; a meeting of which no decision has a year comes after the others.
        """
        rows = list(rows)
        years = {(row.body, row.meeting): row.year for row in rows if row.year}
        return sorted(
            rows,
            key=lambda row: (-years.get((row.body, row.meeting), 0), row.body, row.meeting, _as_numbers(row)),
        )

    @property
    def symbol(self) -> str:
        """Return the decision as it is cited everywhere: IX/30."""
        return f"{self.meeting}/{self.number}"

    def cited(self, title: str, language: str) -> str:
        """Return "Decision IX/30 – Scientific and technical cooperation ..." in a language."""
        forms = _DECISION if self.body in self.DECIDE else _RECOMMENDATION
        act = forms[language].format(symbol=self.symbol)
        if self.paragraph:
            act = _PARAGRAPH[language].format(act=act, paragraph=self.paragraph)
        return f"{act}{' ' if language == 'zh-hans' else ' – '}{title}"
