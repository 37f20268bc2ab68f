"""What gathers records: curated collections, events with their materials, calls with what answered them."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Length
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from chm_portal.common.dates import day, partial_date
from chm_portal.common.fields import PartialDateField, partial_date_constraint
from chm_portal.common.languages import texts_of
from chm_portal.records.models import Record, Relation
from chm_portal.records.models.record import RecordQuerySet
from chm_portal.records.parts import Part, parts_of
from chm_portal.search.rows import Row, rows_of
from chm_portal.vocabularies.memory import vocabulary


@dataclass(frozen=True)
class Gathered:
    """A published record among those that something gathers: its row, and why it is there."""

    row: Row
    note: str
    note_language: str


class GatheringQuerySet(RecordQuerySet):
    def for_page(self) -> "GatheringQuerySet":
        """What a page shows of its columns, in one query."""
        return self.select_related("owner_country", "owner_organisation", "current")


class Gathering(Record):
    """What collections, events and calls have in common: texts beside the summary, and records in an order."""

    objects = GatheringQuerySet.as_manager()

    TEXTS: dict[str, str | Promise] = {}  # translated texts beside the summary: {name: heading}

    class Meta:
        abstract = True

    @property
    def provider_label(self) -> str | Promise:
        """Who keeps it: shown first on its page (R36)."""
        return self.owner.label

    @property
    def parts(self) -> list[Part]:
        """The texts beside the summary that were written."""
        return parts_of(self, self.TEXTS)

    @property
    def gathered(self) -> list[Gathered]:
        """The published records that it gathers, in its order; one query, and one for each kind among them."""
        return _rows_with_notes(self.relations.filter(verb=Relation.Verb.GATHERS), "target")

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return {language: [(weight, text)]} that search finds it by, beside what every record has."""
        texts: dict[str, list[tuple[str, str]]] = {}
        for name in self.TEXTS:
            for language, text in texts_of(self, name).items():
                texts.setdefault(language, []).append(("D", text))
        return texts

    def citation_parts(self) -> list[str]:
        """Return who, when and what, each with its full stop."""
        return [f"{self.provider_label} ({self.published_at.year}).", f"{self.title_shown[0]}."]


def _rows_with_notes(relations: models.QuerySet, end: str) -> list[Gathered]:
    """Return the published records at one end of these relations, in their order."""
    found = list(relations.values_list(f"{end}__kind", end, "note", "note_language"))
    notes = {pk: (note, language) for _kind, pk, note, language in found}
    return [Gathered(row, *notes[row.record.pk]) for row in rows_of((kind, pk) for kind, pk, *_note in found)]


class Collection(Gathering):
    """Records on one subject, chosen and put in order by an editor, with an introduction (R62)."""

    introduction = models.TextField(_("introduction"), blank=True, default="")

    TEXTS = {"introduction": _("Introduction")}

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        return [(_("Kept by"), self.provider_label)]

    def row_facts(self) -> list[str | Promise]:
        """Return the line of facts under its title in lists."""
        return [capfirst(self.kind_of.label), self.owner.label]

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view of a collection has beside what every record has."""
        return {"@type": "Collection", "hasPart": [{"@id": one.row.permanent_address} for one in self.gathered]}


class Event(Gathering):
    """A workshop or meeting with all its materials: files and links of its own, and records (R58)."""

    programme = models.TextField(_("programme and results"), blank=True, default="")
    start = PartialDateField(_("first day"))
    end = PartialDateField(_("last day"), blank=True, default="")
    place = models.CharField(_("place"), max_length=200, blank=True, default="")
    organisers = models.CharField(_("organized by"), max_length=300, blank=True, default="")

    TEXTS = {"programme": _("Programme and results")}

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            partial_date_constraint("start", name="knowledge_base_event_start_is_partial"),
            partial_date_constraint("end", name="knowledge_base_event_end_is_partial"),
            models.CheckConstraint(
                condition=Q(end="") | Q(end__gte=Left(F("start"), Length(F("end")))),
                name="knowledge_base_event_ends_after_it_starts",
                violation_error_code="end",
                violation_error_message=_("The event ends before it begins."),
            ),
        ]

    @property
    def period(self) -> str:
        """From when to when, in words."""
        ends = [partial_date(self.start), partial_date(self.end)]
        return " – ".join(one for one in ends if one)

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        return [
            (_("When"), self.period),
            (pgettext("of an event", "Where"), self.place),
            (_("Organized by"), self.organisers or self.owner.label),
            (_("Languages"), vocabulary("language").listed(self.languages)),
        ]

    def row_facts(self) -> list[str | Promise]:
        """Return the line of facts under its title in lists: what, when and where."""
        return [capfirst(self.kind_of.label), self.period, self.place]

    def search_texts(self) -> dict[str, list[tuple[str, str]]]:
        """Return what search finds it by: its place and who organized it, beside the texts."""
        names = [("C", name) for name in (self.place, self.organisers)]
        return super().search_texts() | {"": names}

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        return {"year": [self.start[:4]]}

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view of an event has beside what every record has."""
        parts = {"@type": "Event", "startDate": self.start, "endDate": self.end, "location": self.place}
        return {name: value for name, value in parts.items() if value}


class Call(Gathering):
    """A call for submissions: what is asked, of whom, until when, and who has answered (R63)."""

    guidance = models.TextField(_("what to send, and how"), blank=True, default="")
    opens = models.DateField(_("open from"))
    deadline = models.DateField(_("deadline"))

    TEXTS = {"guidance": _("What to send, and how")}

    class Meta:
        verbose_name = _("call for submissions")
        verbose_name_plural = _("calls for submissions")
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__gte=F("opens")),
                name="knowledge_base_call_closes_after_it_opens",
                violation_error_code="deadline",
                violation_error_message=_("The deadline lies before the day from which the call is open."),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether answers are expected today; the day of the deadline ends last where it is latest (UTC-12)."""
        return self.opens <= self._today and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed everywhere."""
        return self.days_left < 0

    @property
    def days_left(self) -> int:
        """The number of days to the deadline; below nought when it has passed."""
        return (self.deadline - self._today).days

    @property
    def _today(self) -> date:
        return (timezone.now() - timezone.timedelta(hours=12)).date()

    @property
    def time_left(self) -> str:
        """How long it is open still, in words."""
        if self.is_over:
            return gettext("closed")
        if not self.is_open:
            return gettext("not open yet")
        if not self.days_left:
            return gettext("last day today")
        return ngettext("%(number)d day left", "%(number)d days left", self.days_left) % {"number": self.days_left}

    @property
    def answers(self) -> list[Gathered]:
        """The published records that say that they answer it, the first that did first."""
        answering = self.named_by.filter(verb=Relation.Verb.ANSWERS).order_by("source__published_at", "source")
        return _rows_with_notes(answering, "source")

    def facts(self) -> list[tuple]:
        """Return (label, value) of what the page tells in its aside."""
        return [(_("Open from"), day(self.opens)), (_("Deadline"), f"{day(self.deadline)} ({self.time_left})")]

    def row_facts(self) -> list[str | Promise]:
        """Return the line of facts under its title in lists: until when, and how long that is."""
        return [capfirst(self.kind_of.label), day(self.deadline), self.time_left]

    def facet_values(self) -> dict[str, list[str]]:
        """Return {facet of search: codes}, beside those every record has."""
        return {"year": [str(self.deadline.year)]}

    def json_ld_parts(self) -> dict:
        """Return what schema.org's view of a call has beside what every record has."""
        return {"datePublished": self.opens.isoformat(), "expires": self.deadline.isoformat()}
