"""What the public pages cost: CPU ms a request of the whole process tree, and requests a second, beside plain Django.

Starts three webs of its own on the database of a running ./run: the portal that keeps no pages ("cold"), the portal as
it is ("kept"), and plain Django with the same middleware (tests/benchmarks/minimal_pages.py). Each page is asked for by
CONNECTIONS connections for SECONDS, one web at a time. CPU time counts web, database and cache; what they use when
nobody asks is taken off. Beside a running ./run:

    ./run manage shell -v 0 < tests/benchmarks/pages_at_rate.py
"""

import http.client
import os
import subprocess
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.db.models import Count

from chm_portal.records.models import Record
from chm_portal.stack import roles
from collaboration.models import Thread
from tests.benchmarks.processes import cpu_seconds, memory_megabytes, process_tree

SECONDS = float(os.environ.get("SECONDS", "5"))
CONNECTIONS = int(os.environ.get("CONNECTIONS", "4"))
PORT = int(os.environ.get("BENCH_PORT", "8433"))
IDLE = 3  # seconds over which what is used without a request is measured
PLAIN = {"hello": "/hello/", "page with one query": "/record/"}


def pages() -> dict[str, str]:
    """Return {what it is: address} of the pages of the portal that are measured."""
    published = Record.objects.published()
    resource = published.filter(kind="resource").order_by("pk").first()
    country = published.exclude(party=None).values_list("party__code").annotate(number=Count("pk")).order_by("-number")
    return {
        "record": resource.get_absolute_url(),
        "list": "/en/knowledge-base/",
        "list, page 5": "/en/knowledge-base/?page=5",
        "search": "/en/search/?q=biodiversity+strategy",
        "country": f"/en/countries/{country[0][0]}/",
        "matrix": "/en/reporting/reports/",
        "topic": Thread.objects.public().order_by("-post_count").first().get_absolute_url(),
    }


@contextmanager
def web(**environment: str):
    """Start a web with these variables; give its process number, and end it."""
    given = {**os.environ, "PORT": str(PORT), "PORTAL_LOG_LEVEL": "ERROR", **environment}
    command = [word for word in roles.web(given) if word not in ("--access-logfile", "-")]
    with subprocess.Popen(command, env=given, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while roles.first_answer(PORT, "/healthz") is None and time.monotonic() < until:
                time.sleep(0.2)
            yield process.pid
        finally:
            process.terminate()


def ask(address: str, until: float, counted: list[int]) -> None:
    """Ask for a page again and again on one connection; add how often it came, and its size, to what is counted."""
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    while time.perf_counter() < until:
        line.request("GET", address)
        answer = line.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            raise SystemExit(f"{address} answered {answer.status}.")
        counted.append(size)
    line.close()


def asked(address: str, seconds: float) -> tuple[list[int], float]:
    """Ask on all connections at once; return (sizes of what came, how long it took)."""
    counted: list[int] = []
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=ask, args=(address, begun + seconds, counted)) for _connection in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counted, time.perf_counter() - begun


def measured(kind: str, addresses: dict[str, str], **environment: str) -> None:
    """Print what each page takes of a web with these variables."""
    with web(**environment) as pid:
        for address in addresses.values():
            asked(address, 1)  # code, templates and connections are warm
        pids = process_tree(pid)
        idle = cpu_seconds(pids)
        time.sleep(IDLE)
        idle = (cpu_seconds(pids) - idle) / IDLE
        for name, address in addresses.items():
            before = cpu_seconds(pids)
            counted, took = asked(address, SECONDS)
            spent = cpu_seconds(pids) - before - idle * took
            figures = f"{1000 * spent / len(counted):7.2f} ms  {len(counted) / took:7.0f} a second"
            print(f"{kind:6} {name:22} {figures}  {counted[0] / 1024:6.1f} KB", flush=True)
        print(f"{kind:6} memory of the whole tree: {memory_megabytes(pids):.0f} MB (PSS), idle {1000 * idle:.0f} ms/s")


def measure() -> None:
    """Do everything and print it."""
    print(f"{CONNECTIONS} connections, {SECONDS:g} s a page; load {os.getloadavg()[0]:.1f} before", flush=True)
    measured("plain", PLAIN, DJANGO_SETTINGS_MODULE="tests.benchmarks.minimal_settings")
    measured("cold", pages(), PORTAL_PAGE_CACHE_MB="0")
    measured("kept", pages())


measure()
