"""What there is for other programs: the page that says so, and the daily dump with its manifest."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from chm_portal.interop import dump
from chm_portal.interop.models import PublicDump
from chm_portal.records.page import file_size


@login_not_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Say what other sites and programs can take from here, and how to read it."""
    made = dump.latest()
    return render(request, "interop/data.html", {"dump": made, "size": file_size(made.size) if made else ""})


def _latest_or_404() -> PublicDump:
    made = dump.latest()
    if made is None:
        raise Http404
    return made


@login_not_required
@require_safe
def dump_manifest(request: HttpRequest) -> HttpResponse:
    """Say of the latest dump when it was made, how much it is, and its checksum."""
    response = JsonResponse(dump.manifest(_latest_or_404()))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@login_not_required
@require_safe
def dump_file(request: HttpRequest) -> HttpResponseBase:
    """Send the latest dump, or 304 to who has it already."""
    made = _latest_or_404()
    etag, seconds = f'"{made.sha256[:32]}"', int(made.made_at.timestamp())
    unchanged = get_conditional_response(request, etag=etag, last_modified=seconds)
    if unchanged is not None:
        return unchanged
    try:
        file = made.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"chm-records-{made.begun_at:%Y-%m-%d}.jsonl.gz"
    response = FileResponse(file, as_attachment=True, filename=name, content_type="application/gzip")
    response["ETag"], response["Access-Control-Allow-Origin"] = etag, "*"
    return response
