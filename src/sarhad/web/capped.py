"""Refuses a request with files that is too large before a byte of it reaches the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

SLACK = 2**20  # bytes of a form around its files


class Capped(FileUploadHandler):
    """First of the upload handlers; the ones behind it take the files."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *args: Any) -> None:
        if content_length > settings.UPLOAD_LIMIT + SLACK:
            raise RequestDataTooBig(f"{content_length} bytes in one request")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
