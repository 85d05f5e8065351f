"""What becomes of a filled-in form: accepted, known, kept for a person; nothing twice, nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from sarhad.access.actions import Heir, close_office
from sarhad.access.models import AuditEntry
from sarhad.access.reader import operator
from sarhad.collect import submissions, waiting
from sarhad.collect.answers.filling import fill
from sarhad.collect.forms import Form, Instance, Unpublishable, catalogue, form_of, read_form
from sarhad.collect.models import FormDraft, State, Submission, SubmissionFile
from sarhad.collect.publishing import close, mapping_of, publish
from sarhad.collect.submissions import Conflict, dismiss, retry, submit
from sarhad.collect.tests import filling
from sarhad.entities.queries import profile
from sarhad.kernel.claim import Scope
from sarhad.ledger.models import AttachmentUse, Entry, Fragment
from tests.cast import Cast

PHOTO = b"\xff\xd8\xff a lorry"
SOUND = b"#!AMR a voice"
SOURCE = """
| survey |
| | type | name | label::en | label::ru | constraint | constraint_message::en | constraint_message::ru | required |
| | text | who | Who | Кто |  |  |  | yes |
| | integer | age | Age | Возраст | . < 120 | Nobody is that old. | Столько не живут. |  |
| | select_one colour | colour | Colour | Цвет |  |  |  |  |
| | select_multiple_from_file offices.csv | to | To | Кому |  |  |  |  |
| | image | photo | Photo | Снимок |  |  |  |  |
| | audio | voice | Voice | Голос |  |  |  |  |
| | begin repeat | car | Car | Машина |  |  |  |  |
| | text | plate | Plate | Номер |  |  |  |  |
| | end repeat |  |  |  |  |  |  |  |
| choices |
| | list_name | name | label::en | label::ru |
| | colour | red | Red | Красный |
| settings |
| | form_title | form_id | version | default_language |
| | Watch | watch | 1 | en |
"""
MAPPING = """
report: {properties: {summary: age}}
entities:
  person: {schema: Person, properties: {name: who}, files: photo}
  car: {schema: Vehicle, each: car, properties: {registrationNumber: plate}}
readers: to
quality: {identify: {who: 2, plate: 1, age: 1}}
"""
TWO_CARS = {"who": "Karimov", "car": [{"plate": "A 1"}, {"plate": "B 2"}]}


@pytest.fixture
def form(cast) -> Form:
    publish(operator(), "watch.md", SOURCE.encode(), MAPPING)
    return form_of("watch")


@pytest.fixture
def reader(cast):
    return cast.reader("border")


def sent(form: Form, answers: dict = TWO_CARS, id: str = "uuid:1") -> Instance:
    instance = fill(form, answers)
    instance.set_instance_id(id)
    return instance


def facts() -> list[str]:
    names = ["Report", "Person", "Vehicle"]
    return sorted(Fragment.objects.filter(schema__in=names).values_list("schema", flat=True))


def acts(cast: Cast) -> list[str]:
    return list(AuditEntry.objects.filter(office="TJ-DCA").order_by("n").values_list("act", flat=True))


def test_accepted_once_and_known_after_that(form, reader):
    first = submit(reader, form, sent(form), {}, via="openrosa")
    again = submit(reader, form, sent(form), {}, via="openrosa")
    assert first.state == "accepted"
    assert again == replace(first, known=True)
    assert facts() == ["Person", "Report", "Report", "Vehicle", "Vehicle"]
    assert Submission.objects.get().xml is None, "a purge would miss a second copy"
    with pytest.raises(Conflict):
        submit(reader, form, sent(form, TWO_CARS | {"who": "Rahimov"}), {}, via="openrosa")


def test_another_office_may_have_the_same_instance_id(cast, form, reader):
    ours = submit(reader, form, sent(form), {})
    theirs = submit(cast.reader("partner"), form, sent(form, {"who": "Somebody else"}), {})
    assert (theirs.state, theirs.known) == ("accepted", False)
    assert theirs.report != ours.report


def test_ids_come_from_office_and_instance_alone(cast, form, reader, monkeypatch):
    """So that a form which is sent again after a crash, on a restored node too, makes nothing twice."""
    submit(reader, form, sent(form), {})
    first = set(Fragment.objects.values_list("entity", flat=True))
    Submission.objects.all().delete()
    submit(reader, form, sent(form), {})
    assert set(Fragment.objects.values_list("entity", flat=True)) == first


@pytest.mark.parametrize(
    ("via", "state", "kept"), [("page", "refused", 0), ("sheet", "refused", 0), ("openrosa", "quarantined", 1)]
)
def test_what_breaks_a_rule_is_told_or_kept_for_a_person(cast, form, reader, via, state, kept):
    done = submit(reader, form, sent(form, {"who": "Karimov", "age": "300"}), {}, via=via, lang="ru")
    assert (done.state, done.report, [fault.message for fault in done.faults]) == (state, "", ["Столько не живут."])
    assert Submission.objects.count() == kept
    assert facts() == []
    assert ("keep-submission" in acts(cast)) == bool(kept)


def test_a_person_puts_it_right(cast, form, reader):
    kept = submit(
        reader, form, sent(form, TWO_CARS | {"age": "300", "photo": "a.jpg"}), {"a.jpg": PHOTO}, via="openrosa"
    )
    analyst = cast.reader("colleague")
    [line] = waiting.quarantined(analyst)
    assert (line.id, line.officer, line.state, line.files) == (kept.submission, "border", "quarantined", ("a.jpg",))
    assert waiting.quarantined(cast.reader("partner")) == waiting.quarantined(cast.reader("researcher")) == []
    assert waiting.opened(cast.reader("partner"), kept.submission) is None
    assert retry(analyst, kept.submission).state == "quarantined"
    _line, _form, instance = waiting.opened(analyst, kept.submission)
    instance.set("/watch/age" if instance.form.xml.find(b"<watch ") > 0 else "/data/age", "30")
    done = retry(analyst, kept.submission, instance)
    assert (done.state, facts()) == ("accepted", ["Person", "Report", "Report", "Vehicle", "Vehicle"])
    assert AttachmentUse.objects.count() == 1
    assert not SubmissionFile.objects.exists()
    assert [each.state for each in waiting.sent(reader)] == ["accepted"]
    again = submit(
        reader, form, sent(form, TWO_CARS | {"age": "300", "photo": "a.jpg"}), {"a.jpg": PHOTO}, via="openrosa"
    )
    assert (again.known, again.report) == (True, done.report), "the phone hears that it is in"
    with pytest.raises(ValidationError):
        retry(analyst, kept.submission)


def test_dismissed_with_a_reason_it_is_kept(cast, form, reader):
    kept = submit(reader, form, sent(form, {"who": "test", "age": "300"}), {}, via="openrosa")
    for reader_, why in ((reader, " "), (cast.reader("partner"), "mine")):
        with pytest.raises(ValidationError):
            dismiss(reader_, kept.submission, why)
    dismiss(reader, kept.submission, "a test")
    assert waiting.quarantined(reader) == []
    [line] = waiting.quarantined(reader, dismissed=True)
    assert (line.why, line.state) == ("a test", "dismissed")
    assert submit(reader, form, sent(form, {"who": "test", "age": "300"}), {}, via="openrosa").state == "dismissed"


def test_a_submission_in_parts_waits_for_its_files(form, reader):
    answers, before = TWO_CARS | {"photo": "a.jpg", "voice": "b.amr"}, Entry.objects.count()
    states = [
        submit(reader, form, sent(form, answers), files, via="openrosa").state
        for files in ({}, {"a.jpg": PHOTO}, {"a.jpg": PHOTO}, {"b.amr": SOUND}, {"b.amr": SOUND})
    ]
    assert states == ["incomplete", "incomplete", "incomplete", "accepted", "accepted"]
    uses = AttachmentUse.objects.select_related("fragment").order_by("media_type")
    assert [(use.media_type, use.fragment.schema) for use in uses] == [
        ("application/octet-stream", "Report"),
        ("image/jpeg", "Person"),
    ]
    assert Entry.objects.count() == before + 1


def test_files_that_never_come_can_be_given_up_and_late_ones_are_attached(form, reader):
    answers = TWO_CARS | {"photo": "a.jpg"}
    waits = submit(reader, form, sent(form, answers), {}, via="openrosa")
    assert retry(reader, waits.submission).state == "incomplete"
    assert retry(reader, waits.submission, without=True).state == "accepted"
    late = submit(reader, form, sent(form, answers), {"a.jpg": PHOTO}, via="openrosa")
    assert (late.state, late.known) == ("accepted", True)
    assert AttachmentUse.objects.get().fragment.entity == late.report
    submit(reader, form, sent(form, answers), {"a.jpg": PHOTO}, via="openrosa")
    assert AttachmentUse.objects.count() == 1


def test_what_the_ledger_refuses_is_kept_too(form, reader):
    done = submit(
        reader, form, sent(form, TWO_CARS | {"to": "KZ-MIA"}), {}, scope=Scope(read=("GONE",)), via="openrosa"
    )
    assert (done.state, done.faults[0].kind) == ("quarantined", "record")
    assert "GONE" in done.faults[0].message


def test_who_may_not_contribute_may_not_submit(cast, form):
    for name in ("auditor", "researcher", "anonymous", "administrator"):
        with pytest.raises(PermissionDenied):
            submit(cast.reader(name), form, sent(form), {})
    assert not Submission.objects.exists()


def test_a_crash_before_the_end_leaves_nothing(form, reader, monkeypatch):
    """Submission and statements are one transaction."""

    def fail(*args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(submissions, "_outcome", fail)
    with pytest.raises(RuntimeError):
        submit(reader, form, sent(form), {}, via="openrosa")
    assert (facts(), Submission.objects.count()) == ([], 0)
    monkeypatch.undo()
    assert submit(reader, form, sent(form), {}, via="openrosa").known is False


def test_an_heir_goes_on_with_what_waits_and_knows_what_came(cast, form, reader):
    accepted = submit(reader, form, sent(form), {}, via="openrosa")
    kept = submit(reader, form, sent(form, {"who": "X", "age": "300"}, "uuid:2"), {}, via="openrosa")
    close_office(operator(), office="TJ-DCA", heirs=[Heir("BLO-NP")])
    heir = cast.reader("liaison")
    assert [line.id for line in waiting.quarantined(heir)] == [kept.submission]
    again = submit(heir, form, sent(form), {}, via="openrosa")
    assert (again.known, again.report) == (True, accepted.report)


def test_a_form_without_mapping_gives_a_report_that_can_be_read(cast):
    publish(cast.reader("owner"), "watch.md", SOURCE.encode())
    reader = cast.reader("border")
    form = form_of("watch", office="TJ-DCA")
    assert mapping_of(form, "TJ-DCA") is None
    answers = TWO_CARS | {"colour": "red", "voice": "b.amr"}
    done = submit(reader, form, sent(form, answers), {"b.amr": SOUND}, lang="ru")
    [text] = profile(reader, done.report).statements[0].properties["description"]
    assert text.splitlines() == [
        "1 Кто: Karimov",
        "3 Цвет: Красный", "6 Голос: b.amr", "7 Машина 1", "7.1 Номер: A 1", "7 Машина 2", "7.1 Номер: B 2",
    ]  # fmt: skip
    assert AttachmentUse.objects.get().fragment.entity == done.report


def test_reports_on_forms_of_others_keep_every_answer(cast, shared_data):
    """Forms that nobody here wrote a mapping for."""
    reader = cast.reader("border")
    for path in sorted((shared_data / "xlsforms").rglob("*.xml"))[::4]:
        try:
            form = read_form(path, media={one.name: one.read_bytes() for one in path.parent.glob("*.csv")})
        except Unpublishable:
            continue
        instance = filling.fill(form)
        instance.set_instance_id()
        done = submit(reader, form, instance, dict.fromkeys(instance.files(), PHOTO), via="openrosa")
        assert done.state == "accepted", (path.name, done.faults)
        text = " ".join(profile(reader, done.report).statements[0].properties.get("description", [""])[0].split())
        for shown in instance.walk():
            if not shown.group and shown.value and shown.node.kind != "note":
                chosen = [each.label() for each in shown.choices if each.name in shown.value.split()]
                said = all(" ".join(label.split()) in text for label in chosen or [shown.value])
                assert said or shown.value in text, (path.name, shown.path)


def test_completeness_counts_what_was_asked(form, reader):
    done = submit(reader, form, sent(form, {"who": "Karimov", "car": [{"plate": "A 1"}, {"plate": ""}]}), {})
    said = profile(reader, done.report).statements[0].properties
    assert said["completeness"] == ["60"], "who 2 + one plate 1, of who 2 + two plates 2 + age 1"
    assert said["completenessReason"] == ["2 Age / Возраст", "7.1 (2) Plate / Номер"]


def test_drafts_are_the_officers_own_and_end_with_the_report(cast, form, reader):
    instance = sent(form, {"who": "Kar", "photo": "a.jpg"})
    id = waiting.save_draft(reader, form, instance, {"a.jpg": PHOTO})
    assert waiting.save_draft(reader, form, instance, {}, id) == id
    for name in ("colleague", "partner"):
        assert waiting.drafts(cast.reader(name)) == []
        assert waiting.draft(cast.reader(name), id) is None
        waiting.drop_draft(cast.reader(name), id)
    same, back, files = waiting.draft(reader, id)
    assert (same.id, back.answers()["who"], files) == ("watch", "Kar", {"a.jpg": PHOTO})
    assert submit(reader, form, back, files, draft=id).state == "accepted"
    assert not FormDraft.objects.exists()


# Publishing


def test_who_may_publish_and_under_which_id(cast, form):
    head, other = cast.reader("owner"), cast.reader("partner")
    for who, source, error in [
        (cast.reader("border"), SOURCE.replace("watch", "mine"), PermissionDenied),
        (head, SOURCE, ValidationError),  # the operator's
        (operator(), SOURCE.replace("| Watch |", "| Guard |"), ValidationError),  # the same version, changed
        (operator(), SOURCE.replace("| watch |", "| seizure |"), ValidationError),  # one that ships
    ]:
        with pytest.raises(error):
            publish(who, "watch.md", source.encode())
    publish(head, "mine.md", SOURCE.replace("| watch |", "| mine |").encode())
    assert "mine" in catalogue("TJ-DCA")
    assert "mine" not in catalogue("KZ-MIA")
    publish(other, "mine.md", SOURCE.replace("| watch |", "| mine |").encode())
    publish(head, "mine.md", SOURCE.replace("| watch | 1 |", "| mine | 2 |").encode())
    assert catalogue("TJ-DCA")["mine"].version == "2"
    assert catalogue("KZ-MIA")["mine"].version == "1"
    publish(head, "mine.md", SOURCE.replace("| watch | 1 |", "| mine | 2 |").encode(), media={"a.csv": b"x"})
    assert "a.csv" in catalogue("TJ-DCA")["mine"].media, "with other files it is read again"
    close(head, "mine")
    assert "mine" not in catalogue("TJ-DCA")
    assert form_of("mine", "1", "TJ-DCA"), "reports on a closed form still come in"


def test_everything_at_once_on_both_databases_leaves_no_text_behind(form, reader):
    """What is accepted stands in the ledger alone."""
    submit(reader, form, sent(form, {"who": "Unmistakable"}), {})
    with connection.cursor() as cursor:
        for table in ("collect_submission", "collect_formdraft", "collect_submissionfile"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "Unmistakable" not in str(cursor.fetchall())
    assert Submission.objects.get().state == State.ACCEPTED
