"""Words: the original ones are whole, and what staff write instead is looked at before it is said to anybody."""

from typing import Any

import pytest
from django.core.checks import run_checks

from geoportal.messaging.kinds import Kind, Placeholder, all_kinds, get_kind
from geoportal.messaging.models import Wording
from geoportal.messaging.texts import Text, addresses_in, faults_of, filled
from geoportal.messaging.wording import BadWording, change_wording, current, examples, in_words, original, restore_wording

KIND = Kind(
    slug="trial",
    title="Trial",
    placeholders=(
        Placeholder(name="code", title="the code", example="1", is_required=True),
        Placeholder(name="note", title="a note", example="Two\nlines", has_lines=True),
        Placeholder(name="phone", title="a phone", example="2"),
    ),
)


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.slug)
@pytest.mark.django_db
def test_every_original_text_is_filled_in_to_the_last_place(kind: Kind, language: str) -> None:
    told = in_words(kind, original(kind.slug, language), language=language, values=examples(kind, language))

    assert not set("{}") & set(told.subject + told.body)
    for entry in kind.placeholders:
        assert entry.is_required is False or f"{{{entry.name}}}" in original(kind.slug, language).body
    is_greek = any("α" <= sign <= "ω" for sign in told.subject + told.body)
    assert is_greek is (language == "el")


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (Text("{code}", "{code}"), []),
        (
            Text("x", "α\n{code} {kodikos}"),
            [("body", "Γραμμή 2, θέση 8: δεν υπάρχει πεδίο {kodikos}. Γράψτε ένα από αυτά: {code}, {note}")],
        ),
        (Text("{ code }", "{code}"), [("subject", "Γραμμή 1, θέση 1: δεν υπάρχει πεδίο { code }")]),
        (Text("{code", "{code}"), [("subject", "Γραμμή 1, θέση 1: μια αγκύλη χωρίς ταίρι. Σβήστε την")]),
        (Text("x", "{code}}"), [("body", "Γραμμή 1, θέση 7: μια αγκύλη χωρίς ταίρι")]),
        (Text("{code}", "γεια"), [("body", "Λείπει το πεδίο {code} (the code). Προσθέστε το στο κείμενο")]),
        (Text("x", "{code.__class__}"), [("body", "δεν υπάρχει πεδίο {code.__class__}"), ("body", "Λείπει το πεδίο {code}")]),
        (Text("x", "{}{code}"), [("body", "δεν υπάρχει πεδίο {}")]),
    ],
)
def test_a_wrong_field_is_told_by_name_place_and_remedy(text: Text, faults: list[tuple[str, str]]) -> None:
    found = list(faults_of(KIND, text))

    assert [field for field, _fault in found] == [field for field, _fault in faults]
    for (_field, told), (_same, meant) in zip(found, faults, strict=True):
        assert meant in told


def test_a_line_of_empty_fields_is_left_out() -> None:
    text = Text("{code}", "Κωδικός {code}\n\n{note}\n\nΤηλέφωνο: {phone}\nΤέλος {phone} {code}")

    assert filled(KIND, text, {"code": "7", "note": "", "phone": ""}).body == "Κωδικός 7\n\nΤέλος  7"


def test_a_value_is_not_read_as_a_text_with_fields() -> None:
    assert filled(KIND, Text("{code}", "{code} {note}"), {"code": "{phone}", "note": "{code}", "phone": "9"}).body == "{phone} {code}"


def test_only_what_may_have_lines_has_some() -> None:
    told = filled(KIND, Text("{code}", "{note}\n{code}"), {"code": "a\nb", "note": " a \r\n\r\n b\x07 ", "phone": ""})

    assert (told.subject, told.body) == ("a b", "a\n\nb\na b")


def test_a_subject_is_no_longer_than_a_line_can_be() -> None:
    assert len(filled(KIND, Text("{code}", ""), {"code": "x" * 5000}).subject) == 250


def test_addresses_that_staff_write_are_found_without_the_full_stop() -> None:
    assert addresses_in(["Δείτε https://www.gov.gr/a?b=1. Ή (http://x.example/), {link}"]) == [
        "https://www.gov.gr/a?b=1",
        "http://x.example/",
    ]


@pytest.mark.django_db
def test_what_staff_write_is_said_until_they_take_it_back() -> None:
    kind = get_kind("request-reopened")
    change_wording(kind, "el", text=Text("Ξανά {code}", "{code}: {link}"), by=None)
    assert (current(kind, "el").subject, current(kind, "en")) == ("Ξανά {code}", original(kind.slug, "en"))

    change_wording(kind, "el", text=Text("Πάλι {code}", "{code}: {link}"), by=None)
    assert (current(kind, "el").subject, Wording.objects.count()) == ("Πάλι {code}", 1)
    restore_wording(kind, "el")
    assert current(kind, "el") == original(kind.slug, "el")


@pytest.mark.django_db
def test_a_bad_wording_is_not_kept() -> None:
    with pytest.raises(BadWording, match="kodikos"):
        change_wording(get_kind("request-reopened"), "el", text=Text("x", "{code} {kodikos} {link}"), by=None)

    assert not Wording.objects.exists()


@pytest.mark.django_db
def test_a_wording_that_a_release_left_behind_is_not_sent() -> None:
    """The kind lost a field since: the citizen gets the original rather than nothing, or braces."""
    Wording.objects.create(kind="request-reopened", language="el", subject="x", body="{code} {link} {officer}")

    assert current(get_kind("request-reopened"), "el") == original("request-reopened", "el")


BROKEN = (Kind(slug="request-reopened", title="x", placeholders=(KIND.placeholders[0],)), Kind(slug="nowhere", title="x", placeholders=()))


def test_a_kind_without_its_texts_does_not_start(settings: Any) -> None:
    settings.MESSAGE_KINDS = [f"{__name__}.BROKEN"]
    settings.MESSAGE_CHANNELS = {"sms": "geoportal.messaging.nowhere.SmsChannel"}
    settings.EMAIL_SECURITY = "ssl"
    told = [(fault.id, fault.msg) for fault in run_checks() if str(fault.id).startswith("messaging.")]

    assert {number for number, _text in told} == {f"messaging.E00{number}" for number in (1, 2, 3, 4)}
    assert any("templates/messages/nowhere.el.txt" in text for _number, text in told)
    assert any("{title}" in text for _number, text in told)
