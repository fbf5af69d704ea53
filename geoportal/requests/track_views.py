"""`/track/`: how a case goes, for whoever has its code. Nothing here is kept by browsers or found by search engines."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from geoportal.requests.addresses import tracking_url
from geoportal.requests.confirming import is_over
from geoportal.requests.followers import NotAFollower, confirm_follower, find_follower, stop_following
from geoportal.requests.news import number_of
from geoportal.requests.photos import photo_response
from geoportal.requests.tracking import NoSuchCase, TooManyGuesses, find_case, tracking_page
from geoportal.requests.uploads import read_uploads
from geoportal.site.language import localised
from geoportal.site.origin import own_form
from layers.requests import citizens
from layers.requests.actions import WordsMissing
from layers.requests.attachments import Attachment, TooManyPictures
from layers.requests.codes import written
from layers.requests.models import ServiceRequest
from layers.requests.submitting import confirm, length_fault
from layers.requests.workflow import TransitionNotAllowed


@require_GET
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The code is asked for, and leads to its case."""
    text = request.GET.get("code", "").strip()
    if not text:
        return render(request, "requests/track_form.html")
    try:
        case = find_case(request, text)
    except (NoSuchCase, TooManyGuesses) as error:
        return _refused(request, error, text)
    return redirect("requests:track", written(case.code))


def _refused(request: HttpRequest, error: Exception, text: str) -> HttpResponse:
    if isinstance(error, TooManyGuesses):
        words = _("Δοκιμάστηκαν πολλοί λάθος κωδικοί από τη σύνδεσή σας. Περιμένετε δέκα λεπτά και δοκιμάστε ξανά.")
        return render(request, "requests/track_form.html", _form_page(words, text), status=429)
    return render(request, "requests/track_form.html", _form_page(str(error), text), status=404)


def _form_page(error: str, text: str) -> dict[str, Any]:
    return {"error": error, "summary": [("#code", error)], "text": text}


def with_case(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give ``view`` the case of the code in its address; one of no case asks for it anew."""

    @wraps(view)
    def found(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponseBase:
        try:
            case = find_case(request, code)
        except (NoSuchCase, TooManyGuesses) as error:
            return _refused(request, error, code)
        answer = view(request, case, **kwargs)
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return never_cache(found)


@require_safe
@with_case
def track(request: HttpRequest, case: ServiceRequest) -> HttpResponse:
    return _page(request, case)


def _page(request: HttpRequest, case: ServiceRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "requests/track.html", {**tracking_page(case), **more}, status=status)


@require_safe
@with_case
def photo(_request: HttpRequest, case: ServiceRequest, number: str, size: str) -> HttpResponseBase:
    return photo_response(case.attachments.filter(pk=number).first(), size)


@require_safe
def public_photo(_request: HttpRequest, number: str, size: str) -> HttpResponseBase:
    """A picture that staff have published."""
    return photo_response(Attachment.objects.public().filter(pk=number).first(), size, is_public=True)


@require_safe
@with_case
def qr(_request: HttpRequest, case: ServiceRequest) -> HttpResponse:
    """The address of the case's page as a QR code, in SVG."""
    drawing = BytesIO()
    segno.make(tracking_url(case, language=get_language() or "el"), error="m").save(drawing, kind="svg", scale=4, light="#fff")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@own_form
@require_http_methods(["GET", "POST"])
@with_case
def confirm_contact(request: HttpRequest, case: ServiceRequest, token: str) -> HttpResponse:
    """The address is confirmed by a button: programs that look into letters open whatever they find."""
    if request.method == "POST":
        if not is_over(case) and confirm(case, token):
            return redirect("requests:track", written(case.code))
        return render(request, "requests/confirm.html", {"code": written(case.code), "failed": True}, status=410)
    return render(request, "requests/confirm.html", {"code": written(case.code), "title": localised(case.service, "title")})


def _act(field: str, act: Callable[[ServiceRequest, HttpRequest], Any]) -> Callable[..., HttpResponseBase]:
    """Return the view of one form of the page: what was typed comes back with what is wrong with it."""

    @own_form
    @require_POST
    @with_case
    def view(request: HttpRequest, case: ServiceRequest) -> HttpResponse:
        text = request.POST.get("text", "").replace("\0", "")
        try:
            _check_length(text)
            act(case, request)
        except (Wrong, WordsMissing, TooManyPictures, TransitionNotAllowed) as error:
            case.refresh_from_db()
            return _page(request, case, status=422, wrong=field, summary=[(f"#{field}-text", _in_words(error))], typed=text)
        return redirect(f"{reverse('requests:track', args=[written(case.code)])}#timeline")

    return view


class Wrong(ValueError):
    """What is wrong, in the user's language."""


def _check_length(text: str) -> None:
    if fault := length_fault(text):
        raise Wrong(fault)


def _in_words(error: Exception) -> str:
    if isinstance(error, WordsMissing):
        return _("Γράψτε λίγα λόγια, για να ξέρουμε τι εννοείτε.")
    if isinstance(error, TooManyPictures):
        return _("Το αίτημα έχει ήδη όσες φωτογραφίες χωρούν (%(most)s).") % {"most": error.most}
    if isinstance(error, TransitionNotAllowed):
        return _("Το αίτημα άλλαξε στο μεταξύ και αυτό δεν γίνεται πια. Δείτε παρακάτω πού βρίσκεται.")
    return str(error)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\0", "").strip()


def _answer(case: ServiceRequest, request: HttpRequest) -> None:
    uploads = read_uploads(request.FILES.getlist("photos"))
    if uploads.refusals:
        raise Wrong(" ".join(uploads.refusals))
    citizens.answer(case, text=_text(request), pictures=uploads.pictures)


def _feedback(case: ServiceRequest, request: HttpRequest) -> None:
    try:
        citizens.give_feedback(case, rating=int(request.POST.get("rating", "0")), text=_text(request))
    except ValueError:
        raise Wrong(_("Διαλέξτε μία από τις απαντήσεις.")) from None


answer = _act("answer", _answer)
feedback = _act("feedback", _feedback)
reopen = _act("reopen", lambda case, request: citizens.reopen(case, text=_text(request)))
withdraw = _act("withdraw", lambda case, request: citizens.withdraw(case, text=_text(request)))


@own_form
@require_http_methods(["GET", "POST"])
@never_cache
def following(request: HttpRequest, token: str) -> HttpResponse:
    """For somebody who said "me too": to confirm their address, to see how it stands, and to stop."""
    try:
        follower = find_follower(token)
    except NotAFollower as error:
        raise Http404(_("Ο σύνδεσμος δεν ισχύει πια.")) from error
    if request.method == "POST":
        if "stop" in request.POST:
            stop_following(follower)
            return render(request, "requests/following.html", {"is_stopped": True})
        confirm_follower(follower)
        return redirect("requests:following", token)
    case = follower.request
    context = {
        "is_confirmed": follower.confirmed_at is not None,
        "case": case,
        "number": number_of(case),
        "title": localised(case.service, "title"),
        "state": case.get_outcome_display() if case.outcome else case.get_status_display(),
        "is_public": ServiceRequest.objects.public().filter(pk=case.pk).exists(),
    }
    return render(request, "requests/following.html", context)
