"""The methods of OGC API Features Part 4 (20-002r1) on ``/items`` and ``/items/<id>``, for who has a token."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from api.documents import GEOJSON, url
from api.errors import InvalidBody, NotPermitted
from api.features.crs import crs_by_uri, with_content_crs
from api.features.writing import actions
from api.features.writing.bodies import FEATURE_TYPES, PATCH_TYPES, read_object
from api.item_tags import state_of, written_tag
from api.params import check_names
from api.tokens.authentication import BearerAuthentication
from api.tokens.models import Scope, Token
from api.viewers import viewer_of
from layers.crs import CRS84, Crs, reference_systems
from layers.items import Item
from layers.layer import Layer
from layers.lookups import get_layer

_REQUEST_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


class Writing(APIView):
    """What both resources share: who may write, and how errors leave (api.errors, not REST framework's)."""

    authentication_classes = (BearerAuthentication,)
    permission_classes = ()
    renderer_classes = ()

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002
        self.perform_authentication(request)
        check_names(request.GET)

    def handle_exception(self, exc: Exception) -> Any:
        raise exc

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {}

    def layer(self, slug: str, scope: Scope) -> Layer:
        """Return the layer, if the token may do to it what ``scope`` says.

        Raises:
            UnknownLayer, NotPermitted
        """
        layer = get_layer(slug, viewer=viewer_of(self.request._request))
        token: Token = self.request.auth
        words = {"slug": slug, "scope": scope.value, "scopes": ", ".join(token.scopes), "maintainer": layer.maintainer or _("ο Δήμος")}
        if scope not in token.scopes:
            raise NotPermitted(_("Το κλειδί δεν έχει το δικαίωμα %(scope)s. Έχει: %(scopes)s.") % words)
        if token.layers and slug not in token.layers:
            raise NotPermitted(_("Το κλειδί δεν έχει εκδοθεί για το επίπεδο «%(slug)s».") % words)
        if token.agency or token.holder != layer.maintainer:
            raise NotPermitted(_("Το επίπεδο «%(slug)s» το συντηρεί: %(maintainer)s. Το κλειδί ανήκει σε άλλον.") % words)
        return layer

    def writer(self) -> actions.Writer:
        given = self.request.headers.get("X-Request-Id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        return actions.Writer(token=self.request.auth, request_id=request_id, crs=_content_crs(self.request))

    def answer(self, layer: Layer, feature_id: int, item: Item, by: actions.Writer) -> HttpResponse:
        """Return what was written, if the client prefers that (RFC 7240), else nothing but its ETag."""
        if "return=representation" in self.request.headers.get("Prefer", "").replace(" ", "").lower():
            response = with_content_crs(HttpResponse(item.text, content_type=GEOJSON), by.crs)
            response.headers["Preference-Applied"] = "return=representation"
        else:
            response = HttpResponse(status=204)
        response.headers["ETag"] = written_tag(state_of(layer.slug, feature_id, item.state))
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Request-Id"] = by.request_id
        return response


class ItemsWriting(Writing):
    def post(self, request: Any, slug: str) -> HttpResponse:
        layer = self.layer(slug, Scope.CREATE)
        by = self.writer()
        feature_id, item = actions.create(layer, read_object(_plain(request), media_types=FEATURE_TYPES), by=by)
        response = self.answer(layer, feature_id, item, by)
        response.status_code = 201
        response.headers["Location"] = url(_plain(request), "item", slug, feature_id, plain=True)
        return response


class ItemWriting(Writing):
    def put(self, request: Any, slug: str, feature_id: str) -> HttpResponse:
        return self._change(request, slug, feature_id, is_patch=False)

    def patch(self, request: Any, slug: str, feature_id: str) -> HttpResponse:
        return self._change(request, slug, feature_id, is_patch=True)

    def delete(self, request: Any, slug: str, feature_id: str) -> HttpResponse:
        layer = self.layer(slug, Scope.DELETE)
        by = self.writer()
        actions.delete(layer, number_of(feature_id), if_match=request.headers.get("If-Match"), by=by)
        return HttpResponse(status=204, headers={"X-Request-Id": by.request_id})

    def _change(self, request: Any, slug: str, feature_id: str, *, is_patch: bool) -> HttpResponse:
        layer = self.layer(slug, Scope.UPDATE if is_patch else Scope.REPLACE)
        by, number, if_match = self.writer(), number_of(feature_id), request.headers.get("If-Match")
        body = read_object(_plain(request), media_types=PATCH_TYPES if is_patch else FEATURE_TYPES)
        item = actions.change(layer, number, body, if_match=if_match, by=by, is_patch=is_patch)
        return self.answer(layer, number, item, by)


def _plain(request: Any) -> HttpRequest:
    """Return Django's request: the body is read by our own rules, not by REST framework's parsers."""
    plain: HttpRequest = request._request
    return plain


def _content_crs(request: Any) -> Crs:
    """Return the system that the header Content-Crs names, CRS84 without it (OGC 20-002r1 /req/features/content-crs-header).

    Raises:
        InvalidBody
    """
    given = request.headers.get("Content-Crs")
    if given is None:
        return CRS84
    found = crs_by_uri(given.strip())
    if found is None:
        raise InvalidBody(
            _("Content-Crs: %(given)s δεν υποστηρίζεται. Υποστηρίζονται: %(known)s.")
            % {"given": given[:200], "known": ", ".join(crs.uri for crs in reference_systems())}
        )
    return found


def number_of(feature_id: str) -> int:
    """Return the id as the database holds it; what cannot be one is no feature's."""
    is_number = feature_id.isascii() and feature_id.isdigit() and len(feature_id) <= 18
    return int(feature_id) if is_number else -1
