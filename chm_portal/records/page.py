"""What a record's page shows, whatever its kind, in few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, html_lang, texts_of
from chm_portal.notifications.models import TopicEntry
from chm_portal.records import authority, copying, translating
from chm_portal.records.models import Attachment, Link, LinkCheck, Record, Relation
from chm_portal.vocabularies.memory import vocabulary

# where a term leads: its own page, or the search narrowed by it
FACETS = {"countries": "country", "regions": "region"}
TERM_PAGES = {
    "themes": "search:theme_detail",
    "articles": "search:article_detail",
    "decisions": "search:decision_detail",
}


@dataclass(frozen=True)
class RelatedRecord:
    """Another published record and what it has to do with this one."""

    label: str | Promise
    record: Record
    is_listed: bool = False  # among what the record gathers, or what answers it: its page has them in a list of its own


def record_page(record: Record, user) -> dict:
    """Return the context of a published record's page; the record was fetched with `for_page`.

    While its service is switched off it can be read, classified and withdrawn, but not changed.
    """
    files, doors = files_of(record), getattr(record, "doors", [])
    checks = checked(files, doors)
    may_change = user.is_authenticated and record.kind_of.is_offered
    return {
        "record": record,
        "revision": record.current,
        "terms": terms_of(record),
        "files": files,
        "doors": [(label, address, checks.get(address)) for label, address in doors],
        "related": [other for other in related_to(record) if not other.is_listed],
        "revisions_published": record.current.number,
        "json_ld": json_ld(record),
        "discussions": TopicEntry.objects.public_of(record.topic, _merged_topics(record)),
        "may_edit": may_change and authority.may_draft(user, record),
        "may_copy": may_change and copying.may_copy(user, record),
        "may_take_over": may_change and authority.may_take_over(user, record),
        "may_classify": user.is_authenticated and authority.may_classify(user, record),
        "citation": citation(record),
        "translation": translating.standing(record, record.title_shown[1]),
        "may_translate": may_change and translating.may_translate(user, record),
        "languages_filled": list(texts_of(record, "title")),
    }


def _merged_topics(record: Record) -> QuerySet:
    """Return the names, as topics, of the records that were merged into this one."""
    return record.merged.annotate(name=Concat(Value("record:"), Cast("pk", CharField()))).values("name")


def terms_of(record: Record) -> list[dict]:
    """Return the record's terms by vocabulary: label of the field, and (label, address) of each term; one query."""
    return terms_of_each([record])[record.pk]


def terms_of_each(records: Sequence[Record]) -> dict[int, list[dict]]:
    """Return {primary key: `terms_of`} of records of one kind; one query, however many."""
    fields = dict(records[0].kind_of.form.base_term_fields())
    keys = _keys_of_terms(records, fields)
    return {record.pk: _terms_by_vocabulary(fields, keys[record.pk]) for record in records}


def _terms_by_vocabulary(fields: dict, keys: dict[str, list[int]]) -> list[dict]:
    groups = []
    for name, field in fields.items():
        words = vocabulary(field.vocabulary_name)
        terms = sorted((words.by_pk(pk) for pk in keys.get(name, [])), key=lambda term: term.place)
        if terms:
            groups.append(
                {
                    "name": name,
                    "label": field.label,
                    "codes": [term.code for term in terms],
                    "terms": [(term.label, term_address(name, term)) for term in terms],
                }
            )
    return groups


def _keys_of_terms(records: Sequence[Record], fields: dict) -> dict[int, dict[str, list[int]]]:
    """Return {primary key of the record: {name of the field: primary keys of its terms}}."""
    pks = [record.pk for record in records]
    columns = ("record_id", "field", "term_id")
    sets = [
        field.through.objects.filter(record__in=pks).order_by().annotate(field=Value(name)).values(*columns)
        for name, field in fields.items()
    ]
    keys: dict[int, dict[str, list[int]]] = {pk: defaultdict(list) for pk in pks}
    for row in sets[0].union(*sets[1:], all=True) if sets else []:
        keys[row["record_id"]][row["field"]].append(row["term_id"])
    return keys


def term_address(name: str, term) -> str:
    """Return where a term leads."""
    if name == "targets":
        return reverse("search:target_detail", args=[term.framework.code, term.code])
    if name in TERM_PAGES:
        return reverse(TERM_PAGES[name], args=[term.code])
    return f"{reverse('search:search')}?{FACETS[name]}={term.code}"


def files_of(record: Record) -> list[dict]:
    """Return files and links for the page, the original on the national CHM first (R64)."""
    return files_shown(record, record.attachments.exclude(position=None), record.links.all())


def files_shown(record: Record, attachments: Iterable[Attachment], links: Iterable[Link]) -> list[dict]:
    """Return `files_of` a record whose attachments and links were fetched already."""
    shown = []
    if record.original_url:
        shown.append(
            {
                "url": record.original_url,
                "title": _("The original on the national clearing-house"),
                "kind": "link",
                "facts": [],
            }
        )
    languages = vocabulary("language")
    for attachment in attachments:
        facts = [attachment.extension, file_size(attachment.size)]
        if attachment.language in languages:
            facts.append(languages[attachment.language].label)
        shown.append(
            {
                "url": attachment.get_absolute_url(),
                "title": attachment.title or attachment.original_name,
                "kind": "file",
                "facts": facts,
            }
        )
    for link in links:
        facts = [_("publisher's home page")] if link.is_home_page else []
        if link.language in languages:
            facts.append(languages[link.language].label)
        shown.append({"url": link.address, "title": link.title or link.address, "kind": "link", "facts": facts})
    return shown


def checked(files: list[dict], doors: list[tuple]) -> dict[str, LinkCheck]:
    """Write beside each link what is known of its address, and return that by address; one query."""
    links = [item for item in files if item["kind"] == "link"]
    checks = LinkCheck.objects.of([item["url"] for item in links] + [address for _label, address in doors])
    for item in links:
        item["check"] = checks.get(item["url"])
    return checks


def file_size(size: int) -> str:
    """Return a size in words: 340 kB, 1.2 MB."""
    if size < 1_000_000:
        return _("%(number)s kB") % {"number": localize(max(1, round(size / 1000)))}
    return _("%(number)s MB") % {"number": localize(round(size / 1_000_000, 1))}


def related_to(record: Record) -> list[RelatedRecord]:
    """Return related records, both directions, only where the other end is published."""
    return related_to_each([record])[record.pk]


def related_to_each(records: Sequence[Record]) -> dict[int, list[RelatedRecord]]:
    """Return {primary key: `related_to`} of records; one query, however many."""
    pks = {record.pk for record in records}
    either = Q(source__in=pks, target__state="published") | Q(target__in=pks, source__state="published")
    named: dict[int, list[RelatedRecord]] = {pk: [] for pk in pks}
    naming: dict[int, list[RelatedRecord]] = {pk: [] for pk in pks}
    for row in Relation.objects.filter(either).select_related("source", "target"):
        if row.source_id in pks and row.target.state == Record.State.PUBLISHED:
            gathers = row.verb == Relation.Verb.GATHERS
            named[row.source_id].append(RelatedRecord(row.get_verb_display(), row.target, gathers))
        if row.target_id in pks and row.source.state == Record.State.PUBLISHED:
            answers = row.verb == Relation.Verb.ANSWERS
            naming[row.target_id].append(RelatedRecord(row.inverse, row.source, answers))
    return {pk: named[pk] + naming[pk] for pk in pks}


def citation(record: Record) -> list[str]:
    """Return how to cite the record, part by part, so that a page can keep each in its own direction."""
    return [part for part in [*record.citation_parts(), f"{record.identifier}.", record.permanent_address] if part]


def json_ld(record: Record) -> dict:
    """Return schema.org's view of the record; kinds add to it by `json_ld_parts`."""
    titles = texts_of(record, "title")
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": record.permanent_address,
        "identifier": record.identifier,
        "name": [{"@language": html_lang(code), "@value": text} for code, text in titles.items()],
        "description": [
            {"@language": html_lang(code), "@value": text} for code, text in texts_of(record, "summary").items()
        ],
        "inLanguage": [html_lang(code) if code in LANGUAGE_CODES else code for code in record.languages],
        "dateModified": record.updated_at.isoformat(),
        "isAccessibleForFree": True,
        "url": settings.PORTAL_ADDRESS + record.get_absolute_url(),
    } | record.json_ld_parts()
