"""The page on which an officer says what it wants to hear by e-mail, and the link that ends it."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from sarhad.access import audit
from sarhad.access.reader import anonymous
from sarhad.access.roles import Does
from sarhad.kernel import substances
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.models import Every, Subscription
from sarhad.systems.monitor.news import sending, subscriptions
from sarhad.web.forms import Form, attempt, country_choices
from sarhad.web.gate import page
from sarhad.web.templatetags.look import lang

EVERY = {Every.DAY: _("Once a day"), Every.WEEK: _("Once a week")}


class SubscriptionForm(Form):
    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    every = forms.ChoiceField(label=_("How often"), help_text=_("Only if there is something new"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    news = forms.BooleanField(label=_("Seizure news"), required=False, initial=True)
    warnings = forms.BooleanField(label=_("Early warnings"), required=False, initial=True)
    country = forms.ChoiceField(label=_("Country"), required=False)
    substance = forms.ChoiceField(label=_("Substance"), required=False)
    field_order = ("address", "every", "language", "country", "substance", "news", "warnings", "nudge")
    nudge = forms.BooleanField(
        label=_("Also when there is something that is not open to everyone"), required=False,
        help_text=_("The mail then says that there is something new, and nothing of what it is. Whoever reads your "
                    "mail learns that much."),
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups = [(code, group.label(lang())) for code, group in substances.groups().items()]
        self.fields["every"].choices = list(EVERY.items())
        self.fields["country"].choices = [("", gettext("All countries")), *country_choices()[1:]]
        self.fields["substance"].choices = [("", gettext("All substances")), *groups]

    def clean(self) -> dict[str, object]:
        found: dict[str, object] = super().clean()
        if not (found.get("news") or found.get("warnings")):
            self.add_error("news", gettext("Tick news, warnings or both."))
        return found


@page(Does.READ, Does.COUNT)
def subscription(request: HttpRequest) -> HttpResponse:
    """Subscribe, change it, end it."""
    reader = request.reader
    row = subscriptions.standing(reader)
    if request.method == "POST" and request.POST.get("deed") == "end":
        subscriptions.end(reader)
        messages.success(request, gettext("You get no more mails from the monitor."))
        return redirect("monitor-subscriptions")
    form = SubscriptionForm(request.POST or None, initial=_initial(request, row))
    valid = request.method == "POST" and form.is_valid()
    if valid and attempt(form, lambda: subscriptions.subscribe(reader, form.cleaned_data)):
        messages.success(request, gettext("Saved. You hear of what is new from now on."))
        return redirect("monitor-subscriptions")
    context = {"form": form, "row": row, "on": sending.is_on(), "every": row and EVERY[Every(row.every)]}
    return render(request, "monitor/subscription.html", context)


def _initial(request: HttpRequest, row: Subscription | None) -> dict[str, object]:
    if row:
        return {name: getattr(row, name) for name in subscriptions.FIELDS}
    return {"address": request.user.email, "language": lang()}


@csrf_exempt  # mail programs end a subscription by one request of their own (RFC 8058); the link itself is signed
@open_page
def subscription_end(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at it ends nothing: programs that check mails open every link."""
    row = subscriptions.named(token)
    if row is None:
        raise Http404
    if request.method == "POST":
        subscriptions.end_by_link(row)
        audit.record(anonymous(), "unsubscribe", str(row.pk))
    return render(request, "monitor/subscription_end.html", {"ended": row.ended is not None})
