"""Two pages to compare with: a greeting, and a page of 5 KB with one query."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from chm_portal.records.models import Record

PAGE = """<!DOCTYPE html><html lang="en"><head><title>{{ record.title_en }}</title></head><body>
<h1>{{ record.title_en }}</h1><p>{{ record.summary_en }}</p>
<ul>{% for number in numbers %}<li><a href="/record/{{ number }}/">{{ number }}: {{ record.title_en }}</a></li>
{% endfor %}</ul></body></html>"""


@login_not_required
def hello(_request: HttpRequest) -> HttpResponse:
    """Greet."""
    return HttpResponse("Hello.", content_type="text/plain")


@login_not_required
def record(_request: HttpRequest) -> HttpResponse:
    """Show a record as plainly as can be."""
    context = {"record": Record.objects.published().order_by("pk").first(), "numbers": range(40)}
    return HttpResponse(engines["django"].from_string(PAGE).render(context))


urlpatterns = [path("hello/", hello), path("record/", record)]
