"""manage.py load_vocabularies: fill the vocabularies from the files of the project, or bring them up to date."""

from django.core.management.base import BaseCommand, CommandError

from chm_portal.vocabularies import loading
from chm_portal.vocabularies.files import FileError


class Command(BaseCommand):
    """Loads the data files; what the secretariat has changed stays as it is."""

    help = "Load countries, themes, articles, targets and the other vocabularies; a second load changes nothing."

    def add_arguments(self, parser) -> None:
        """Take --force."""
        parser.add_argument("--force", action="store_true", help="compare every term, also where the file is the same")

    def handle(self, *args, force: bool, verbosity: int, **options) -> None:
        """Load, and say what was done; with --verbosity 2 also what was kept because people have changed it."""
        try:
            outcomes = loading.load(force=force)
        except FileError as error:
            raise CommandError(str(error)) from error
        if not any(outcome.has_written for outcome in outcomes) and verbosity > 0:
            self.stdout.write("Vocabularies: nothing to change.")
        for outcome in outcomes:
            self._report(outcome, verbosity)

    def _report(self, outcome: loading.Outcome, verbosity: int) -> None:
        lists = {name: getattr(outcome, name) for name in ("added", "changed", "retired", "kept")}
        counts = ", ".join(f"{len(codes)} {name}" for name, codes in lists.items() if codes)
        if counts and verbosity > 0:
            self.stdout.write(f"{outcome.vocabulary}: {counts}")
        if outcome.kept and verbosity > 1:
            self.stdout.write(f"  kept as the secretariat has it: {', '.join(outcome.kept)}")
