"""Lists as JSON files, entry by entry: however many there are, few are in memory at once."""

from collections.abc import Iterable, Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse

_ENCODER = DjangoJSONEncoder(ensure_ascii=False)


def json_lines(head: dict, name: str, entries: Iterable[dict]) -> Iterator[str]:
    """Yield a JSON object line by line: what `head` says, the entries under `name`, and how many they were."""
    yield "{\n"
    for key, value in head.items():
        yield f"{_ENCODER.encode(key)}: {_ENCODER.encode(value)},\n"
    yield f"{_ENCODER.encode(name)}: ["
    count = 0
    for entry in entries:
        yield ("," if count else "") + "\n" + _ENCODER.encode(entry)
        count += 1
    yield f'\n],\n"count": {count}\n}}\n'


def json_response(head: dict, name: str, entries: Iterable[dict], file_name: str) -> StreamingHttpResponse:
    """Return entries as a JSON file to download, which programs of other sites may read too."""
    response = StreamingHttpResponse(json_lines(head, name, entries), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.json"'
    response["Access-Control-Allow-Origin"] = "*"
    return response
