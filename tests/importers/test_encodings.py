"""Greek text is read rightly, whatever the .cpg says or does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.encodings import Dbf, codec_of, decode, detect, read_dbf
from tests.files import write_shapefile

NAMES = ["Άγιος Ελευθέριος", "Δήμος Χανίων", "ΟΔΟΣ 1866", "Κουμ Καπί", "Ακρωτήρι", "ΙΕΡΑ ΜΟΝΗ ΓΟΥΒΕΡΝΕΤΟΥ", "Ταϋγέτου 5-7"]
WORDS = ["Άγιος", "Άνδρου", "Χανίων", "δήμου", "ΣΟΥΔΑ", "οδός", "Έλος", "Ήρας", "λιμάνι", "Ώρες", "Παλαιόχωρας", "της", "ΜΑΛΑΞΑ", "Ίμερος"]


def dbf_of(texts: list[str], encoding: str) -> Dbf:
    return Dbf(records=len(texts), texts=tuple(text.encode(encoding) for text in texts))


def read_back(texts: list[str], encoding: str, *, cpg: str | None = None) -> list[str]:
    dbf = dbf_of(texts, encoding)
    found = detect(dbf, cpg=cpg)
    return [decode(text.decode("latin-1"), found)[0] for text in dbf.texts]


@pytest.mark.parametrize("encoding", ["cp1253", "iso8859-7", "cp737", "utf-8"])
@pytest.mark.parametrize(
    "texts",
    [NAMES, ["Άνδρου"], ["Χανιά"], ["ΧΑΝΙΑ"], ["α"], ["Block Γ"], ["ΑΒΓ", "plain"], ["Οδός Αγ. Μάρκου 12"]],
    ids=lambda texts: texts[0],
)
def test_greek_without_a_cpg_is_read_rightly(encoding: str, texts: list[str]) -> None:
    assert read_back(texts, encoding) == texts


VALUES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@given(st.lists(VALUES, min_size=1, max_size=20), st.sampled_from(["cp1253", "iso8859-7", "cp737"]))
def test_no_combination_of_greek_words_is_misread(texts: list[str], encoding: str) -> None:
    assert read_back(texts, encoding) == texts


def test_the_byte_of_the_accented_alpha_tells_iso_from_windows() -> None:
    assert detect(dbf_of(["Άνδρου"], "iso8859-7"), cpg=None).name == "ISO-8859-7"
    assert detect(dbf_of(["Άνδρου"], "cp1253"), cpg=None).name == "Windows-1253"
    assert b"\xb6" in "Ά".encode("iso8859-7")
    assert b"\xa2" in "Ά".encode("cp1253")


def test_text_that_both_read_alike_is_said_to_be_so() -> None:
    assert detect(dbf_of(["Χανιά"], "iso8859-7"), cpg=None).how == "text_alike"


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [("cp1253", "1253"), ("iso8859-7", "ISO 8859-7"), ("utf-8", "UTF-8\n"), ("cp737", "OEM 737"), ("cp1251", "ANSI 1251")],
)
def test_a_cpg_that_is_right_is_believed(encoding: str, cpg: str) -> None:
    texts = ["Улица"] if encoding == "cp1251" else NAMES
    found = detect(dbf_of(texts, encoding), cpg=cpg)

    assert (found.how, found.cpg) == ("cpg", "")
    assert read_back(texts, encoding, cpg=cpg) == texts


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [("utf-8", "1252"), ("cp1253", "ISO-8859-1"), ("cp1253", "ISO-8859-7"), ("iso8859-7", "1253"), ("iso8859-7", "UTF-8"),
     ("cp737", "1253"), ("utf-8", "<!DOCTYPE html>")],
)  # fmt: skip
def test_a_cpg_that_is_wrong_is_overruled_by_the_text_and_it_is_told(encoding: str, cpg: str) -> None:
    found = detect(dbf_of(NAMES, encoding), cpg=cpg)

    assert found.cpg == cpg
    assert read_back(NAMES, encoding, cpg=cpg) == NAMES


def test_western_text_stays_western() -> None:
    texts = ["São Paulo", "Café de la Paix", "Zürich", "FRØY"]

    assert read_back(texts, "cp1252") == texts


def test_a_letter_that_the_columns_width_cut_in_two_is_left_out_and_told() -> None:
    cut = "Άγιος Ελευθέριος".encode()[:-1]
    found = detect(Dbf(records=1, texts=(cut, "Χανιά".encode())), cpg=None)

    assert found.codec == "utf-8"
    assert decode(cut.decode("latin-1"), found) == ("Άγιος Ελευθέριο", True)


def test_the_header_tells_rows_and_texts(tmp_path: object) -> None:
    path = write_shapefile(tmp_path / "x.shp", [((1, 2), ["Χανιά", 5])], columns=(("ΟΝΟΜΑ", "C"), ("N", "N")))  # type: ignore[operator]
    dbf = read_dbf(path.with_suffix(".dbf"))

    assert dbf.records == 1
    assert set(dbf.texts) == {"ΟΝΟΜΑ".encode("cp1253"), b"N", "Χανιά".encode("cp1253")}


@pytest.mark.parametrize("content", [b"", b"\x03", b"\x03" * 31, b"\x03" * 40, b"\xff" * 500])
def test_a_broken_header_is_no_error_of_ours(tmp_path: object, content: bytes) -> None:
    path = tmp_path / "broken.dbf"  # type: ignore[operator]
    path.write_bytes(content)

    detect(read_dbf(path), cpg=None)


UNDERSTOOD = {
    "1253": "cp1253",
    "Windows-1253": "cp1253",
    "8859-7": "iso8859-7",
    "ISO88597": "iso8859-7",
    "greek": "iso8859-7",
    "65001": "utf-8",
    "utf8": "utf-8",
}
NOT_UNDERSTOOD = ["UTF-16", "", "no such thing", "../../etc/passwd"]


@pytest.mark.parametrize(("text", "codec"), [*UNDERSTOOD.items(), *((text, None) for text in NOT_UNDERSTOOD)])
def test_names_of_encodings_are_understood(text: str, codec: str | None) -> None:
    assert codec_of(text) == codec
