"""Make the dump of everything public now, for the site or into a file."""

import argparse
import os
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chm_portal.interop import dump


class Command(BaseCommand):
    help = "Write every published record as JSON lines, compressed: for the site, or into a file of your own (R35)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the file, if it is not for the site."""
        parser.add_argument("--output", type=Path, help="the file to write, replaced if it is there; else for the site")

    def handle(self, *args, output: Path | None, **options) -> None:
        """Make it; a file of your own is written beside its place and moved there in one step."""
        if output is None:
            made = dump.make()
            self.stdout.write(f"{made.file.name}: {made.records} records, {made.size} bytes, SHA-256 {made.sha256}")
            return
        if not output.parent.is_dir():
            raise CommandError(f"There is no folder {output.parent}.")
        with tempfile.NamedTemporaryFile(dir=output.parent, suffix=".part", delete=False) as part:
            try:
                written = dump.write(part, timezone.now())
                part.flush()
                Path(part.name).chmod(0o644)
                os.replace(part.name, output)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        self.stdout.write(f"{output}: {written.records} records, {written.size} bytes, SHA-256 {written.sha256}")
