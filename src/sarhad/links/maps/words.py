"""How exactly a mark stands, in words."""

from django.utils.translation import gettext_lazy as _

from sarhad.links.maps.places import Exactness

EXACTNESS = {
    Exactness.GIVEN: _("as the record measures it"),
    Exactness.CROSSING: _("crossing, by its name"),
    Exactness.CITY: _("town, by its name"),
    Exactness.REGION: _("somewhere in the region"),
    Exactness.COUNTRY: _("somewhere in the country"),
}
