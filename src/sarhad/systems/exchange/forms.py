"""Forms of requests: asking, answering, steps, decisions on drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.desk.records import Leg
from sarhad.desk.requests import Ask, Reply
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import FragmentRef
from sarhad.ledger.models import Party
from sarhad.systems.exchange import words
from sarhad.web.days import DayForm, day_field
from sarhad.web.fields import Record
from sarhad.web.forms import Form, PasswordForm, office_choices
from sarhad.web.scopes import HandledForm
from sarhad.web.templatetags.look import caption_of, schema_label
from sarhad.web.words import options


class PaperForm(HandledForm):
    """Under which handling a paper goes out."""

    text = forms.CharField(
        label=_("Conditions in your words"), required=False, max_length=1000,
        help_text=_("Stand beside the handling; needed for H3."),
    )  # fmt: skip
    tlp = forms.ChoiceField(label="TLP", required=False)


ORDER = (
    "to", "via", "centre_reads", "kind", "urgency", "due", "question", "purpose", "case", "legal_basis",
    "legal_text", "release_to", "facts",
)  # fmt: skip


class OnceForm(Form):
    """A form that is sent once, however often its button is pressed."""

    once = forms.RegexField("^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["once"] = uuid4().hex


class AskForm(DayForm, PaperForm, OnceForm):
    """A request. `statements`: what the asker could show with the question, of the subjects that it names."""

    days = ("due",)

    question = forms.CharField(
        label=_("Question"), max_length=10000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Say what exactly is asked. The offices read it as it stands."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), initial="information")
    urgency = forms.ChoiceField(label=_("Urgency"), initial="routine")
    due = day_field(
        _("Answer by"), False, _("Empty: the term of the urgency, in working days of the office asked.")
    )
    to = forms.MultipleChoiceField(
        label=_("Offices to ask"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Each gets a letter of its own and does not learn of the others."),
    )  # fmt: skip
    via = forms.ChoiceField(
        label=_("Through"),
        required=False,
        help_text=_("An office in between, such as the centre; it keeps a journal."),
    )
    centre_reads = forms.BooleanField(
        label=_("It reads the question and the answers"), required=False, initial=True,
        help_text=_("Otherwise only that a letter passed."),
    )  # fmt: skip
    purpose = forms.CharField(
        label=_("Purpose"), max_length=500, help_text=_("What the answer is needed for, such as a case.")
    )
    legal_basis = forms.ChoiceField(label=_("Agreement it rests on"), required=False)
    legal_text = forms.CharField(label=_("Or the rule in words"), required=False, max_length=500)
    case = Record(label=_("Criminal case"), required=False, help_text=_("The address of its page."))
    release_to = forms.ChoiceField(
        label=_("Release to"),
        required=False,
        help_text=_("The office that is to read the record. Empty: your own."),
    )
    facts = forms.MultipleChoiceField(
        label=_("Statements that go with the question"), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact = forms.CharField(label=_("Contact"), required=False, max_length=200, help_text=_("With telephone."))
    signatory = forms.CharField(
        label=_("Signed by"), required=False, max_length=200, help_text=_("Empty: whoever signs it.")
    )

    def __init__(
        self, *args: Any, reader: Reader, statements: Sequence[Statement] = (), release: bool = False, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.release = release
        for name, prop in (("kind", "requestType"), ("urgency", "urgency")):
            self.fields[name].choices = options("Request", prop)
        others = office_choices(but=[reader.office])
        self.fields["to"].choices = others
        self.fields["via"].choices = [("", gettext("directly")), *_between(reader)]
        self.fields["legal_basis"].choices = [("", "—"), *_instruments(reader)]
        self.fields["facts"].choices = [(str(each.ref), told(each)) for each in statements]
        self.fields["release_to"].choices = [("", "—"), *others]
        self.order_fields(ORDER)
        if not release:
            del self.fields["release_to"]
        if not statements:
            del self.fields["facts"]

    def ask(self, **more: Any) -> Ask:
        """What was typed; `more`: subjects, pointer and record, which the address of the page named."""
        given = self.cleaned_data
        return Ask(
            question=given["question"], to=tuple(given["to"]), via=given["via"], centre_reads=given["centre_reads"],
            kind=given["kind"], urgency=given["urgency"], purpose=given["purpose"], due=given["due"],
            legal_basis=given["legal_basis"] or given["legal_text"], case=given["case"],
            facts=tuple(FragmentRef.parse(each) for each in given.get("facts", ())),
            release_to=given.get("release_to", ""), contact=given["contact"], signatory=given["signatory"],
            handling=self.handling(), once=given["once"], **more,
        )  # fmt: skip


def told(statement: Statement) -> str:
    """A statement in a list to choose from: what it is called, of which kind, whose, from when."""
    parts = (schema_label(statement.schema), statement.owner, statement.stated[:10], f"H{statement.handling.level}")
    return f"{caption_of(statement)} · {' · '.join(each for each in parts if each)}"


def _between(reader: Reader) -> list[tuple[str, str]]:
    centres = set(Party.objects.filter(kind="office", sort="centre", closed="").values_list("id", flat=True))
    return [choice for choice in office_choices(but=[reader.office]) if choice[0] in centres]


def _instruments(reader: Reader) -> list[tuple[str, str]]:
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _place in ids_listed(sight, "Instrument")))
    sight.see(ids)
    found = [(id, summary.caption) for id in ids if (summary := sight.summary([id]))]
    return sorted(found, key=lambda each: each[1])


class AnswerForm(PaperForm, OnceForm):
    """An answer, with the own records that go with it."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reply = forms.CharField(
        label=_("Answer"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 2})
    )
    records = forms.MultipleChoiceField(
        label=_("Records that the asker may read from now on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("Further records"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Addresses of their pages, one on each line: what your office holds on them is given."),
    )  # fmt: skip
    conditions = forms.CharField(
        label=_("Conditions to accept"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("If you write any, the records open only when the asker has accepted them."),
    )  # fmt: skip
    refusal = forms.CharField(label=_("Reason for refusal"), required=False, max_length=2000)
    legal_basis = forms.CharField(
        label=_("Rule or agreement"), required=False, max_length=500, help_text=_("Needed for a refusal.")
    )
    signatory = forms.CharField(
        label=_("Signed by"), required=False, max_length=200, help_text=_("Empty: whoever signs it.")
    )
    asked = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    field_order = ("outcome", "reply", "records", "more", "conditions", "refusal", "legal_basis")

    def __init__(self, *args: Any, leg: Leg, statements: Sequence[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = options("Answer", "outcome")
        self.fields["records"].choices = [(str(each.ref), told(each)) for each in statements]
        if not statements:
            del self.fields["records"]

    def entities(self) -> list[str]:
        """Ids of the further records."""
        record = Record(required=False)
        return [record.clean(line.strip()) for line in self.cleaned_data["more"].splitlines() if line.strip()]

    def clean_more(self) -> str:
        text = self.cleaned_data["more"]
        for line in text.splitlines():
            Record(required=False).clean(line.strip())
        return text

    def reply_of(self, more: Iterable[FragmentRef] = ()) -> Reply:
        given = self.cleaned_data
        chosen = [FragmentRef.parse(each) for each in given.get("records", ())]
        return Reply(
            outcome=given["outcome"], text=given["reply"], refusal=given["refusal"],
            records=tuple(dict.fromkeys([*chosen, *more])), conditions=given["conditions"],
            handling=self.handling(), legal_basis=given["legal_basis"], signatory=given["signatory"],
            once=given["once"], asked=given["asked"],
        )  # fmt: skip


class StepForm(DayForm):
    """One step of a request's life."""

    days = ("due",)

    step = forms.ChoiceField(label=pgettext_lazy("request", "What to do"))
    due = day_field(_("New last day"), False, _("Only where the term changes."))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The other side reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, steps: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(each, str(words.DEEDS[each])) for each in steps]
        if "extended" not in steps:
            del self.fields["due"]


class EndForm(Form):
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The offices asked read it."),
    )  # fmt: skip


class ApproveForm(PasswordForm):
    """The head's own password, before anything leaves the office."""


class PeriodForm(Form):
    """A period and an office, from the address. What cannot be read counts as not given."""

    since = forms.DateField(
        label=pgettext_lazy("date", "From"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    until = forms.DateField(
        label=pgettext_lazy("date", "To"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def period(self) -> tuple[Any, Any]:
        """This year so far, where nothing is said."""
        today = timezone.localdate()
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return given.get("since") or today.replace(month=1, day=1), given.get("until") or today
