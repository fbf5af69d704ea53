"""Protocol numbers: without gaps in each year, in the order in which cases are registered (ν. 4727/2020)."""

from django.db import connection

from layers.requests.clock import today
from layers.requests.models import ServiceRequest


def register(case: ServiceRequest, *, year: int | None = None) -> None:
    """Give ``case`` the next number of ``year``, this one if None. Until the transaction ends, others wait for theirs: take it last."""
    year = year or today().year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO layers_protocolbook (year, last_number) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last_number = layers_protocolbook.last_number + 1 RETURNING last_number",
            [year],
        )
        (number,) = cursor.fetchone()
    case.protocol_year, case.protocol_number = year, number
