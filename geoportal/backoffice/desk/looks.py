"""Every look at personal data is written down."""

from collections.abc import Iterable
from typing import Any

from geoportal.backoffice.desk.models import PersonalDataView
from layers.requests.models import ServiceRequest


def remember(user: Any, cases: Iterable[ServiceRequest], page: PersonalDataView.Page) -> None:
    PersonalDataView.objects.bulk_create([PersonalDataView(user=user, request=case, page=page) for case in cases])
