from wagtail.admin.forms import WagtailAdminPageForm

from geoportal.news.typed_place import TypedPlaceField


class PublicationForm(WagtailAdminPageForm):
    geom = TypedPlaceField()
