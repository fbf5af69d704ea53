"""`/report/`: a problem is told in four steps, each a page of its own that works without a script and without a cookie.

The key of the draft stands in the address. Going back, reloading and pressing a button twice lose nothing and double nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geoportal.requests import drafts
from geoportal.requests.duplicates import case_of, known_case
from geoportal.requests.kinds import offered
from geoportal.requests.models import Draft
from geoportal.requests.photos import draft_photo_response
from geoportal.requests.places import Told, address_of, read_place, within_municipality
from geoportal.requests.reporting import check_page, details_page, me_too_page, sent_page, what_page, where_page
from geoportal.requests.supporting import SupportRefused, support_case
from geoportal.site.limits import is_within
from geoportal.site.origin import own_form
from layers.requests.attachments import TooManyPictures
from layers.requests.questions import AnswersRefused, read_answers
from layers.requests.services import Service
from layers.requests.submitting import LONGEST_TEXT, ReportRefused, description_fault
from layers.requests.workflow import TransitionNotAllowed

_HOUR_S = 3600


@own_form
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """Where: the first question, with whose answer the draft begins. A link may give ``service`` and ``near`` (latitude, longitude)."""
    if request.method != "POST":
        return render(request, "requests/where.html", where_page(None, request.GET))
    if not is_within(request, "reports", most=settings.REPORTS_PER_HOUR, window_s=_HOUR_S):
        words = _("Από τη σύνδεσή σας ξεκίνησαν πολλές αναφορές την τελευταία ώρα. Περιμένετε λίγο ή τηλεφωνήστε μας.")
        told = Told(address=request.POST.get("address", "")[:300], error=words)
        return render(request, "requests/where.html", where_page(None, request.POST, told), status=429)
    return _take_place(request, Draft(service=offered(request.POST.get("service", ""))))


def with_draft(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give ``view`` the draft of the key in its address; one that was sent shows what came of it."""

    @wraps(view)
    def found(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponseBase:
        try:
            draft = drafts.find_draft(key)
        except Draft.DoesNotExist as error:
            raise Http404(_("Η αναφορά δεν υπάρχει πια. Αν δεν τη στείλατε, ξεκινήστε μια νέα.")) from error
        if (draft.request_id is not None) != (view.__name__ == "sent"):
            return redirect("requests:check" if draft.request_id is None else "requests:sent", key)
        answer = view(request, draft, **kwargs)
        # The address is the key to what was typed: no other site is told of it.
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return own_form(never_cache(found))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def where(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.method == "POST":
        return _take_place(request, draft)
    return render(request, "requests/where.html", where_page(draft, request.GET))


def _take_place(request: HttpRequest, draft: Draft) -> HttpResponse:
    told = _told_by_photo(request, draft) if "from_photo" in request.POST else read_place(request.POST)
    if told.error or told.choices:
        page = where_page(draft if draft.created_at else None, request.POST, told)
        return render(request, "requests/where.html", page, status=422 if told.error else 200)
    drafts.keep(draft, geom=told.geom, address=told.address)
    return redirect("requests:details" if draft.service else "requests:what", draft.key)


def _told_by_photo(request: HttpRequest, draft: Draft) -> Told:
    """Keep the photo, which is part of the report, and read where it was taken: whoever presses this button wants just that."""
    address = request.POST.get("address", "")[:300]
    if not request.FILES:
        return Told(address=address, error=_("Διαλέξτε πρώτα μια φωτογραφία."))
    draft.save()
    refusals = drafts.keep_pictures(draft, request.FILES.getlist("photos"))
    places = [kept.place for kept in draft.pictures.all() if kept.place is not None]
    point = next((point for place in places if (point := within_municipality(place)) is not None), None)
    if point is not None:
        return Told(geom=point, address=address_of(point))
    nothing = _("Η φωτογραφία δεν λέει πού τραβήχτηκε, ή είναι από αλλού. Την κρατήσαμε· βάλτε το σημείο στον χάρτη ή γράψτε τη διεύθυνση.")
    return Told(address=address, error=" ".join(refusals) or nothing)


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def what(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.method == "POST":
        service = offered(request.POST.get("service", ""))
        if service is not None:
            drafts.choose_service(draft, service)
            return redirect("requests:details", draft.key)
    return render(request, "requests/what.html", what_page(draft, request.GET.get("q", "")[:100]))


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def details(request: HttpRequest, draft: Draft) -> HttpResponse:
    if draft.service is None:
        return redirect("requests:what", draft.key)
    if request.method != "POST":
        return render(request, "requests/details.html", details_page(draft, {}, []))
    given = request.POST
    text = given.get("description", "").replace("\0", "")
    drafts.keep(draft, description=text[:LONGEST_TEXT], answers=_answers(draft.service, given))
    refusals = drafts.keep_pictures(draft, request.FILES.getlist("photos")) if request.FILES else []
    if "known" in given:
        return redirect("requests:me-too", draft.key, given["known"])
    if _arranged(given, draft):
        return redirect(f"{request.path}#photos")
    errors = _wrong(draft.service, draft, text) if "add" not in given else {}
    if errors or refusals or "add" in given:
        page = details_page(draft, errors, refusals) | ({"description": text} if len(text) > LONGEST_TEXT else {})
        return render(request, "requests/details.html", page, status=422 if errors or refusals else 200)
    return redirect("requests:check", draft.key)


def _answers(service: Service, given: QueryDict) -> dict[str, Any]:
    """Return what was answered as it was given: it is read when it is sent."""
    answers: dict[str, Any] = {}
    for question in service.questions:
        many = [value.replace("\0", "")[:LONGEST_TEXT] for value in given.getlist(f"q-{question['code']}") if value.strip()]
        if many:
            answers[question["code"]] = many if question["datatype"] == "multivaluelist" else many[0]
    return answers


def _arranged(given: QueryDict, draft: Draft) -> bool:
    """Do what a button of the pictures says; return whether there was one."""
    for name in ("drop", "place"):
        number = given.get(name, "")
        if number.isdecimal() and len(number) < 19:
            kept = draft.pictures.filter(pk=number).first()
            if name == "drop":
                drafts.drop_picture(draft, int(number))
            elif kept is not None and kept.place is not None and (point := within_municipality(kept.place)) is not None:
                drafts.keep(draft, geom=point, address=address_of(point))
            return True
    return False


def _wrong(service: Service, draft: Draft, text: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if fault := description_fault(text):
        errors["description"] = fault
    try:
        read_answers(service, draft.answers)
    except AnswersRefused as refusal:
        errors |= {f"answers.{code}": message for code, message in refusal.errors.items()}
    return errors


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def me_too(request: HttpRequest, draft: Draft, number: str) -> HttpResponse:
    """The same thing is known: be counted, be told of it, add words and photos to it."""
    known = known_case(draft.service, draft.geom, number)
    if known is None:
        return redirect("requests:details", draft.key)
    text, email = request.POST.get("text", draft.description), request.POST.get("email", "").strip()
    if request.method != "POST":
        return render(request, "requests/me_too.html", me_too_page(draft, known, text=text))
    try:
        support_case(case_of(known), email=email, text=text, pictures=drafts.pictures_of(draft))
    except (SupportRefused, TransitionNotAllowed, TooManyPictures) as error:
        words = str(error) if isinstance(error, SupportRefused) else _("Το αίτημα δεν δέχεται άλλες προσθήκες. Στείλτε δικό σας.")
        page = me_too_page(draft, known, error=words, text=text, email=email)
        return render(request, "requests/me_too.html", page, status=422)
    drafts.drop(draft)
    return render(request, "requests/counted.html", {"known": known, "email": email})


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """How to be told, and everything once more; then it goes."""
    if draft.service is None:
        return redirect("requests:what", draft.key)
    if request.method != "POST":
        return render(request, "requests/check.html", check_page(draft, {}))
    contact = {
        name: request.POST.get(name, "").replace("\0", "").strip()[:most] for name, most in (("name", 200), ("email", 254), ("phone", 20))
    }
    drafts.keep(draft, **contact)
    try:
        drafts.send(draft)
    except ReportRefused as refusal:
        return render(request, "requests/check.html", check_page(draft, refusal.errors), status=422)
    return redirect("requests:sent", draft.key)


@require_safe
@with_draft
def sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    return render(request, "requests/sent.html", sent_page(draft))


@require_safe
@with_draft
def photo(_request: HttpRequest, draft: Draft, number: str) -> HttpResponseBase:
    return draft_photo_response(draft.pictures.filter(pk=number).first())
