"""What the page of a term gathers beside its list: what there is about it, and who else has done it (R43)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from chm_portal.common.topics import look_up
from chm_portal.directory.models import Organisation
from chm_portal.records import kinds
from chm_portal.records.models import RecordDecision
from chm_portal.vocabularies.memory import vocabulary

LATEST = 1_000  # records whose authors are read
MOST = 12  # entries of a group, the most frequent first


@dataclass(frozen=True)
class Counted:
    """Something with the number of a term's records that are of it, and where to read on."""

    label: str | Promise
    url: str
    count: int
    below: list["Counted"] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Counted things under a heading."""

    label: str | Promise
    entries: list[Counted]


def groups_of(records: QuerySet, facet: str, code: str) -> list[Group]:
    """Return what there is among these published records of a term, who publishes and who wrote it, and the decisions.

    Six queries, however many records; `facet` and `code` are the term's, for the searches that entries lead to.
    """
    search = f"{reverse('search:search')}?{facet}={code}"
    found = [
        Group(_("What there is"), _what_there_is(records, search)),
        Group(_("Who else has done this"), _who(records)),
        Group(_("People who wrote about it"), _people(records, search)),
    ]
    if facet != "decision":
        found.append(Group(_("Decisions about it"), _decisions(records)))
    return [group for group in found if group.entries]


def _what_there_is(records: QuerySet, search: str) -> list[Counted]:
    """Return kinds of record, and the types of those kinds that have some: guidelines, case studies."""
    counted: list[Counted] = []
    for slug, number in _counts(records, "kind"):
        kind = kinds.get(slug)
        if hasattr(kind.model, "type_id"):
            types = vocabulary("resource_type")
            of_kind = kind.model.objects.filter(pk__in=records.values("pk"))
            counted += [
                Counted(types.by_pk(pk).label, f"{search}&type={types.by_pk(pk).code}", of_type)
                for pk, of_type in _counts(of_kind, "type")
            ]
        else:
            counted.append(Counted(capfirst(kind.label_plural), f"{search}&kind={slug}", number))
    return _first(counted)


def _who(records: QuerySet) -> list[Counted]:
    """Return the Parties and organisations whose records these are, whoever has registered them."""
    numbers: Counter[str] = Counter()
    organisations: Counter[int] = Counter()
    columns = ("party", "owner_country", "owner_organisation")
    for party, country, organisation, number in records.order_by().values_list(*columns).annotate(Count("pk")):
        if party or country:
            numbers[f"country:{vocabulary('country').by_pk(party or country).code}"] += number
        elif organisation:
            organisations[organisation] += number
    codes = Organisation.objects.filter(pk__in=organisations).values_list("pk", "code") if organisations else []
    numbers.update({f"organisation:{code}": organisations[pk] for pk, code in codes})
    topics = look_up(numbers)
    return _first(Counted(topic.title, topic.url, numbers[name]) for name, topic in topics.items())


def _people(records: QuerySet, search: str) -> list[Counted]:
    """Return the authors that the latest of these records name, each with a search for what they wrote about it."""
    numbers: Counter[str] = Counter()
    for kind in kinds.every():
        if hasattr(kind.model, "authors"):
            written = kind.model.objects.filter(pk__in=records.values("pk")).exclude(authors="")
            for names in written.order_by("-pk").values_list("authors", flat=True)[:LATEST]:
                numbers.update({name.strip() for name in names.splitlines() if name.strip()})
    quoted = {name: quote_plus('"{}"'.format(name.replace('"', " "))) for name in numbers}
    return _first(Counted(name, f"{search}&q={quoted[name]}", number) for name, number in numbers.items())


def _decisions(records: QuerySet) -> list[Counted]:
    """Return the decisions that these records name."""
    named = RecordDecision.objects.filter(record__in=records.values("pk"))
    decisions = vocabulary("decision")
    return _first(
        Counted(decisions.by_pk(pk).label, reverse("search:decision_detail", args=[decisions.by_pk(pk).code]), number)
        for pk, number in _counts(named, "term")
    )


def _counts(rows: QuerySet, column: str) -> Iterable[tuple]:
    return rows.order_by().values_list(column).annotate(number=Count("pk"))


def _first(counted: Iterable[Counted]) -> list[Counted]:
    return sorted(counted, key=lambda one: (-one.count, str(one.label)))[:MOST]
