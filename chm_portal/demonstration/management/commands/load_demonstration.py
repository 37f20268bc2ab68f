"""manage.py load_demonstration: fill an empty database with people, organisations, records and discussions."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from chm_portal.accounts.models import User
from chm_portal.common.models import Installation
from chm_portal.demonstration import content, countries, discussions, people, records, team_tasks
from chm_portal.directory import access
from chm_portal.directory.owners import SECRETARIAT
from chm_portal.notifications import notices

STEP = 10  # a line for every so many records


class Command(BaseCommand):
    """Enters the demonstration by the same forms and workflow as everything else, all of it or nothing."""

    help = "Load the demonstration into a database without people, and mark the installation as a demonstration."

    def handle(self, *args, verbosity: int, **options) -> None:
        """Load once; a second time nothing is done. Refuses a database in which people work already."""
        has_people = User.objects.exists()
        if has_people and Installation.is_demonstration():
            self._say("Demonstration: it is there already.", verbosity)
            return
        if has_people:
            raise CommandError(
                "This database has people already. The demonstration has accounts with a known password, "
                "so it is loaded into an empty database only."
            )
        with transaction.atomic():
            self._load(verbosity)

    def _load(self, verbosity: int) -> None:
        Installation.mark_as_demonstration()
        everybody = people.enter_people()
        people.designate(everybody, lambda owner: owner == SECRETARIAT)
        organisations = content.rows("organisations")
        for row in organisations:
            people.enter_organisation(row, everybody["curator"])
        people.designate(everybody, lambda owner: owner != SECRETARIAT)
        people.ask_for_roles(everybody)
        self._say(f"Demonstration: {len(everybody)} people, {len(organisations)} organizations", verbosity)
        entering = records.Entering(everybody)
        for name in ("profiles", "reports", "initiatives", "sources", "resources", "gatherings"):  # the newest last
            self._enter_records(entering, name, verbosity)
        countries.enter_sites(everybody["curator"])
        self._say(f"Demonstration: {team_tasks.enter_tasks(everybody)} tasks", verbosity)
        self._enter_discussions(discussions.Discussing(everybody, entering.identifiers), verbosity)
        for curator in filter(access.is_curator, everybody.values()):
            notices.mark_as_read(curator)  # of the hundred publications that were their own

    def _enter_records(self, entering: records.Entering, name: str, verbosity: int) -> None:
        rows = content.rows(name)
        for number, row in enumerate(rows, start=1):
            entering.enter(row)
            if number % STEP == 0 or number == len(rows):
                self._say(f"Demonstration: {number} of {len(rows)} {name}", verbosity)

    def _enter_discussions(self, discussing: discussions.Discussing, verbosity: int) -> None:
        discussing.enter_boards()
        rows = content.rows("discussions")
        for row in rows:
            discussing.enter(row)
        self._say(f"Demonstration: {len(rows)} discussions", verbosity)

    def _say(self, text: str, verbosity: int) -> None:
        if verbosity > 0:
            self.stdout.write(text)
            self.stdout.flush()
