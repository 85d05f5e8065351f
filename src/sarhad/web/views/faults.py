"""The page for what no view expected."""

from __future__ import annotations

import sys

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from sarhad.ledger.node import in_words


def fault(request: HttpRequest) -> HttpResponse:
    """A full or busy database is said as such; of anything else nothing is shown."""
    error = sys.exc_info()[1]
    words = in_words(error) if isinstance(error, DatabaseError) else ""
    # Without the request: what the other pages have around them asks the database.
    return HttpResponse(render_to_string("500.html", {"words": words}), status=503 if words else 500)
