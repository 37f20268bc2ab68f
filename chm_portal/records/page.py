"""What a record's page shows, whatever its kind, in few queries."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, Value
from django.urls import reverse
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chm_portal.common.languages import LANGUAGE_CODES, html_lang, texts_of
from chm_portal.notifications.models import TopicEntry
from chm_portal.records import authority, copying
from chm_portal.records.models import LinkCheck, Record, Relation
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
        "related": related_to(record),
        "revisions_published": record.current.number,
        "json_ld": json_ld(record),
        "discussions": TopicEntry.objects.public_of(record.topic),
        "may_edit": may_change and authority.may_draft(user, record),
        "may_copy": may_change and copying.may_copy(user, record),
        "may_take_over": may_change and authority.may_take_over(user, record),
        "may_classify": user.is_authenticated and authority.may_classify(user, record),
        "citation": citation(record),
        "languages_filled": list(texts_of(record, "title")),
    }


def terms_of(record: Record) -> list[dict]:
    """Return the record's terms by vocabulary: label of the field, and (label, address) of each term; one query."""
    fields = dict(record.kind_of.form.base_term_fields())
    keys = _keys_of_terms(record, fields)
    groups = []
    for name, field in fields.items():
        words = vocabulary(field.vocabulary_name)
        terms = sorted((words.by_pk(pk) for pk in keys[name]), key=lambda term: term.place)
        if terms:
            groups.append(
                {
                    "name": name,
                    "label": field.label,
                    "terms": [(term.label, term_address(name, term)) for term in terms],
                }
            )
    return groups


def _keys_of_terms(record: Record, fields: dict) -> dict[str, list[int]]:
    """Return {name of the field: primary keys of its terms}."""
    sets = [
        field.through.objects.filter(record=record).order_by().annotate(field=Value(name)).values("field", "term_id")
        for name, field in fields.items()
    ]
    keys: dict[str, list[int]] = {name: [] for name in fields}
    for row in sets[0].union(*sets[1:], all=True) if sets else []:
        keys[row["field"]].append(row["term_id"])
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
    for attachment in record.attachments.exclude(position=None):
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
    for link in record.links.all():
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
    either = Q(source=record.pk, target__state="published") | Q(target=record.pk, source__state="published")
    rows = list(Relation.objects.filter(either).select_related("source", "target"))
    out = [RelatedRecord(row.get_verb_display(), row.target) for row in rows if row.source_id == record.pk]
    return out + [RelatedRecord(row.inverse, row.source) for row in rows if row.target_id == record.pk]


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
