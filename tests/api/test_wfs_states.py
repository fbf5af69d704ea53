"""What a client of the WFS holds is not read again; what changed is read as it is now."""

from django.test import Client

from layers.places import Place
from tests.datasets import make_dataset, show
from tests.planting import plant
from tests.wfs import NS, Wfs, tree_of


def test_what_the_client_holds_is_not_read_again(client: Client, transactional_db: None, statements: list[str]) -> None:
    plant(Place)
    for operation in (
        "GetFeature&TYPENAMES=places",
        "GetPropertyValue&TYPENAMES=places&VALUEREFERENCE=code",
        "GetCapabilities",
        "DescribeFeatureType",
    ):
        address = f"/ows/wfs?SERVICE=WFS&VERSION=2.0.0&REQUEST={operation}"
        etag = client.get(address)["ETag"]
        statements.clear()
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert [text for text in statements if "ST_" in text or '"layers_place"' in text] == []
    place = plant(Place)
    assert (
        client.get(address.replace("DescribeFeatureType", "GetFeature&TYPENAMES=places"), headers={"If-None-Match": etag}).status_code
        == 200
    )
    assert f"places.{place.pk}" in Wfs(client).ids("places")


def test_a_dataset_that_is_replaced_is_read_as_it_is_now(client: Client, transactional_db: None) -> None:
    wfs, dataset = Wfs(client), make_dataset(slug="kadoi", names=["α"])
    before = wfs.ask("GetFeature", TYPENAMES="kadoi")
    show(dataset, ["β", "γ"])
    after = wfs.ask("GetFeature", TYPENAMES="kadoi", headers={"If-None-Match": before["ETag"]})

    assert tree_of(after).xpath("//app:ΟΝΟΜΑ/text()", namespaces=NS) == ["β", "γ"]
