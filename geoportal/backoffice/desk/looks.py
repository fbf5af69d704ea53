"""Every look at personal data is written down."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from geoportal.backoffice.desk.models import PersonalDataView
from layers.requests.models import ServiceRequest


def remember(user: Any, cases: Iterable[ServiceRequest], page: PersonalDataView.Page) -> None:
    PersonalDataView.objects.bulk_create([PersonalDataView(user=user, request=case, page=page) for case in cases])


def forget_old_looks() -> int:
    """Remove what nobody may ask any more; return how many looks that were."""
    until = timezone.now() - timedelta(days=settings.LOOKS_KEPT_DAYS)
    gone, _by_model = PersonalDataView.objects.filter(at__lt=until).delete()
    return gone
