"""The kinds of complaints stand in a file that is whole, in both languages, or is refused with all that is wrong in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from layers.municipality import Bilingual
from layers.requests.service_file import Condition, Datatype, Service, ServiceFile, UnusableServiceFile, read_services

FILE = settings.BASE_DIR / "data" / "services.toml"
CODES = {
    "lighting", "potholes", "pavements", "rubbish", "bulky-waste", "green", "stray-animals", "abandoned-vehicles", "water-leak", "drains",
    "noise", "parking", "playgrounds", "signs", "graffiti", "beaches", "accessibility", "building-safety", "public-toilets", "other",
}  # fmt: skip
SMALLEST = """
[[group]]
code = "roads"
title_el = "Δρόμοι"
title_en = "Roads"

[[service]]
code = "potholes"
group = "roads"
title_el = "Λακκούβα"
title_en = "Pothole"
description_el = "Λακκούβες."
description_en = "Potholes."
keywords_el = ["τρύπα"]
keywords_en = ["hole"]
department = "technikes-ypiresies"
deadline_days = 10
duplicate_radius_m = 20
duplicate_days = 60
is_location_required = true
may_be_anonymous = true
is_photo_public = true

[service.emergency]
text_el = "Καλέστε."
text_en = "Call."
phone = "112"

[[service.question]]
code = "size"
datatype = "singlevaluelist"
required = true
order = 1
text_el = "Πόσο μεγάλη;"
text_en = "How large?"

[[service.question.value]]
key = "small"
name_el = "Μικρή"
name_en = "Small"

[[service.question.value]]
key = "large"
name_el = "Μεγάλη"
name_en = "Large"

[[service.question]]
code = "depth"
datatype = "number"
required = false
order = 2
text_el = "Πόσο βαθιά;"
text_en = "How deep?"
hint_el = "Σε εκατοστά."
hint_en = "In centimetres."
shown_if = { question = "size", is = "large" }
"""


@pytest.fixture(scope="module")
def shipped() -> ServiceFile:
    return read_services(FILE)


def texts_of(thing: Any) -> Iterator[Bilingual]:
    """Yield every text in two languages of a service, at whatever depth."""
    if isinstance(thing, Bilingual):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from texts_of(part)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from texts_of(getattr(thing, name))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "services.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_twenty_kinds_of_complaints_are_there(shipped: ServiceFile) -> None:
    assert {service.code for service in shipped.services} == CODES
    assert len(shipped.services) == 20
    assert {service.group for service in shipped.services} == {group.code for group in shipped.groups}


def test_every_kind_has_a_department_of_the_demo(shipped: ServiceFile) -> None:
    departments = {entry["code"] for entry in json.loads((settings.BASE_DIR / "data/demo/departments.json").read_text("utf-8"))}

    assert {service.department for service in shipped.services} <= departments


def test_no_greek_word_hides_a_latin_letter_and_no_english_one_a_greek(shipped: ServiceFile) -> None:
    mixed = re.compile(r"[Α-ωά-ώϊϋΐΰ][A-Za-z]|[A-Za-z][Α-ωά-ώϊϋΐΰ]|[\u00b5\u2206\u037e\u0387]")

    assert not mixed.search(FILE.read_text("utf-8").replace("\\n", "\n"))
    for text in texts_of(shipped):
        assert re.search("[Α-ωά-ώ]", text.el), text
        assert not re.search("[Α-ωά-ώ]", text.en), text
    for service in shipped.services:
        assert not re.search("[Α-ωά-ώ]", " ".join(service.keywords_en))


def test_questions_end_in_the_question_mark_of_their_language(shipped: ServiceFile) -> None:
    asked = [question.text for service in shipped.services for question in service.questions]

    assert len(asked) >= 19
    assert all(text.el.endswith(";") and text.en.endswith("?") for text in asked)
    assert not any("?" in text.el or ";" in text.en for text in texts_of(shipped))


def test_emergencies_name_numbers_that_answer(shipped: ServiceFile) -> None:
    phones = {service.emergency.phone for service in shipped.services if service.emergency}

    assert phones <= {"112", "199", "100", settings.MUNICIPALITY.contact.phone}
    assert {service.code for service in shipped.services if service.emergency} >= {"water-leak", "building-safety", "lighting", "green"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("λακκούβα τρύπα άσφαλτος", "potholes"),
        ("λάμπα σκοτάδι", "lighting"),
        ("κάδος", "rubbish"),
        ("στρώμα ψυγείο μπάζα", "bulky-waste"),
        ("σκύλος γάτα", "stray-animals"),
        ("κούνια", "playgrounds"),
        ("αμαξίδιο", "accessibility"),
        ("ξαπλώστρες", "beaches"),
        ("tree", "green"),
        ("toilet", "public-toilets"),
        ("manhole", "drains"),
    ],
)
def test_ordinary_words_lead_to_their_kind(shipped: ServiceFile, words: str, code: str) -> None:
    (service,) = [service for service in shipped.services if service.code == code]

    assert set(words.split()) <= {*service.keywords_el, *service.keywords_en}


def test_a_file_is_read_field_by_field(tmp_path: Path) -> None:
    (service,) = read_services(written(tmp_path, SMALLEST)).services

    assert isinstance(service, Service)
    assert (service.title, service.deadline_days, service.duplicate_radius_m) == (Bilingual(el="Λακκούβα", en="Pothole"), 10, 20)
    assert service.emergency is not None
    assert service.emergency.phone == "112"
    size, depth = service.questions
    assert (size.datatype, [value.key for value in size.values], size.hint) == (Datatype.SINGLE_VALUE_LIST, ["small", "large"], None)
    assert (depth.datatype, depth.is_required, depth.shown_if) == (Datatype.NUMBER, False, Condition(question="size", key="large"))
    assert depth.hint == Bilingual(el="Σε εκατοστά.", en="In centimetres.")


def test_questions_come_in_their_order(tmp_path: Path) -> None:
    exchanged = SMALLEST.replace("order = 1", "order = 7").replace('shown_if = { question = "size", is = "large" }', "")

    (service,) = read_services(written(tmp_path, exchanged)).services

    assert [question.code for question in service.questions] == ["depth", "size"]


POTHOLES, SIZE, DEPTH = "Service 'potholes'", "Service 'potholes', question 'size'", "Service 'potholes', question 'depth'"


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('group = "roads"', 'group = "streets"', f"{POTHOLES}: group is 'streets'; write one of: roads."),
        ('code = "potholes"', 'code = "Pot Holes"', "Service 'Pot Holes': code is 'Pot Holes'; write small Latin letters"),
        ('title_en = "Pothole"', "", f"{POTHOLES}: title_en is missing; write a text of at most 60 characters."),
        ('title_el = "Λακκούβα"', 'title_el = " "', f"{POTHOLES}: title_el is ' '; write a text"),
        ('title_el = "Δρόμοι"', "title_el = 3", "Group 'roads': title_el is 3; write a text"),
        ('keywords_el = ["τρύπα"]', "keywords_el = []", f"{POTHOLES}: keywords_el is []; write a list of words"),
        ('keywords_el = ["τρύπα"]', 'keywords_el = ["τρύπα", "Τρύπα"]', "write each word once"),
        ("deadline_days = 10", "deadline_days = 0", f"{POTHOLES}: deadline_days is 0; write a whole number from 1 to 250."),
        ("deadline_days = 10", "deadline_days = true", f"{POTHOLES}: deadline_days is True; write a whole number"),
        ("duplicate_radius_m = 20", "duplicate_radius_m = 5000", f"{POTHOLES}: duplicate_radius_m is 5000; write a whole number"),
        ("duplicate_radius_m = 20", "duplicate_radius_m = 0", f"{POTHOLES}: duplicate_days is 60; write 0."),
        ("duplicate_days = 60", "duplicate_days = 0", f"{POTHOLES}: duplicate_days is 0; write a whole number from 1 to 365."),
        ("may_be_anonymous = true", 'may_be_anonymous = "yes"', f"{POTHOLES}: may_be_anonymous is 'yes'; write true or false."),
        ("may_be_anonymous = true", "may_be_anonimous = true", f"{POTHOLES}: may_be_anonimous is True; there is no such field"),
        ('phone = "112"', 'phone = "11"', f"{POTHOLES}, emergency: phone is '11'; write a short number like 112"),
        ('text_en = "Call."', "", f"{POTHOLES}, emergency: text_en is missing"),
        ('datatype = "number"', 'datatype = "integer"', f"{DEPTH}: datatype is 'integer'; write one of: string, number, datetime"),
        ('datatype = "singlevaluelist"', 'datatype = "text"', f"{SIZE}: value is [{{'key'"),
        ('datatype = "number"', 'datatype = "multivaluelist"', f"{DEPTH}: value is missing; a multivaluelist needs two values or more"),
        ('key = "large"', 'key = "small"', f"{SIZE}, value 'small' is there twice: write each once."),
        ('code = "depth"', 'code = "size"', f"{POTHOLES}, question 'size' is there twice"),
        ("order = 2", "order = 1", f"{POTHOLES}, question of the order '1' is there twice"),
        ("order = 1", "order = 3", f"{DEPTH}: shown_if is {{'question': 'size', 'is': 'large'}}; name an earlier question that is a list"),
        ('question = "size"', 'question = "width"', "name an earlier question that is a list, one of: size."),
        ('is = "large"', 'is = "huge"', "write one of that question's keys: small, large."),
        ('hint_en = "In centimetres."', "", f"{DEPTH}: hint_en is missing"),
        ('name_en = "Small"', "", f"{SIZE}, value 'small': name_en is missing"),
        ("\nrequired = true", "", f"{SIZE}: required is missing; write true or false."),
        ('[[service]]\ncode = "potholes"', '[service]\ncode = "potholes"', "The file: service is {"),
        ("[[group]]", "[[groups]]", "The file: groups is [{"),
        ("deadline_days = 10", "deadline_days =", "The file is no readable TOML: Invalid value (at line 17"),
    ],
)
def test_each_mistake_is_told_with_its_place_and_the_remedy(tmp_path: Path, right: str, wrong: str, problem: str) -> None:
    assert right in SMALLEST
    text = SMALLEST.replace(right, wrong, 1)
    if wrong.startswith("[service]"):
        text = text.replace("[[service.question.value]]", "[[x]]").replace("[[service.question]]", "[[y]]")

    with pytest.raises(UnusableServiceFile) as caught:
        read_services(written(tmp_path, text))

    assert problem in "\n".join(caught.value.problems)
    assert str(tmp_path) in str(caught.value)


def test_a_service_told_twice_is_refused(tmp_path: Path) -> None:
    twice = SMALLEST + SMALLEST[SMALLEST.index("[[service]]") :]

    with pytest.raises(UnusableServiceFile, match="service 'potholes' is there twice"):
        read_services(written(tmp_path, twice))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    spoilt = SMALLEST.replace("deadline_days = 10", "deadline_days = 1000").replace('phone = "112"', 'phone = "?"').replace("Small", "")

    with pytest.raises(UnusableServiceFile) as caught:
        read_services(written(tmp_path, spoilt))

    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[[group]]\ncode = 'x'\ntitle_el = 'a'\ntitle_en = 'b'"])
def test_a_file_without_services_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "services.toml"
    path.write_bytes(content)

    with pytest.raises(UnusableServiceFile):
        read_services(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableServiceFile, match="nowhere.toml"):
        read_services(tmp_path / "nowhere.toml")
