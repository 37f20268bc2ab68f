"""The command that moves a library of resources from another system."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from chm_portal.accounts.models import User
from chm_portal.directory.owners import SECRETARIAT_CODE, Owner
from chm_portal.imports import bulk
from chm_portal.records import kinds
from chm_portal.sheets.reading import ENCODINGS, Unreadable


class Command(BaseCommand):
    help = "Bring resources in from a CSV or XLSX file: the template, the form and the steps of the workspace."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, whose it is, and what to do with wrong rows and right ones."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--owner", required=True, help="scbd, party:be or organisation:iucn")
        parser.add_argument("--by", metavar="EMAIL", help="in whose name; else who has spoken for it the longest")
        parser.add_argument("--publish", action="store_true", help="publish by the workflow; otherwise drafts are made")
        parser.add_argument("--publisher", metavar="EMAIL", help="the curator who approves; else one is chosen")
        parser.add_argument("--skip-wrong", action="store_true", help="bring in the right rows, leave the wrong ones")
        parser.add_argument("--encoding", choices=ENCODINGS, default="", help="of a CSV file that is not in Unicode")
        parser.add_argument("--check", action="store_true", help="only say what would come in")

    def handle(self, *args, file: Path, **options) -> None:
        """Check all, tell every error, then bring in; exit code 1 and nothing stored if a row is wrong."""
        library = self._library(file, options)
        try:
            of = bulk.check(library, self._say)
        except Unreadable as refusal:
            raise CommandError(refusal.messages[0]) from refusal
        for problem in bulk.problems_of(of):
            self.stderr.write(" ".join(filter(None, [problem.sheet, problem.place, problem.sentence, problem.value])))
        counts = f"new {of.new}, changed {of.changed}, unchanged {of.unchanged}, wrong {of.refused}"
        is_stopped = of.problems or (of.refused and not library.skips_wrong)
        if options["check"] or is_stopped:
            bulk.forget(of)
            if is_stopped:
                raise CommandError(f"{counts}. Nothing was brought in.")
            self.stdout.write(counts)
            return
        tally = bulk.bring_in(library, of, self._say)
        for problem in tally.problems:
            self.stderr.write(" ".join(filter(None, [problem.sheet, problem.place, problem.sentence])))
        self.stdout.write(
            f"new {tally.new}, changed {tally.changed}, unchanged {tally.unchanged}, wrong {tally.refused},"
            f" published {tally.published}"
        )
        if not tally.is_complete:
            raise CommandError("Not every row was brought in.")

    def _say(self, line: str) -> None:
        self.stderr.write(line)

    def _library(self, file: Path, options: dict) -> bulk.Library:
        """Settle who does it for whom; raises CommandError."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            owner = self._owner(options["owner"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        by = self._person(options["by"]) if options["by"] else bulk.voice_of(owner)
        if by is None:
            raise CommandError(f"Nobody speaks for {owner.key}: name a person with --by.")
        publisher = None
        if options["publish"]:
            publisher = self._person(options["publisher"]) if options["publisher"] else bulk.publisher_for(owner, by)
            if publisher is None:
                raise CommandError("There is no curator who could approve it.")
        library = bulk.Library(
            file, kinds.get("resource"), owner, by, publisher, options["encoding"], options["skip_wrong"]
        )
        if not bulk.may_bring(library):
            raise CommandError(f"{by.email} does not draft for {owner.key}.")
        self._say(f"In the name of {by.email}" + (f", approved by {publisher.email}" if publisher else ""))
        return library

    @staticmethod
    def _owner(key: str) -> Owner:
        return Owner.secretariat() if key.upper() == SECRETARIAT_CODE else Owner.parse(key)

    @staticmethod
    def _person(email: str):
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        return person
