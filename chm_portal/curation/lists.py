"""The lists of the editors' desk: what is published and could be better, each with what is wrong and what to do.

Every list is a number on the desk and a page of rows; none reads more than its page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest, Length
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chm_portal.common.dates import day
from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.curation.models import DuplicatePair
from chm_portal.records import authority, kinds, link_checks, near_duplicates
from chm_portal.records.fields import FilesField, GatheredField, LinksField
from chm_portal.records.models import Attachment, Link, Record, RecordTarget, RecordTheme, Relation, Revision
from chm_portal.records.models.record import RecordQuerySet

SHORT_SUMMARY = 100  # characters, in the language that says most
OVERDUE = timedelta(days=14)


@dataclass(frozen=True)
class Row:
    """One line: a record, what is wrong with it, and where to put it right."""

    record: Record
    title: tuple[str, str]
    url: str
    why: list[str | Promise]
    action_url: str = ""
    action: str | Promise = ""
    other: Record | None = None  # what it looks like


@dataclass(frozen=True)
class DeskList:
    """One list: `find` gives its things among these published records, `row` shows one of them."""

    slug: str
    label: str | Promise
    hint: str | Promise
    find: Callable[[RecordQuerySet, object], QuerySet | Sequence]
    row: Callable[[object], Row]


def _row(record: Record, why: list, action_url: str = "", action: str | Promise = "") -> Row:
    return Row(record, record.title_shown, record.get_absolute_url(), why, action_url, action)


def _kinds_with(test: Callable[[type], bool]) -> list[str]:
    return [kind.slug for kind in kinds.every() if test(kind.form)]


def _unclassified(records: RecordQuerySet, user) -> QuerySet:
    marks = {}
    for name, through in (("themes", RecordTheme), ("targets", RecordTarget)):
        asked = _kinds_with(lambda form, name=name: name in dict(form.base_term_fields()))
        marks[f"without_{name}"] = Q(kind__in=asked) & ~Exists(through.objects.filter(record=OuterRef("pk")))
    return _marked(records, marks)


def _row_unclassified(record: Record) -> Row:
    why = [*([_("no theme")] if record.without_themes else []), *([_("no target")] if record.without_targets else [])]
    return _row(record, why, reverse("records:record_classify", args=[record.pk]), _("Classify"))


def _poorly_described(records: RecordQuerySet, user) -> QuerySet:
    lengths = [Coalesce(Length(f"summary_{suffix(code)}"), 0, output_field=IntegerField()) for code in LANGUAGE_CODES]
    holds = _kinds_with(_is_opened)
    summarised = _kinds_with(lambda form: "summary_en" in form.base_fields)
    links = Link.objects.filter(record=OuterRef("pk"))
    files = Attachment.objects.filter(record=OuterRef("pk")).exclude(position=None)
    marks = {
        "has_short_summary": Q(kind__in=summarised, longest__lt=SHORT_SUMMARY),
        "leads_nowhere": Q(kind__in=holds, original_url="") & ~Exists(links) & ~Exists(files),
        "says_no_language": Q(kind__in=_kinds_with(lambda form: "languages" in form.base_fields), languages=[]),
    }
    return _marked(records.annotate(longest=Greatest(*lengths)), marks)


def _is_opened(form) -> bool:
    """Whether records of this form lead to something to open; those that gather others lead to these."""
    fields = form.base_fields.values()
    return any(isinstance(field, LinksField | FilesField) for field in fields) and not any(
        isinstance(field, GatheredField) for field in fields
    )


def _row_poorly_described(record: Record) -> Row:
    why = []
    if record.has_short_summary:
        why.append(_("summary of %(number)d characters") % {"number": record.longest})
    if record.leads_nowhere:
        why.append(_("no file and no link"))
    if record.says_no_language:
        why.append(_("no language named"))
    return _row(record, why)


def _languages_missing(records: RecordQuerySet, user) -> QuerySet:
    written = [Q(**{f"title_{suffix(code)}__gt": ""}) for code in LANGUAGE_CODES]
    several = Q(pk__in=[])
    for number, one in enumerate(written):
        for other in written[number + 1 :]:
            several |= one & other
    newer = Relation.objects.filter(
        source=OuterRef("pk"), verb=Relation.Verb.TRANSLATES, target__updated_at__gt=OuterRef("updated_at")
    )
    return _marked(records, {"is_behind": Q(Exists(newer)), "is_in_one_language": ~several})


def _row_languages(record: Record) -> Row:
    why = [*([_("older than what it translates")] if record.is_behind else [])]
    if record.is_in_one_language:
        why.append(_("described in one language only"))
    return _row(record, why)


def _marked(records: RecordQuerySet, marks: dict[str, Q]) -> QuerySet:
    """Keep the records that have one of the marks; each says which."""
    condition = Q(pk__in=[])
    for mark in marks.values():
        condition |= mark
    shown = records.for_list().filter(condition).defer(*(f"summary_{suffix(code)}" for code in LANGUAGE_CODES))
    return shown.annotate(**{name: near_duplicates.as_mark(mark) for name, mark in marks.items()})


def _duplicates(records: RecordQuerySet, user) -> QuerySet:
    pairs = DuplicatePair.objects.open().filter(Q(first__in=records.values("pk")) | Q(second__in=records.values("pk")))
    return pairs.select_related("first__owner_organisation", "second__owner_organisation")


def _row_duplicate(pair: DuplicatePair) -> Row:
    address = f"{reverse('curation:record_merge')}?gone={pair.second.identifier}&stays={pair.first.identifier}"
    first = pair.first
    why = near_duplicates.reasons(pair)
    return Row(first, first.title_shown, first.get_absolute_url(), why, address, _("Compare"), pair.second)


def _broken_links(records: RecordQuerySet, user) -> list[link_checks.BrokenLink]:
    return link_checks.broken_links(records)


def _row_broken(link: link_checks.BrokenLink) -> Row:
    why = [link.address, _("has not answered since %(day)s") % {"day": day(link.since)}]
    return _row(link.record, why)


def _overdue(records: RecordQuerySet, user) -> QuerySet:
    """Return what waits too long; `records` are not only the published ones here."""
    waiting = authority.waiting_for(user).filter(submitted_at__lt=timezone.now() - OVERDUE)
    return waiting.filter(record__in=records.values("pk"))


def _row_overdue(revision: Revision) -> Row:
    why = [_("waits since %(day)s") % {"day": day(revision.submitted_at)}]
    if revision.is_claimed:
        why.append(_("claimed by %(name)s") % {"name": revision.claimed_by})
    address = reverse("records:review_detail", args=[revision.pk])
    return Row(revision.record, revision.working_title, address, why, address, _("Review"))


LISTS = [
    DeskList(
        "unclassified",
        gettext_lazy("Without a theme or target"),
        gettext_lazy(
            "Nobody finds these by theme or target. Add the secretariat’s terms; the owner’s stay as they are."
        ),
        _unclassified,
        _row_unclassified,
    ),
    DeskList(
        "poorly-described",
        gettext_lazy("Poorly described"),
        gettext_lazy("Short summaries, nothing to open, no language. Write to the owner, who can put it right."),
        _poorly_described,
        _row_poorly_described,
    ),
    DeskList(
        "duplicates",
        gettext_lazy("Probable duplicates"),
        gettext_lazy("Nearly the same title or the same address. Compare the two, then merge them or tell them apart."),
        _duplicates,
        _row_duplicate,
    ),
    DeskList(
        "broken-links",
        gettext_lazy("Links that do not answer"),
        gettext_lazy("Who speaks for the owner gets one letter a month that names them."),
        _broken_links,
        _row_broken,
    ),
    DeskList(
        "languages",
        gettext_lazy("Languages missing"),
        gettext_lazy("Described in one language only, or a translation that is older than its original."),
        _languages_missing,
        _row_languages,
    ),
    DeskList(
        "overdue",
        gettext_lazy("Reviews overdue"),
        gettext_lazy("Submitted more than 14 days ago, and still without a decision."),
        _overdue,
        _row_overdue,
    ),
]
BY_SLUG = {one.slug: one for one in LISTS}
