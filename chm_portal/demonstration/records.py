"""Carries the records of the demonstration through the workflow, each to the state its row names."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from chm_portal.accounts.models import User
from chm_portal.demonstration import content
from chm_portal.demonstration.people import People
from chm_portal.directory import access
from chm_portal.directory.owners import Owner
from chm_portal.records import checking, classification, kinds, publication, review, submission
from chm_portal.records.models import Record, Revision
from chm_portal.records.sections import store_uploads
from chm_portal.vocabularies.memory import vocabulary


class Entering:
    """One run over the rows: who acts, and the identifiers given so far, by which later rows refer to earlier ones."""

    def __init__(self, people: People):
        self.people = people
        self.identifiers: dict[str, str] = {}

    def enter(self, row: dict[str, Any]) -> Record:
        """Draft a record and bring it to its state; raises ValidationError with what its form finds wrong."""
        by = self.people[row["by"]]
        kind = kinds.get(row.get("kind", "resource"))
        key = uuid5(NAMESPACE_URL, f"demonstration/{row['key']}")
        answers = content.answers(row)
        revision = submission.start(
            kind,
            Owner.parse(row["owner"]),
            by,
            key,
            party=vocabulary("country").get(row.get("party", "")),
            answers={name: answers[name] for name in kind.form.fixed},
            is_demonstration=True,
        )
        named = {"relations": self._relations, "gathered": self._gathered}
        answers |= {name: read(row) for name, read in named.items() if name in kind.form.base_fields}
        if "files" in kind.form.base_fields:
            answers |= {"files": self._files(row, revision, by)}
        revision = self._write(revision, by, answers)
        if row["state"] == "draft":
            return revision.record
        revision = submission.submit(revision, by)
        if row["state"] == "submitted":
            return revision.record
        if row["state"] == "returned":
            self._send_back(revision, row["return"])
            return revision.record
        if revision.record.is_national:
            return self._publish_national(row, revision)
        revision = self._endorse(revision)
        if row["state"] == "endorsed":
            return revision.record
        return self._publish(row, revision, by)

    def _publish_national(self, row: dict[str, Any], revision: Revision) -> Record:
        """Let who speaks for the owner publish it; the secretariat adds its terms afterwards."""
        record = publication.publish(revision, self._voice_of(revision))
        self.identifiers[row["key"]] = record.identifier
        if terms := row.get("classify"):
            classification.classify(record, self._curator(), {name: set(codes) for name, codes in terms.items()})
        return record

    def _publish(self, row: dict[str, Any], revision: Revision, by: User) -> Record:
        record = self._approve(revision, row.get("check", {}))
        self.identifiers[row["key"]] = record.identifier
        if "revise" in row:
            again = self._write(submission.open_revision(record, by), by, content.answers(row["revise"]))
            record = self._approve(self._endorse(submission.submit(again, by)), {})
        if row["state"] == "withdrawn":
            withdrawal = row["withdraw"]
            record = publication.withdraw(record, self.people[withdrawal["by"]], withdrawal["reason"])
        return record

    def _write(self, revision: Revision, by: User, answers: dict[str, Any]) -> Revision:
        saved = submission.save(revision, by, answers)
        if saved.problems:
            raise ValidationError([str(problem) for problem in saved.problems])
        return saved.revision

    def _endorse(self, revision: Revision) -> Revision:
        """Let who speaks for the owner endorse, unless the submission was theirs."""
        if revision.state == Revision.State.ENDORSED:
            return revision
        return review.endorse(revision, self._voice_of(revision))

    def _voice_of(self, revision: Revision) -> User:
        """Return somebody who speaks for the owner: who submitted it, if that person does."""
        owner = revision.record.owner
        candidates = [revision.submitted_by, *self.people.values()]
        return next(user for user in candidates if access.speaks_for(user, owner))

    def _approve(self, revision: Revision, changes: dict[str, Any]) -> Record:
        """Let a curator who did not write it confirm the classification, with changes if the row names some."""
        curator = self._curator(but=revision.submitted_by_id)
        return publication.publish(revision, curator, check=checking.as_classified(revision) | changes)

    def _curator(self, but: int | None = None) -> User:
        return next(user for user in self.people.values() if access.is_curator(user) and user.pk != but)

    def _send_back(self, revision: Revision, decision: dict[str, Any]) -> None:
        """Let a curator or focal point return it; a curator sees it only after the endorsement."""
        by = self.people[decision["by"]]
        if access.is_curator(by):
            revision = self._endorse(revision)
        review.send_back(revision, by, decision["reasons"], decision["note"].format_map(self.identifiers))

    def _relations(self, row: dict[str, Any]) -> list[dict[str, str]]:
        return [
            {"verb": relation["verb"], "target": self.identifiers[relation["target"]]}
            for relation in row.get("relations", [])
        ]

    def _gathered(self, row: dict[str, Any]) -> list[dict[str, str]]:
        return [item | {"target": self.identifiers[item["target"]]} for item in row.get("gathered", [])]

    def _files(self, row: dict[str, Any], revision: Revision, by: User) -> list[dict[str, Any]]:
        """Upload the row's files as a person would; return them as the form names them."""
        wanted = row.get("files", [])
        uploads = [SimpleUploadedFile(file["file"], (content.FILES / file["file"]).read_bytes()) for file in wanted]
        stored, refused = store_uploads(revision, by, uploads)
        if refused:
            raise ValidationError(refused)
        return [
            {"file": upload["file"], "title": file["title"], "language": file["language"]}
            for upload, file in zip(stored, wanted, strict=True)
        ]
