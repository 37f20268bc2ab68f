"""The portal that runs from this folder as processes: which they are, and the CPU time and memory that they take."""

import os
from pathlib import Path

from django.conf import settings

TICKS = os.sysconf("SC_CLK_TCK")


def process_tree(*more: int) -> list[int]:
    """Return the processes of the portal, database and cache with it, and those below these further ones."""
    parents, roots = {}, list(more)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            pid, stat = int(folder.name), (folder / "stat").read_text()
            parents[pid] = int(stat.rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes().split(b"\0")
            is_stack = b"chm_portal.stack" in command and not {b"manage", b"test"} & set(command)
            if is_stack and Path(os.readlink(folder / "cwd")) == settings.BASE_DIR:
                roots.append(pid)
        except OSError:
            continue
    found, more_of_them = set(roots), True
    while more_of_them:
        more_of_them = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more_of_them
    return sorted(found)


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU time that processes and the children they have waited for have used."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return total / TICKS


def memory_megabytes(pids: list[int]) -> float:
    """Return the memory of processes, shared pages divided among them (PSS)."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                total += int(line.split()[1]) if line.startswith("Pss:") else 0
        except OSError:
            continue
    return total / 1024
