"""What tests of the portal begin with."""

from typing import Any

import pytest

from geoportal.pages.models import NodePage
from geoportal.pages.tree import found_tree


@pytest.fixture
def node(db: None) -> Any:
    home = found_tree()["el"]
    return home.add_child(instance=NodePage(title="Κόμβος", slug="node", locale=home.locale))
