"""Records in each state, made through the workflow like everything else."""

from uuid import uuid4

from chm_portal.directory.owners import Owner
from chm_portal.records import checking, kinds, publication, review, submission
from chm_portal.records.models import Record, Revision
from chm_portal.vocabularies.memory import vocabulary
from tests.people import COUNTRY_A, make_organisation

SUMMARY = (
    "Explains step by step how a country writes and revises its national biodiversity strategy and action plan, "
    "with examples from Parties."
)


def payload(**answers) -> dict:
    """Return a complete payload of a resource, with these answers in place of its own."""
    return {
        "title_en": "Guide to national strategies",
        "summary_en": SUMMARY,
        "type": "guideline",
        "provider": "secretariat",
        "date": "2007-05",
        "languages": ["en"],
        "themes": ["invasive-alien-species"],
        "articles": ["6"],
        "links": [{"address": "https://www.example.org/guide.pdf", "title": "The guide", "language": "en"}],
        "licence": "cc-by-4.0",
        "is_public": True,
    } | answers


def report_payload(**answers) -> dict:
    """Return a complete payload of a national report but for its cycle, which is settled when it is begun."""
    return {
        "title_en": "Fourth national report of the Party",
        "summary_en": "Status and trends, the strategy, how other sectors take part, progress towards the target.",
        "languages": ["en", "fr"],
        "period_start": "2005",
        "period_end": "2009",
        "submitted": "2009-05",
        "links": [{"address": "https://www.example.org/nr4.pdf", "title": "The report", "language": "en"}],
        "is_public": True,
    } | answers


def strategy_payload(**answers) -> dict:
    """Return a complete payload of a strategy."""
    return {
        "title_en": "National biodiversity strategy",
        "summary_en": "Fifteen objectives for ten years.",
        "strategy_kind": "nbsap",
        "languages": ["en"],
        "period_start": "2006",
        "period_end": "2016",
        "adopted": "2006-10",
        "links": [{"address": "https://www.example.org/nbsap.pdf", "title": "The strategy", "language": "en"}],
        "is_public": True,
    } | answers


def profile_payload(**answers) -> dict:
    """Return a complete payload of a country profile."""
    return {
        "biodiversity_en": "Forests, heaths and a short coast.",
        "biodiversity_fr": "Des forêts, des landes et une côte courte.",
        "planning_en": "The strategy has fifteen objectives.",
        "chm_address": "https://www.biodiv.example/",
        "is_public": True,
    } | answers


def source_payload(**answers) -> dict:
    """Return a complete payload of an information source."""
    return {
        "title_en": "Register of alien species",
        "summary_en": "Names, places and dates of first sightings of alien species, for those who plan against them.",
        "holder": "Institute of Nature Research",
        "languages": ["en"],
        "themes": ["invasive-alien-species"],
        "address": "https://www.example.org/register/",
        "access": "open",
        "licence": "cc-by-4.0",
        "update_cycle": "monthly",
        "api_url": "https://www.example.org/api/",
        "contact": "Data help desk",
        "is_public": True,
    } | answers


def initiative_payload(**answers) -> dict:
    """Return a complete payload of an initiative."""
    return {
        "title_en": "Mangroves for the coast",
        "summary_en": "Villages plant and keep mangroves, and count what comes back to live in them.",
        "description_en": "Each village has a nursery and a warden.",
        "achieved_en": "Four hundred hectares planted by 2012.",
        "status": "under-way",
        "extent": "national",
        "start": "2009-03",
        "end": "2014",
        "languages": ["en", "fr"],
        "lead_name": "Ministry of the Sea",
        "partners": [{"organisation": "", "name": "Institute of Nature Research"}],
        "funders": [{"name": "Fund for the Coast"}],
        "budget": "1500000",
        "currency": "EUR",
        "themes": ["invasive-alien-species"],
        "links": [{"address": "https://www.example.org/mangroves/", "title": "Its site", "language": "en"}],
        "is_public": True,
    } | answers


def collection_payload(**answers) -> dict:
    """Return a complete payload of a collection; what it gathers has to be published before."""
    return {
        "title_en": "A toolbox for plans",
        "summary_en": "What helps to write a national strategy, in the order in which it is needed.",
        "introduction_en": "Begin with the guide, then look at what others wrote.",
        "gathered": [],
        "themes": ["invasive-alien-species"],
        "is_public": True,
    } | answers


def event_payload(**answers) -> dict:
    """Return a complete payload of an event."""
    return {
        "title_en": "Workshop on coasts",
        "summary_en": "Three days on mangroves, for those who write national strategies.",
        "programme_en": "Each country showed its nursery.",
        "start": "2009-03-02",
        "end": "2009-03-04",
        "place": "Douala, Cameroon",
        "organisers": "Institute of Nature Research",
        "languages": ["en", "fr"],
        "links": [{"address": "https://www.example.org/workshop/", "title": "Its site", "language": "en"}],
        "themes": ["invasive-alien-species"],
        "is_public": True,
    } | answers


def call_payload(**answers) -> dict:
    """Return a complete payload of a call for submissions."""
    return {
        "title_en": "Call for case studies on coasts",
        "summary_en": "Parties and partners are asked for case studies that can be shown to others.",
        "guidance_en": "Two pages are enough; say what it cost.",
        "opens": "2026-01-01",
        "deadline": "2099-12-31",
        "themes": ["invasive-alien-species"],
        "is_public": True,
    } | answers


#: A complete payload of each kind, and the answers that are given when a record of it is begun.
COMPLETE = {
    "resource": (payload, {}),
    "national-report": (report_payload, {"cycle": "nr4"}),
    "strategy": (strategy_payload, {}),
    "country-profile": (profile_payload, {}),
    "information-source": (source_payload, {}),
    "initiative": (initiative_payload, {}),
    "collection": (collection_payload, {}),
    "event": (event_payload, {}),
    "call": (call_payload, {}),
}


def owner(key: str) -> Owner:
    """Return country A ("a"), country B ("b"), the organisation ("partner") or the secretariat as owner."""
    if key == "partner":
        return Owner.organisation(make_organisation("iucn"))
    if key == "secretariat":
        return Owner.secretariat()
    return Owner.party(vocabulary("country")[{"a": COUNTRY_A, "b": "cm"}[key]])


def draft(by, of: str = "a", kind: str = "resource", **answers) -> Revision:
    """Return a draft with a complete payload; a national one of the secretariat concerns country B."""
    complete, first = COMPLETE[kind]
    begun = {name: answers.pop(name, value) for name, value in first.items()}
    party = owner("b") if of == "secretariat" and kinds.get(kind).national else None
    concerned = vocabulary("country")[party.slug] if party else None
    revision = submission.start(kinds.get(kind), owner(of), by, uuid4(), party=concerned, answers=begun)
    return submission.save(revision, by, complete(**answers)).revision


def submitted(by, of: str = "a", kind: str = "resource", **answers) -> Revision:
    """Return a submitted revision: endorsed at once if `by` speaks for the owner."""
    return submission.submit(draft(by, of, kind, **answers), by)


def check_of(revision: Revision, **changes) -> dict:
    """Return a classification check that confirms everything but these changes."""
    return checking.as_classified(revision) | changes


def published(by, curator, of: str = "a", kind: str = "resource", **answers) -> Record:
    """Return a published record, submitted by somebody who speaks for the owner and approved by a curator."""
    revision = submitted(by, of, kind, **answers)
    return publication.publish(revision, curator, check=check_of(revision))


def registered(by, of: str = "a", kind: str = "national-report", **answers) -> Record:
    """Return a published national record, by somebody who speaks for its owner."""
    return published(by, by, of, kind, **answers)


def one_of_each_kind(person) -> dict[str, Record]:
    """Return a published record of every kind, by kind: national ones of country A, all others the secretariat's."""
    speaker, curator = person("focal_point_a"), person("curator")
    return {
        kind: registered(speaker, kind=kind)
        if kinds.get(kind).national
        else published(curator, curator, "secretariat", kind)
        for kind in COMPLETE
    }


def revised(record: Record, by, curator, **answers) -> Record:
    """Return the record with one more published revision."""
    revision = submission.open_revision(record, by)
    submission.save(revision, by, answers)
    revision = submission.submit(revision, by)
    return publication.publish(revision, curator, check=check_of(revision))


def returned(by, curator, of: str = "a", **answers) -> Revision:
    """Return a revision that came back."""
    return review.send_back(submitted(by, of, **answers), curator, ["incomplete"], "Say for whom it is.")
