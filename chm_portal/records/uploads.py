"""How uploads reach the disk: never more of one file than may be attached."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Django's handler of large uploads, which stops writing where a file becomes too large to be attached.

    The file keeps its true size, so that `attachments.inspect` refuses it with a sentence instead of a lost connection.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= settings.ATTACHMENT_MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
