"""Published records with files that say something."""

from django.core.files.uploadedfile import SimpleUploadedFile

from chm_portal.records import file_texts, publication, sections, submission
from chm_portal.records.models import Record, Revision
from tests import world


def with_files(revision: Revision, by, files: dict[str, bytes], language: str = "") -> Revision:
    """Return a draft to which these files are attached, in this language."""
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    rows, refused = sections.store_uploads(revision, by, uploads)
    assert not refused
    rows = [{"file": row["file"], "title": "", "language": language} for row in rows]
    return submission.save(revision, by, {"files": rows}).revision


def published_with(by, curator, files: dict[str, bytes], language: str = "", **answers) -> Record:
    """Return a published resource with these files, not read yet."""
    revision = submission.submit(with_files(world.draft(by, **answers), by, files, language), by)
    return publication.publish(revision, curator, check=world.check_of(revision))


def read_all() -> int:
    """Read the files of all records, as the sweep does."""
    file_texts.take_in()
    return file_texts.read_due(60)
