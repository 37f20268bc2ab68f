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


def owner(key: str) -> Owner:
    """Return country A ("a"), country B ("b"), the organisation ("partner") or the secretariat as owner."""
    if key == "partner":
        return Owner.organisation(make_organisation("iucn"))
    if key == "secretariat":
        return Owner.secretariat()
    return Owner.party(vocabulary("country")[{"a": COUNTRY_A, "b": "cm"}[key]])


def draft(by, of: str = "a", kind: str = "resource", **answers) -> Revision:
    """Return a draft with a complete payload."""
    revision = submission.start(kinds.get(kind), owner(of), by, uuid4())
    return submission.save(revision, by, payload(**answers)).revision


def submitted(by, of: str = "a", **answers) -> Revision:
    """Return a submitted revision: endorsed at once if `by` speaks for the owner."""
    return submission.submit(draft(by, of, **answers), by)


def check_of(revision: Revision, **changes) -> dict:
    """Return a classification check that confirms everything but these changes."""
    return checking.as_classified(revision) | changes


def published(by, curator, of: str = "a", **answers) -> Record:
    """Return a published record, submitted by somebody who speaks for the owner and approved by a curator."""
    revision = submitted(by, of, **answers)
    return publication.publish(revision, curator, check=check_of(revision))


def revised(record: Record, by, curator, **answers) -> Record:
    """Return the record with one more published revision."""
    revision = submission.open_revision(record, by)
    submission.save(revision, by, answers)
    revision = submission.submit(revision, by)
    return publication.publish(revision, curator, check=check_of(revision))


def returned(by, curator, of: str = "a", **answers) -> Revision:
    """Return a revision that came back."""
    return review.send_back(submitted(by, of, **answers), curator, ["incomplete"], "Say for whom it is.")
