"""How search stands at size: fills a portal with generated records, asks it questions, prints the figures.

In one run: relevance on the judged questions, beside classical BM25; then the records are filled up to RECORDS and
indexed; then a plain ts_rank_cd query on the same texts, and the portal's search pages over HTTP at RATE a second, with
the CPU time of the portal's whole process tree (web, workers, database, cache). A portal to throw away, with two webs:

    PORTAL_SEARCH_ENGINE=postgres PORTAL_WEB_WORKERS=2 ./run
    RECORDS=100000 PORTAL_SEARCH_ENGINE=postgres ./run manage shell -v 0 < tests/benchmarks/search_at_size.py
"""

import http.client
import os
import random
import statistics
import threading
import time
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from chm_portal.records.models import Record
from chm_portal.search import building, indexer
from tests.benchmarks.generated_records import Words, fill
from tests.benchmarks.judged import relevance, scored
from tests.benchmarks.processes import cpu_seconds, memory_megabytes, process_tree

RECORDS = int(os.environ.get("RECORDS", "10000"))
RATE = float(os.environ.get("RATE", "5"))  # searches a second
SECONDS = int(os.environ.get("SECONDS", "60"))
PORT = int(os.environ.get("PORT", "8000"))
DEMONSTRATION = 2_000  # it has fewer records than this
LANGUAGES = ("en", "en", "en", "fr", "es", "ru", "ar", "zh-hans")


def questions(number: int) -> list[tuple[str, dict]]:
    """Return (language, query) of searches as people make them: mostly two words, some with a filter or a page."""
    chance = random.Random("questions")
    words = {language: Words(language) for language in set(LANGUAGES)}
    made = []
    for _turn in range(number):
        language = chance.choice(LANGUAGES)
        drawn = [
            words[language].words[int(10 ** chance.uniform(1, 3.6))] for _word in range(chance.choice((1, 2, 2, 3, 6)))
        ]
        query = {"q": ("" if language == "zh-hans" else " ").join(drawn)}
        match chance.random():
            case share if share < 0.15:
                query["type"] = "guideline"
            case share if share < 0.25:
                query["year"] = str(chance.randint(1993, 2026))
            case share if share < 0.35:
                query = {"kind": "resource"}
            case share if share < 0.4:
                query["page"] = "3"
            case share if share < 0.45:
                query["sort"] = "newest"
        made.append((language, query))
    return made


def get(language: str, query: dict) -> float:
    """Ask for a page of results and return how long it took."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    line.request("GET", f"/{language}/search/?{urlencode(query)}", headers={"Accept-Encoding": "gzip"})
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status not in (200, 404):  # what is found may have no third page
        raise SystemExit(f"/{language}/search/?{urlencode(query)} answered {answer.status}.")
    return time.perf_counter() - started


def ask_at_rate(asked: list[tuple[str, dict]]) -> list[float]:
    """Ask each question at its moment, whether the ones before are answered or not, and return the times."""
    times: list[float] = []
    threads = []
    begin = time.perf_counter()
    for number, one in enumerate(asked):
        time.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
        thread = threading.Thread(target=lambda one=one: times.append(get(*one)))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times


def plain_query(asked: list[tuple[str, dict]]) -> list[float]:
    """Return the times of the plainest full-text query there is, on the same texts: ts_rank_cd over one tsvector."""
    names = [f"{name}_{code}" for name in ("title", "summary") for code in ("en", "fr", "es", "ru", "ar")]
    columns = " || ' ' || ".join(f"coalesce({name}, '')" for name in names)
    vector = f"to_tsvector('simple', {columns}) AS v FROM records_record WHERE state = 'published'"
    search = (
        "SELECT id, ts_rank_cd(v, q) FROM plain, plainto_tsquery('simple', %s) q WHERE v @@ q ORDER BY 2 DESC LIMIT 20"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE plain AS SELECT id, {vector}")
        cursor.execute("CREATE INDEX ON plain USING gin (v) WITH (fastupdate = off)")
        cursor.execute("ANALYZE plain")
        times = []
        for question in (query["q"] for _language, query in asked if "q" in query):
            started = time.perf_counter()
            cursor.execute(search, [question])
            cursor.fetchall()
            times.append(time.perf_counter() - started)
    return times


def figures(name: str, seconds: list[float]) -> str:
    """Return median, 95th percentile and slowest in words."""
    ordered = sorted(seconds)
    p95 = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    median, slowest = statistics.median(ordered), ordered[-1]
    return f"{name}: median {1000 * median:.0f} ms, p95 {1000 * p95:.0f} ms, slowest {1000 * slowest:.0f} ms"


def build() -> float:
    """Bring the index up to the records, and return how long that took."""
    started = time.perf_counter()
    if building.problem() or indexer.live_build().states.count() < Record.objects.published().count():
        building.start("Measured.")
        while (going_on := building.step()) and not going_on.finished_at:
            pass
    return time.perf_counter() - started


def measure() -> None:
    """Do everything and print it."""
    if Record.objects.published().count() < DEMONSTRATION:  # classical BM25 keeps a bag of words of every record
        print(relevance(scored()))
    fill(RECORDS)
    print(f"Index: {build():.0f} s, {building.live_count()} documents, engine {settings.SEARCH_ENGINE}")
    asked = questions(int(RATE * SECONDS))
    for one in asked[:40]:  # warm the caches
        get(*one)
    print(figures("Plain ts_rank_cd, alone", plain_query(asked)))
    pids = process_tree()
    idle = cpu_seconds(pids)
    time.sleep(10)
    idle = (cpu_seconds(pids) - idle) / 10
    before, started = cpu_seconds(pids), time.perf_counter()
    times = ask_at_rate(asked)
    spent = cpu_seconds(pids) - before - idle * (time.perf_counter() - started)
    print(figures(f"Search pages, {RATE:g} a second", times))
    mean = 1000 * spent / len(asked)
    print(f"CPU of the whole tree: {mean:.0f} ms a search on average, {1000 * idle:.0f} ms a second when idle")
    medians = []
    for one in asked[:60]:
        before = cpu_seconds(pids)
        for _turn in range(3):
            get(*one)
        medians.append((cpu_seconds(pids) - before) / 3)
    print(figures("CPU of the whole tree, one search", medians))
    print(f"Memory of the whole tree: {memory_megabytes(pids):.0f} MB (PSS)")


measure()
