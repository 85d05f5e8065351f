"""What lies between a filled-in form and the ledger. Local to the node, never facts.

Once a form is accepted, nothing that somebody wrote in it stays here: digests and ids do, so that a phone that
sends it again hears the same answer, and a purge finds no second copy.
"""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from sarhad.access.models import drawn
from sarhad.ledger.fields import HexField


class State(models.TextChoices):
    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"  # fails a rule: waits for a person
    INCOMPLETE = "incomplete"  # files that it names have not come yet
    DISMISSED = "dismissed"  # by a person, with the reason; kept


class Submission(models.Model):
    """A filled-in form as an office received it."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    report = HexField()  # id of the Report that it becomes: made from the office's key and the instance's id
    digest = HexField()  # SHA-256 of its XML
    form = models.TextField()
    version = models.TextField()
    via = models.TextField()  # page, openrosa, sheet
    officer = models.TextField()
    received = models.DateTimeField(default=timezone.now)
    state = models.TextField(choices=State.choices)
    entry = models.TextField(default="")  # id of the contribution, once accepted
    xml = models.BinaryField(null=True)  # None once accepted
    scope = models.JSONField(null=True)  # if it was given apart from the answers
    faults = models.JSONField(default=list)  # fields of forms.Fault
    taken = models.JSONField(default=list)  # SHA-256 of each file that went in
    by = models.TextField(default="")  # who decided about it, why and when
    why = models.TextField(default="")
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "report"], name="one_submission")]
        indexes = [models.Index(fields=["office", "state", "received"], name="submission_waiting")]

    def __str__(self) -> str:
        return f"{self.office} {self.form} {self.report} {self.state}"

    @property
    def decided(self) -> bool:
        """Whether a purge may delete it: that it was dismissed, and by whom, stands in the audit."""
        return self.state == State.DISMISSED


class SubmissionFile(models.Model):
    """A photo or another file of a submission that is not accepted yet."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    name = models.TextField()  # as the XML names it
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "name"], name="one_submission_file")]

    def __str__(self) -> str:
        return self.name

    @property
    def decided(self) -> bool:
        return self.submission.decided


class FormDraft(models.Model):
    """A form that an officer has begun on a page."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()
    officer = models.TextField()
    form = models.TextField()
    version = models.TextField()
    xml = models.BinaryField()
    saved = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["office", "officer", "-saved"], name="draft_of_officer")]

    def __str__(self) -> str:
        return f"{self.officer}@{self.office} {self.form}"


class DraftFile(models.Model):
    draft = models.ForeignKey(FormDraft, models.CASCADE, related_name="files")
    name = models.TextField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="one_draft_file")]

    def __str__(self) -> str:
        return self.name


class PublishedForm(models.Model):
    """A form that the operator or an office's head added to those that ship."""

    id = models.BigIntegerField(primary_key=True, default=drawn)
    office = models.TextField()  # "": for every office, by the operator
    form = models.TextField()
    version = models.TextField()
    name = models.TextField()  # of its file, whose ending says what it is
    source = models.BinaryField()
    mapping = models.TextField(default="")  # YAML; "": none
    officer = models.TextField()
    published = models.DateTimeField(default=timezone.now)
    closed = models.DateTimeField(null=True)  # no new reports after that

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "form", "version"], name="one_published_form")]

    def __str__(self) -> str:
        return f"{self.office} {self.form} {self.version}"


class FormMedia(models.Model):
    """A table or picture that a published form uses."""

    form = models.ForeignKey(PublishedForm, models.CASCADE, related_name="media")
    name = models.TextField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "name"], name="one_form_file")]

    def __str__(self) -> str:
        return self.name
