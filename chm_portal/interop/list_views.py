"""The lists of records that have feeds as files for spreadsheets, whole: `/<lang>/lists/themes/forests.csv`."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from chm_portal.common.list_files import file_of, limited
from chm_portal.interop.feeds import table as feeds
from chm_portal.records.exports.table import rows_of_table


@login_not_required
@require_safe
@limited
def list_file(request: HttpRequest, name: str, extension: str) -> HttpResponseBase:
    """Send a list of which there is only one."""
    return _file(feeds.get_records_or_404(name), "", extension)


@login_not_required
@require_safe
@limited
def list_file_of(request: HttpRequest, name: str, code: str, extension: str) -> HttpResponseBase:
    """Send the list of a country, a theme, an organisation ..."""
    return _file(feeds.get_records_or_404(name), code, extension)


def _file(source: feeds.RecordSource, code: str, extension: str) -> HttpResponseBase:
    subject = source.find(code) if source.key else None
    records = source.records(subject).order_by("-updated_at", "-pk")
    return file_of(rows_of_table(records), f"{source.name}-{code}" if code else source.name, extension)
