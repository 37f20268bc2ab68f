"""Write the archive of a country into a file: for a ministry that keeps its own copy, without the site's limits."""

import argparse
import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chm_portal.common.languages import LANGUAGE_CODES
from chm_portal.vocabularies.memory import vocabulary
from country_profiles.exports import archive
from country_profiles.exports.contents import Limits


class Command(BaseCommand):
    help = "Write everything that is published by and about a country into one ZIP file (R38)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the country's code, the language, the file, and limits for who wants some."""
        parser.add_argument("country", help="two-letter code, such as be")
        parser.add_argument("--language", choices=LANGUAGE_CODES, default="en")
        parser.add_argument("--output", required=True, type=Path, help="the ZIP file to write; replaced if it is there")
        parser.add_argument("--max-files-mb", type=int, help="megabytes of attached files at most; otherwise all")

    def handle(self, *args, country: str, language: str, output: Path, **options) -> None:
        """Write beside the file and move there in one step, so that an interrupted run leaves no half archive."""
        found = vocabulary("country").get(country.lower())
        if found is None:
            raise CommandError(f"There is no country with the code {country!r}.")
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        megabytes = options["max_files_mb"]
        limits = Limits(records=None, file_bytes=None if megabytes is None else megabytes * 1_000_000)
        with tempfile.NamedTemporaryFile(dir=output.parent, suffix=".part", delete=False) as part:
            try:
                tally = archive.write(found, language, part, timezone.now(), limits)
                Path(part.name).chmod(0o644)
                os.replace(part.name, output)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        self.stdout.write(f"{output}: {tally.included} records, {tally.files} files, {output.stat().st_size} bytes")
