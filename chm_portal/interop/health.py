"""Two questions of whoever watches a web process: is it alive, and can it do its work?"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


class ProbeMiddleware:
    """Answers the two addresses before anything else looks at the request.

    A probe asks this machine by number and without TLS: the check of the host name would refuse it and the way to
    https lead it elsewhere. No session, language or person is asked for either.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response
        self.probes = {"/healthz": healthz, "/readyz": readyz}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = self.probes.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: the process takes requests. Nothing else is asked, for nothing else is mended by starting it anew."""
    return _answer("alive")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 if the database answers and has seen every migration of this code, else 503; name what is away.

    The cache and the broker may be away: pages come without them, and what they would carry waits in the database.
    """
    database = database_state()
    is_ready = database == "answers"
    lines = ["ready" if is_ready else "not ready", f"database: {database}"]
    lines.append(f"cache and broker: {'answer' if cache.answers() else 'away'}")
    return _answer(*lines, status=200 if is_ready else 503)


def database_state() -> str:
    """Return "answers", "away" or "migrations missing"."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations missing"
    except Error:
        return "away"
    return "answers"


def _answer(*lines: str, status: int = 200) -> HttpResponse:
    content = "".join(f"{line}\n" for line in lines).encode()
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Length": str(len(content))}
    return HttpResponse(content, status=status, content_type="text/plain; charset=utf-8", headers=headers)
