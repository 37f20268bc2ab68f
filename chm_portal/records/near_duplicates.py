"""What looks like one and the same thing: nearly the same title, or the same address.

Titles are compared by trigrams, each with what others are called in the same language; addresses however they are
written. Only what a person may see is a candidate. It blocks nothing: people are told, and decide.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.contrib.postgres.lookups import TrigramSimilar
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, suffix
from chm_portal.directory import access
from chm_portal.records import authority, kinds
from chm_portal.records.fields import LinksField
from chm_portal.records.forms import RecordForm
from chm_portal.records.models import Link, Record, Revision
from chm_portal.records.models.keys import AddressKey, TitleKey

NEAR = 0.6  # share of trigrams in common: one word of five may differ
MOST_ADDRESSES = 20  # of one record that are looked for
MOST_LINKED = 50  # records that lead to one of them
MOST_SHOWN = 5

NEAR_TITLE, SAME_ADDRESS = _("nearly the same title"), _("the same address")


@dataclass(frozen=True)
class Likeness:
    """What others are compared with: titles by language, and addresses."""

    titles: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    party: int | None = None  # the Party concerned: what two Parties call alike is two things

    def compared(self, column: str) -> Q:
        """Return which records are compared by title; `column` leads to their columns."""
        compared = Q(**{f"{column}subject": None})
        if self.party:
            compared &= Q(**{f"{column}party": None}) | Q(**{f"{column}party": self.party})
        return compared


@dataclass(frozen=True)
class NearDuplicate:
    """A published record, or an open revision, that may be the same thing, and what speaks for it."""

    record: Record
    why: list[str | Promise]
    revision: Revision | None = None  # what is not published yet
    is_mine: bool = False  # whether the person who is told keeps it

    @property
    def title_shown(self) -> tuple[str, str]:
        """Return (title, language) for the active reader."""
        return self.revision.working_title if self.revision else self.record.title_shown


def likeness_of(revision: Revision) -> Likeness:
    """Return what a revision can be found by; of what there is only one of for its subject, the addresses alone."""
    payload, form = revision.upgraded_payload(), revision.kind_of.form
    titles = {} if revision.record.subject else {code: payload.get(f"title_{suffix(code)}") for code in LANGUAGE_CODES}
    rows = [row for name in _link_fields(form) for row in payload.get(name) or [] if isinstance(row, dict)]
    addresses = [row.get("address") for row in rows if not row.get("is_home_page")]
    addresses += [payload.get(name) for name in _address_fields(form)]
    return Likeness(
        {code: title for code, title in titles.items() if isinstance(title, str) and title.strip()},
        list(dict.fromkeys(one for one in addresses if isinstance(one, str) and one))[:MOST_ADDRESSES],
        revision.record.party_id,
    )


def of_revision(revision: Revision, user) -> list[NearDuplicate]:
    """Return what may be the same as a revision, published things first, as far as this person may see it.

    Seen are published records, drafts of the owners one works for, and what waits for one's decision.
    """
    likeness = likeness_of(revision)
    if not (likeness.titles or likeness.addresses):
        return []
    keeps = access.owners_of(user)
    with nearness():
        published = published_like(likeness, revision.record_id)[:MOST_SHOWN]
        found = [NearDuplicate(one, reasons(one), None, one.owner in keeps) for one in published]
        unpublished = _open_like(likeness, user).exclude(record=revision.record_id)[: MOST_SHOWN - len(found)]
        found += [NearDuplicate(one.record, reasons(one), one, one.record.owner in keeps) for one in unpublished]
    return found


@contextmanager
def nearness(share: float = NEAR) -> Iterator[None]:
    """Have PostgreSQL call two texts similar from this share of trigrams on, until the transaction ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [str(share)])
        yield


def published_like(likeness: Likeness, record: int) -> QuerySet[Record]:
    """Return what is published and like this, but for the record of this key; to be read within `nearness`.

    Each says by `has_title` and `has_address` what speaks for it; the same address comes first.
    """
    titled = _titled(likeness.titles, F) & likeness.compared("")
    linked = Q(pk__in=_records_that_lead_to(likeness.addresses))
    like = Record.objects.published().for_list().exclude(pk=record).filter(titled | linked)
    return like.annotate(**_marks(titled, linked)).order_by("-has_address", "-updated_at", "-pk")


def _open_like(likeness: Likeness, user) -> QuerySet[Revision]:
    titled = _titled(likeness.titles, lambda name: KeyTextTransform(name, "payload"))
    titled &= likeness.compared("record__")
    linked = Q(pk__in=[])
    forms = [kind.form for kind in kinds.every()]
    for address in likeness.addresses:
        for name in dict.fromkeys(name for form in forms for name in _link_fields(form)):
            linked |= Q(payload__contains={name: [{"address": address}]})
        for name in dict.fromkeys(name for form in forms for name in _address_fields(form)):
            linked |= Q(payload__contains={name: address})
    seen = Q(record__in=Record.objects.kept_by(user)) | Q(pk__in=authority.waiting_for(user).order_by().values("pk"))
    like = Revision.objects.open().filter(titled | linked).filter(seen)
    shown = like.select_related("record__owner_country", "record__owner_organisation")
    return shown.annotate(**_marks(titled, linked)).order_by("-has_address", "-saved_at", "-pk")


def _titled(titles: dict[str, str], column) -> Q:
    """Return the condition that a title is near the one of its own language; `column` gives the text of title_fr."""
    condition = Q(pk__in=[])
    for code, title in titles.items():
        condition |= Q(TrigramSimilar(TitleKey(column(f"title_{suffix(code)}")), TitleKey(Value(title))))
    return condition


def _marks(titled: Q, linked: Q) -> dict[str, ExpressionWrapper]:
    return {"has_title": as_mark(titled), "has_address": as_mark(linked)}


def as_mark(condition: Q) -> ExpressionWrapper:
    """Return a condition as a column that says whether it holds."""
    return ExpressionWrapper(condition, BooleanField())


def reasons(found) -> list[str | Promise]:
    """Return in words what speaks for it, of whatever says `has_address` and `has_title`."""
    return [*([SAME_ADDRESS] if found.has_address else []), *([NEAR_TITLE] if found.has_title else [])]


def _records_that_lead_to(addresses: list[str]) -> list[int]:
    """Return the keys of published records that lead to one of these addresses; one query, none without addresses."""
    if not addresses:
        return []
    keys = [AddressKey(Value(address)) for address in addresses]
    links = Link.objects.filter(record__state="published", is_home_page=False).alias(key=AddressKey(F("address")))
    originals = Record.objects.published().exclude(original_url="").alias(key=AddressKey(F("original_url")))
    found = [links.filter(key__in=keys).values_list("record_id"), originals.filter(key__in=keys).values_list("pk")]
    for kind in kinds.every():
        for name in getattr(kind.model, "LED_TO", ()):
            children = kind.model.objects.published().alias(key=AddressKey(F(name)))
            found.append(children.exclude(**{name: ""}).filter(key__in=keys).values_list("pk"))
    first, *others = (one.order_by() for one in found)
    return [pk for (pk,) in first.union(*others)[:MOST_LINKED]]


def _link_fields(form: type[RecordForm]) -> list[str]:
    return [name for name, one in form.base_fields.items() if isinstance(one, LinksField)]


def _address_fields(form: type[RecordForm]) -> list[str]:
    """Return the fields of a form that hold one address: the original, and what the kind leads to."""
    names = ("original_url", *getattr(form._meta.model, "LED_TO", ()))
    return [name for name in names if name in form.base_fields]
