"""Why a form is not published, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sarhad.collect.forms.errors import Unpublishable

REASONS = {
    "too-large": _("The form is larger than %(most)s megabytes or nested too deeply."),
    "entities": _("The XML declares entities or a document type; such files are not opened."),
    "broken-xml": _("The XML breaks off or is damaged at line %(line)s."),
    "not-xform": _("This is not an XForm: it has no %(missing)s."),
    "unknown-file": _("A form is Markdown tables (.md), an Excel workbook (.xlsx) or an XForm (.xml)."),
    "not-xlsform": _("The XLSForm cannot be converted: %(why)s"),
    "encrypted": _("The form encrypts what is filled in (base64RsaPublicKey); this server could not read it."),
    "function": _("%(where)s uses the function %(function)s(), which is not available here."),
    "arguments": _("%(where)s calls %(function)s() with %(count)s arguments, which it does not take."),
    "expression": _("%(where)s has an expression that cannot be read: %(expression)s"),
    "unknown-path": _("%(where)s refers to %(path)s, which the form does not have."),
    "unknown-instance": _("%(where)s refers to instance('%(id)s'), which the form does not have."),
    "no-node": _("The question %(path)s stands for no node of the form's data."),
    "no-ref": _("A question of the kind %(tag)s does not say which node it fills in (ref)."),
    "cycle": _("Computed values depend on each other in a circle: %(cycle)s."),
    "media": _("The form needs the file %(file)s, which was not given with it."),
    "broken-media": _("The file %(file)s, which the form needs, cannot be read."),
    "no-choices": _("The question %(path)s offers a choice of nothing."),
}


def refused(reason: str, **values: object) -> Unpublishable:
    return Unpublishable(str(REASONS[reason]) % values)
