import pytest

from layers.pharmacies import Pharmacy
from tests.planting import plant


@pytest.fixture
def pharmacies() -> dict[str, Pharmacy]:
    names = {"papadakis": "Παπαδάκης Γεώργιος", "marakis": "Μαράκης", "alpha": "Άλφα"}
    return {code: plant(Pharmacy, code=code, name_el=name, name_en=code.title()) for code, name in names.items()}
