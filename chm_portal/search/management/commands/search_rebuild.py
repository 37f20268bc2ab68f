"""Build the search index anew while the portal runs."""

from django.core.management.base import BaseCommand

from chm_portal.search import building


class Command(BaseCommand):
    """Fills a new index beside the live one, takes in what changed meanwhile, and swaps it in."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--if-needed", action="store_true", help="do nothing where the live index is good")

    def handle(self, *, if_needed, **options):
        reason = building.problem()
        if if_needed and not reason:
            self.stdout.write("The search index is good.")
            return
        building.start(reason or "Asked for by hand.")
        build = building.step()
        while build and not build.finished_at:
            self.stdout.write(f"Search index: {build.done} of {build.total} records")
            build = building.step()
        self.stdout.write(self.style.SUCCESS(f"Search index: live, {building.live_count()} records"))
