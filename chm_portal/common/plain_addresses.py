"""Web addresses in running text: which signs of a text are one, so that it can become a link."""

import re

from linkify_it import LinkifyIt

#: Punctuation of Arabic and Chinese, and quotation marks, end an address: people write no space before them.
_ENDS = re.compile("[،؛؟。，、；：！？…（）「」『』【】《》〈〉“”‘’«»]")


class PlainAddresses(LinkifyIt):
    """Finds addresses that say http:// or https://, and nothing else: no "example.com", no e-mail, no other scheme."""

    def __init__(self):
        super().__init__(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
        for schema in ("ftp:", "mailto:", "//"):
            self.add(schema, None)

    def _validate_http(self, text: str, pos: int) -> int:
        # What the package calls for http: and https:, at the place behind the colon; it gives how long the rest is.
        end = _ENDS.search(text, pos)
        return super()._validate_http(text[: end.start()] if end else text, pos)
