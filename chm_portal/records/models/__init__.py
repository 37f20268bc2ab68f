"""The heart's tables: the record and its revisions, what they are classified by, their files, links and relations."""

from chm_portal.records.models.attachment import Attachment
from chm_portal.records.models.attachment_text import AttachmentText
from chm_portal.records.models.draft_links import DraftLink
from chm_portal.records.models.links import Link, LinkCheck, Relation
from chm_portal.records.models.record import IdentifierCounter, Record
from chm_portal.records.models.revision import Revision
from chm_portal.records.models.terms import (
    RecordArticle,
    RecordCountry,
    RecordDecision,
    RecordRegion,
    RecordTarget,
    RecordTerm,
    RecordTheme,
)
from chm_portal.records.models.translations import Translation

__all__ = [
    "Attachment",
    "AttachmentText",
    "DraftLink",
    "IdentifierCounter",
    "Link",
    "LinkCheck",
    "Record",
    "RecordArticle",
    "RecordCountry",
    "RecordDecision",
    "RecordRegion",
    "RecordTarget",
    "RecordTerm",
    "RecordTheme",
    "Relation",
    "Revision",
    "Translation",
]
