"""The departments: who is responsible here, all of them, and each with a page of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geoportal.departments.offices import find_department
from geoportal.departments.pages import department_page, departments_page
from layers.departments import Department


@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """All departments and, with ``near`` in the address, those that answer for that point."""
    return render(request, "departments/departments.html", departments_page(request.GET))


@require_safe
def department(request: HttpRequest, code: str) -> HttpResponse:
    try:
        found = find_department(code)
    except Department.DoesNotExist as error:
        raise Http404(_("Δεν υπάρχει υπηρεσία «%(code)s».") % {"code": code}) from error
    return render(request, "departments/department.html", department_page(found))
