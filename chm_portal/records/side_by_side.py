"""A submitted revision beside what is published, answer by answer, for the reviewer."""

from dataclasses import dataclass, field

from chm_portal.records import reading
from chm_portal.records.answers import Label
from chm_portal.records.differences import Difference, answer_differences
from chm_portal.records.models import Attachment, Revision


@dataclass
class Pair:
    """One answer: what readers see now, what they would see, and how the two differ."""

    difference: Difference

    @property
    def label(self) -> Label:
        return self.difference.answer.label

    @property
    def old(self) -> str | list[str]:
        """The published answer in words; "" if there is none."""
        return reading.in_words(self.difference.old) if self.difference.old else ""

    @property
    def new(self) -> str | list[str]:
        """The submitted answer in words; "" if it was taken out."""
        return reading.in_words(self.difference.new) if self.difference.new else ""


@dataclass
class ComparedSection:
    """The answers of one section."""

    label: Label
    pairs: list[Pair] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many answers differ."""
        return sum(not pair.difference.is_same for pair in self.pairs)


def compare(revision: Revision) -> list[ComparedSection]:
    """Return the answers of a revision beside those of the revision it would replace, by section."""
    published = revision.base
    old = reading.answers(published) if published else []
    sections: dict[str, ComparedSection] = {}
    for difference in answer_differences(old, reading.answers(revision)):
        label = difference.answer.section
        sections.setdefault(str(label), ComparedSection(label)).pairs.append(Pair(difference))
    return list(sections.values())


def files_named_by(revision: Revision) -> list[Attachment]:
    """Return the attachments that a revision names, for the reviewer to open."""
    rows = revision.payload.get("files") or []
    named = [row.get("file") for row in rows if isinstance(row, dict)]
    return list(revision.record.attachments.filter(pk__in=[pk for pk in named if isinstance(pk, int)]))
