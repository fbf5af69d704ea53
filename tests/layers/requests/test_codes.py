"""Tracking codes: read as people write them, and wrong where they are wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.requests.codes import LENGTH, NotACode, new_code, read_code, written

CODE = "4K7M92XA31"


@pytest.mark.parametrize("text", ["4K7M9-2XA31", "4k7m9 2xa31", "4Κ7Μ9-2ΧΑ31", "4κ7μ9 2χα31", " 4K7M92XA31. "])
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert read_code(text) == CODE


def test_letters_that_are_taken_for_digits_are_those_digits() -> None:
    code = next(code for code in iter(new_code, None) if "0" in code and "1" in code)

    assert read_code(code.replace("0", "O").replace("1", "I")) == code
    assert read_code(code.replace("0", "ο").replace("1", "ι")) == code


@pytest.mark.parametrize("text", ["", "4K7M9", "4K7M92XA3", "4K7M92XA316", "4K7M92XA3Ω", "ΔΥ ΧΑ λάμπα"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(NotACode):
        read_code(text)


@given(st.integers(0, LENGTH - 1), st.sampled_from("0123456789ABEHKMNPTXYZ"))
def test_one_wrong_character_is_always_found(place: int, character: str) -> None:
    wrong = CODE[:place] + character + CODE[place + 1 :]

    if wrong == CODE:
        assert read_code(wrong) == CODE
    else:
        with pytest.raises(NotACode):
            read_code(wrong)


def test_new_codes_are_valid_and_never_alike() -> None:
    codes = {new_code() for _ in range(2000)}

    assert len(codes) == 2000
    assert all(read_code(written(code)) == code for code in codes)
