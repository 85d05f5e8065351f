"""Pages of substances, units and the rules that convert them: the same for everyone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access import audit
from sarhad.kernel import conversions, substances, units
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.kinds import queries, sheets, words
from sarhad.systems.monitor.kinds.forms import ConvertForm, SearchForm
from sarhad.systems.monitor.kinds.records import Outcome
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.web.words import lang


@open_page
def substances_page(request: HttpRequest) -> HttpResponse:
    """The tree, or what a search finds in it."""
    form = SearchForm(request.GET)
    form.is_valid()
    text, show = form.cleaned_data.get("q", ""), form.cleaned_data.get("show", "")
    asked = bool(text or show)
    branches = queries.tree(lang(), text, show)
    if file := answer(request, lambda: sheets.of_substances(branches)):
        return file
    audit.record(request.reading.reader, "read-substances", text=text)
    count = sum(len(branch.lines) for branch in branches)
    context = {
        "title": _("Substances"),
        "lead": ngettext("%(n)d substance", "%(n)d substances", count) % {"n": count},
        "search": form, "branches": branches, "asked": asked, "errors": form.errors,
        "downloads": offered(sheets.of_substances(branches[:0])),
    }  # fmt: skip
    return render(request, "monitor/substances.html", context)


@open_page
def substance_page(request: HttpRequest, code: str) -> HttpResponse:
    """All that is known of one substance: names, control, numbers, how amounts of it are converted."""
    one = substances.all_substances().get(code)
    if one is None:
        raise Http404
    audit.record(request.reading.reader, "read-substances", code)
    rules, apart = queries.applying(code, lang())
    below = [(each.code, each.label(lang()), queries.control(each.code)) for each in substances.below(code)]
    context = {
        "title": one.label(lang())[:1].upper() + one.label(lang())[1:],
        "substance": one, "group": one.group.label(lang()), "other": one.label("en" if lang() == "ru" else "ru"),
        "above": [(each.code, each.label(lang())) for each in queries.above(one)],
        "below": below, "controlled": sum(bool(said) for _code, _name, said in below),
        "names": substances.other_names(code), "numbers": substances.numbers(code),
        "listings": [
            (words.CONVENTIONS[each.convention], words.schedule(each), words.since(each), each)
            for each in substances.schedule(code)
        ],
        "rules": [(each, queries.shown(each.rule, lang())) for each in rules], "apart": apart,
    }  # fmt: skip
    return render(request, "monitor/substance.html", context)


@open_page
def rules_page(request: HttpRequest) -> HttpResponse:
    """Units, every rule, and a form that applies them."""
    if file := answer(request, lambda: sheets.of_rules(lang())):
        return file
    audit.record(request.reading.reader, "read-substances", "rules")
    form = ConvertForm(request.GET if "amount" in request.GET else None)
    context = {
        "title": _("Units and rules of conversion"), "convert": form, "outcome": _outcome(form),
        "rules": queries.all_rules(lang()), "bases": words.BASES.values(),
        "sources": conversions.sources().values(),
        "units": [
            (each, each.label(lang()), units.dimensions()[each.dimension]["ru" if lang() == "ru" else "en"])
            for each in units.all_units().values()
        ],
        "downloads": offered(sheets.of_rules(lang())),
    }  # fmt: skip
    return render(request, "monitor/rules.html", context)


def _outcome(form: ConvertForm) -> Outcome | None:
    if not form.is_bound or not form.is_valid():
        return None
    given = form.cleaned_data
    return queries.convert(given["amount"], given["unit"], given["substance"], given["day"], lang())
