"""Stating, correcting, withdrawing, judging, releasing, importing: each signs an entry for the office."""

from __future__ import annotations

import tempfile
from pathlib import Path as FilePath
from typing import Any, Literal

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Path, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import ValidationError as NotRight

from sarhad.access import audit, sharing
from sarhad.access.grades import validate
from sarhad.access.guards import require
from sarhad.access.models import Officer
from sarhad.access.roles import Does
from sarhad.api import given, shapes
from sarhad.collect.actions import import_
from sarhad.collect.errors import BadMapping
from sarhad.collect.mapping import Mapping, shipped
from sarhad.collect.parsing import parse
from sarhad.collect.records import Source
from sarhad.entities import actions
from sarhad.entities import drafts as typed
from sarhad.kernel.claim import FragmentRef, Grade, Scope
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment
from sarhad.web import sharing as given_out

router = Router(tags=["acts"], by_alias=True)
SIGNED = {201: shapes.SignedOut}
FILE, FILES, MAPPING = File(...), File(..., max_length=20), File(None)
PAGE, ON_PAGE = Query(1, ge=1, le=10_000), 100
MAPPING_SIZE = 2**20  # bytes
FAULTS = 1000  # refusals that one report lists


@router.post("/contributions", response=SIGNED)
def contribute(request: HttpRequest, body: given.ContributionIn) -> Any:
    """State 1 to 1,000 things under one scope, unless an item has its own."""
    drafts = [item.draft() for item in body.items]
    return signed(actions.contribute(request.reader, drafts, body.scope.scope(), body.why))


@router.post("/statements/{ref}/correct", response=SIGNED)
def correct(request: HttpRequest, ref: str, body: given.CorrectionIn) -> Any:
    """Replace a current statement of your office. What the draft leaves out stays; properties are replaced
    whole."""
    return signed(actions.correct(request.reader, given.ref_of(ref), body.draft.draft(), body.why))


@router.post("/retractions", response=SIGNED)
def retract(request: HttpRequest, body: given.RetractionIn) -> Any:
    """Withdraw current statements of your office: others no longer see them. Nothing is erased."""
    return signed(actions.retract(request.reader, given.refs_of(body.refs), body.why))


@router.post("/judgements", response=SIGNED)
def judge(request: HttpRequest, body: given.JudgementIn) -> Any:
    """Decide whether two entities are the same; replaces your office's earlier verdict on them."""
    return signed(actions.judge(request.reader, body.a, body.b, body.verdict, body.why))


@router.delete("/judgements/{ref}", response=SIGNED)
def undo(request: HttpRequest, ref: str) -> Any:
    """Take back a judgement of your office."""
    return signed(actions.undo(request.reader, given.ref_of(ref)))


@router.get("/grants", response=list[shapes.ReleaseOut])
def releases(request: HttpRequest, page: int = PAGE, waiting: bool = False) -> Any:
    """Standing releases by and to your office, newest first, 100 on a page; or offers that wait for it."""
    require(request.reader, Does.READ)
    audit.record(request.reader, "read-releases")
    if waiting:
        return given_out.offers(request.reader)
    rows = given_out.grants(request.reader)[(page - 1) * ON_PAGE : page * ON_PAGE]
    return given_out.told(request.reader, list(rows))


@router.post("/grants", response=SIGNED)
def grant(request: HttpRequest, body: given.GrantIn) -> Any:
    """Release current statements of your office further; one item for each party, which can be recalled alone."""
    confirm(request, body.password)
    entry = sharing.grant(
        request.reader,
        refs=given.refs_of(body.refs),
        scope=body.scope.scope(),
        on_accept=body.on_accept,
        conditions=body.conditions,
    )
    return signed(entry)


@router.delete("/grants/{ref}", response=SIGNED)
def recall(request: HttpRequest, ref: str) -> Any:
    """End a release of your office: its party sees nothing by it from now on."""
    return signed(sharing.recall(request.reader, grant=given.ref_of(ref)))


@router.post("/grants/{ref}/accept", response=SIGNED)
def accept(request: HttpRequest, ref: str) -> Any:
    """Accept the conditions of a release that waits for your office."""
    return signed(sharing.accept(request.reader, grant=given.ref_of(ref)))


@router.post("/profiles/{entity}/attachments", response=SIGNED)
def attach(
    request: HttpRequest,
    entity: str = Path(..., pattern=r"^[0-9a-f]{32}$"),
    files: list[UploadedFile] = FILES,
    scope: str = Form("{}", max_length=20_000, description="As JSON: read, point, count, handling"),
    why: str = Form("", max_length=20_000),
) -> Any:
    """Add photos or scans (JPEG, PNG, WebP, GIF, TIFF, PDF) to what you see."""
    _each_must_fit(files)
    given_files = [typed.File(file.name or "", file.read()) for file in files]
    return signed(actions.attach(request.reader, entity, given_files, _scope(scope), why))


def _each_must_fit(files: list[UploadedFile]) -> None:
    """Before any of them is read into memory."""
    if any((file.size or 0) > settings.ATTACHMENT_LIMIT for file in files):
        most = settings.ATTACHMENT_LIMIT // 2**20
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": most})


@router.post("/imports")
def run_import(
    request: HttpRequest,
    file: UploadedFile = FILE,
    source: str = Form(..., max_length=100, description="Name of the list or register; part of every id"),
    mapping: str = Form("", max_length=100, description="Name of a mapping that is shipped: GET /api/mappings"),
    mapping_file: UploadedFile | None = MAPPING,
    scope: str = Form("{}", max_length=20_000, description="As JSON: read, point, count, handling"),
    grade: str = Form("", max_length=40, description="Of what the file gives no grade: scheme:code"),
    dates: Literal["dmy", "mdy", "ymd"] | None = Form(None, description="How dates such as 03/04/1983 are meant"),
    snapshot: bool = Form(False, description="The file is the whole source: list what it no longer holds"),
    check: bool = Form(False, description="Write nothing, only report"),
) -> Any:
    """Import a file; the report names each refused row with reason and remedy, while the rest goes in."""
    require(request.reader, Does.CONTRIBUTE)
    chosen = _mapping(mapping, mapping_file)
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        report = import_(
            request.reader,
            Source(source, FilePath(copy.name), file.name or ""),
            chosen,
            _scope(scope),
            grade=_grade(grade),
            check=check,
            snapshot=snapshot,
            dates=dates,
        )
    return report.as_dict(FAULTS)


def _mapping(name: str, file: UploadedFile | None) -> Mapping:
    """A shipped one or the one that came along; never a path on this machine."""
    if file is not None:
        return parse(file.read(MAPPING_SIZE), file.name or "mapping")
    found = next((each for each in shipped() if each.name == name), None)
    if found is None:
        raise BadMapping("no-mapping", name=name, known=", ".join(each.name for each in shipped()))
    return found


def _grade(text: str) -> Grade | None:
    scheme, _colon, code = text.partition(":")
    if not text:
        return None
    validate(Grade(scheme, code))
    return Grade(scheme, code)


def _scope(text: str) -> Scope:
    try:
        return given.ScopeIn.model_validate_json(text).scope()
    except NotRight as error:
        raise ValidationError(_("The scope is not right: %(why)s") % {"why": error.errors()[0]["msg"]}) from error


def confirm(request: HttpRequest, password: str) -> None:
    """The officer's password once more, as on the pages. Raises PermissionDenied."""
    officer = Officer.objects.get(username=request.reader.officer)
    if not get_adapter(request).reauthenticate(officer, password):
        raise PermissionDenied(_("This is not your password."))


def signed(entry: Entry) -> Any:
    """What an act answers with: the names of what was signed, in the order of its items."""
    first = entry.pos * ITEMS_PER_ENTRY
    ids = Fragment.objects.filter(id__gte=first, id__lt=first + ITEMS_PER_ENTRY).order_by("id").values_list("id")
    refs = [str(FragmentRef(entry.id, id % ITEMS_PER_ENTRY)) for (id,) in ids]
    return Status(201, {"contribution": entry.id, "refs": refs})
