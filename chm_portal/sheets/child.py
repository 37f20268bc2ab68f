"""The process that reads one spreadsheet: `python -m chm_portal.sheets.child FORMAT LIMITS ENCODING < file`."""

import json
import sys

from chm_portal.common.confined.child import Protected, TooSlow, Unsafe, limit, limits_of
from chm_portal.sheets.found import Answer, Limits, Stop

MEMORY_BYTES = 768 * 1024 * 1024  # a workbook keeps all its texts in memory while it is read
PROCESSOR_SECONDS = 60
ANSWER_BYTES = 128 * 1024 * 1024
LIMITS = limits_of(MEMORY_BYTES, PROCESSOR_SECONDS, ANSWER_BYTES)


def main(format_name: str, limits_as_json: str, encoding: str) -> None:
    """Read standard input, answer on standard output; whatever is wrong with the file is an outcome."""
    limit(LIMITS)
    from chm_portal.sheets import csv_rows, xlsx_rows  # noqa: PLC0415 - the limits hold for what it loads too

    readers = {"csv": csv_rows.read, "xlsx": xlsx_rows.read}
    limits = Limits(**json.loads(limits_as_json))
    answer = Answer(sys.stdout, limits)
    try:
        readers[format_name](sys.stdin.buffer, answer, limits, encoding)
    except Stop as stop:
        answer.end(stop.outcome, stop.detail)
    except (TooSlow, MemoryError):
        answer.end("heavy")
    except Unsafe:
        answer.end("unsafe")
    except Protected:
        answer.end("protected")
    except Exception as error:
        # Damaged, or anything that readers raise of a hundred kinds of broken files.
        print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr)
        answer.end("damaged")
    else:
        answer.end("read")


if __name__ == "__main__":
    main(*sys.argv[1:4])
