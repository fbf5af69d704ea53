import pytest

from layers.greek import slug_of, to_latin


@pytest.mark.parametrize(
    ("greek", "latin"),
    [
        ("Χανιά", "chania"),
        ("Ελευθέριος Βενιζέλος", "eleftherios venizelos"),
        ("Αύγουστος", "avgoustos"),
        ("Ευαγγελισμός", "evangelismos"),
        ("Μπόταρη, Αμπεριά", "botari, amperia"),
        ("ΝΤΟΥΡΟΥΝΤΟΥΣ", "ntourountous"),
        ("Μάιος, μαϊου, Άγιος", "maios, maiou, agios"),
        ("ΟΔΟΣ 1866", "odos 1866"),
        ("Müller", "muller"),
    ],
)
def test_greek_is_written_in_latin_letters(greek: str, latin: str) -> None:
    assert to_latin(greek) == latin


def test_a_slug_has_small_latin_letters_digits_and_hyphens() -> None:
    assert slug_of("  Όρια Δήμων (2026)! ") == "oria-dimon-2026"
    assert slug_of("—") == ""
