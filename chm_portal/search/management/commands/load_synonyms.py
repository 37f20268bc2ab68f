"""`manage.py load_synonyms`: the first groups of synonyms; what the secretariat has changed since stays as it is."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from chm_portal.common.languages import suffix
from chm_portal.search.analysis import synonym_keys
from chm_portal.search.models import SynonymGroup

FILE = Path(__file__).parents[2] / "data" / "synonyms.json"


class Command(BaseCommand):
    help = "Add the groups of synonyms of which no expression is known yet, and read the others anew."

    def handle(self, *args, **options) -> None:
        """Add each group of the file, unless some group has one of its expressions."""
        for group in SynonymGroup.objects.all():  # how words are analysed may have changed since they were saved
            group.save()
        added = 0
        for expressions in json.loads(FILE.read_text(encoding="utf-8"))["groups"]:
            if not SynonymGroup.objects.filter(keys__overlap=list(synonym_keys(expressions))).exists():
                columns = {f"expressions_{suffix(code)}": "\n".join(lines) for code, lines in expressions.items()}
                SynonymGroup.objects.create(**columns)
                added += 1
        if options["verbosity"]:
            self.stdout.write(f"{added} groups of synonyms added")
