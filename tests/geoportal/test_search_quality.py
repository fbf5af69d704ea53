"""The quality of the search: what people type, as they type it, and what must come first, over the demo's Chania and a few pages more."""

from typing import Any

import pytest
from django.utils import translation

from geoportal.demo.content import load_demo
from geoportal.pages.models import ArticlePage, NodePage
from geoportal.search import finding
from geoportal.search.choosing import Wanted
from geoportal.search.finding import find
from geoportal.search.queries import question_of
from geoportal.search.upkeep import renew_index

pytestmark = pytest.mark.django_db

# What the demo lacks: publications with numbers, names that differ by an ending.
PAGES = (
    ("Απόφαση 123/2026: κυκλοφοριακές ρυθμίσεις στην οδό Χάληδων", "Η απόφαση 123/2026 της Δημοτικής Επιτροπής."),
    ("Απόφαση 124/2026: προμήθεια κάδων", "Εγκρίθηκε η προμήθεια 200 κάδων."),
    ("Απόφαση 123/2025: τέλη ύδρευσης", "Αναπροσαρμογή των τελών ύδρευσης. Πώς πληρώνετε τον λογαριασμό του νερού."),
    ("Προσλήψεις εποχικού προσωπικού καθαριότητας", "Ανακοίνωση ΣΟΧ 2/2026 για 12 θέσεις."),
    ("Διαγωνισμός για την ανάπλαση της πλατείας 1866", "Προϋπολογισμός 240.000 €, ΑΔΑ ΨΘ5Ζ46Μ-ΑΒ1."),
    ("Δήλωση γέννησης", "Μέσα σε δέκα ημέρες, στο ληξιαρχείο."),
    ("Άδεια κατάληψης πεζοδρομίου", "Για οικοδομικές εργασίες ή τραπεζοκαθίσματα."),
    ("Βεβαίωση μόνιμης κατοικίας", "Χορηγείται σε όποιον κατοικεί στον Δήμο."),
)
EXPECTED = {
    # As it is written, in capitals, without accents, with a wrong sigma at the end.
    "Αιγυπτιακός Φάρος": "Αιγυπτιακός Φάρος",
    "φάρος": "Αιγυπτιακός Φάρος",
    "ΦΑΡΟΣ": "Αιγυπτιακός Φάρος",
    "φαροσ": "Αιγυπτιακός Φάρος",
    "υπηρεσιασ δομησησ": "Υπηρεσία Δόμησης",
    "ΠΟΛΗ ΧΑΝΙΩΝ": "Πόλη Χανίων",
    "δημος χανιων": "Δήμος Χανίων",
    "δημοτικο ρολοϊ": "Δημοτικό Ρολόι",
    "ΔΗΜΟΤΙΚΟΣ ΚΗΠΟΣ": "Δημοτικός Κήπος",
    "επικαιρότητα": "Επικαιρότητα",
    # Inflected.
    "δημοτικού συμβουλίου": "Δημοτικό Συμβούλιο",
    "ΔΗΜΟΤΙΚΟΥ ΣΥΜΒΟΥΛΙΟΥ": "Δημοτικό Συμβούλιο",
    "δημοτικών συμβουλίων": "Δημοτικό Συμβούλιο",
    "του παλιού λιμανιού": "Το παλιό λιμάνι",
    "αιγυπτιακού φάρου": "Αιγυπτιακός Φάρος",
    "δημοτικού κήπου": "Δημοτικός Κήπος",
    "αρχαιολογικού μουσείου": "Αρχαιολογικό Μουσείο Χανίων",
    "τάφων βενιζέλων": "Τάφοι Βενιζέλων",
    "δημοτικής αστυνομίας": "Διεύθυνση Δημοτικής Αστυνομίας και Πολιτικής Προστασίας",
    "ηλεκτροφωτισμού": "Τμήμα Ηλεκτροφωτισμού",
    "δημοτικής χορωδίας": "Συναυλία της Δημοτικής Χορωδίας",
    "βραδιά μαντινάδας": "Βραδιά μαντινάδας",
    "αλλοδαποί": "Χανιά για αλλοδαπούς",
    "χανιά για γυναίκες": "Χανιά για τη γυναίκα",
    "γυναίκες": "Γυναίκες και δουλειά: δίκτυο και σεμινάρια",
    "πρόσληψη": "Προσλήψεις",
    "προσλήψεων εποχικών": "Προσλήψεις εποχικού προσωπικού καθαριότητας",
    "διαγωνισμοί": "Προκηρύξεις και διαγωνισμοί",
    "δηλώσεις γεννήσεων": "Δήλωση γέννησης",
    "άδειες κατάληψης πεζοδρομίων": "Άδεια κατάληψης πεζοδρομίου",
    # Greeklish, by sound and by look, and English names.
    "dimotiko symvoulio": "Δημοτικό Συμβούλιο",
    "dhmotiko symboylio": "Δημοτικό Συμβούλιο",
    "dimotikou simvouliou": "Δημοτικό Συμβούλιο",
    "dimos xanion": "Δήμος Χανίων",
    "palio limani": "Το παλιό λιμάνι",
    "faros": "Αιγυπτιακός Φάρος",
    "tmima prasinou": "Τμήμα Πρασίνου",
    "dimotiki astinomia": "Διεύθυνση Δημοτικής Αστυνομίας και Πολιτικής Προστασίας",
    "lixiarxeio": "Διεύθυνση Εξυπηρέτησης Πολιτών (ΚΕΠ, Ληξιαρχείο, Δημοτολόγιο)",
    "farmakeio koxylaki": "Φαρμακείο Κοχυλάκη (επίδειξη)",
    "dimotiki agora": "Δημοτική Αγορά Χανίων",
    "arxaiologiko mouseio": "Αρχαιολογικό Μουσείο Χανίων",
    "tafoi venizelwn": "Τάφοι Βενιζέλων",
    "nea xwra": "Διακοπή νερού σήμερα στη Νέα Χώρα",
    "faraggi therisou": "Φαράγγι Θερίσου",
    "melissokomos": "Η μελισσοκόμος",
    "diagonismos": "Διαγωνισμός για την ανάπλαση της πλατείας 1866",
    "egyptian lighthouse": "Αιγυπτιακός Φάρος",
    "jazz": "Τζαζ στο Αρσενάλι",
    # Misspelt.
    "αγυπτιακος φαρος": "Αιγυπτιακός Φάρος",
    "αιγιπτιακοσ φαρος": "Αιγυπτιακός Φάρος",
    "αρχαιολογηκό μουσείο": "Αρχαιολογικό Μουσείο Χανίων",
    "δημωτικό σιμβούλειο": "Δημοτικό Συμβούλιο",
    "δημοτικο συμβυλιο": "Δημοτικό Συμβούλιο",
    "φαρμακειο κοχιλακη": "Φαρμακείο Κοχυλάκη (επίδειξη)",
    "κουκλοθετρο": "Κουκλοθέατρο: «Η αλεπού και το λαούτο»",
    "μελισοκομος": "Η μελισσοκόμος",
    "διαγωνσμος": "Διαγωνισμός για την ανάπλαση της πλατείας 1866",
    # Numbers.
    "123/2026": "Απόφαση 123/2026: κυκλοφοριακές ρυθμίσεις στην οδό Χάληδων",
    "απόφαση 123/2026": "Απόφαση 123/2026: κυκλοφοριακές ρυθμίσεις στην οδό Χάληδων",
    "αποφαση 124/2026": "Απόφαση 124/2026: προμήθεια κάδων",
    "123/2025": "Απόφαση 123/2025: τέλη ύδρευσης",
    "ΣΟΧ 2/2026": "ΣΟΧ 2/2026: Παρατηρητές και οδηγοί για την πυρασφάλεια",
    "ΨΘ5Ζ46Μ-ΑΒ1": "Διαγωνισμός για την ανάπλαση της πλατείας 1866",
    "πλατεία 1866": "Πλατεία 1866",
    # What is broken, in the words of the street: where to report it.
    "σκουπίδια": "Σκουπίδια και κάδοι",
    "λακκούβες": "Λακκούβα ή φθορά στον δρόμο",
    "lakouva": "Λακκούβα ή φθορά στον δρόμο",
    "καμένη λάμπα": "Σβηστό ή χαλασμένο φως",
    "σπασμένη κούνια": "Παιδική χαρά",
    "αφισοκόλληση": "Συνθήματα, γκράφιτι και αφίσες",
    # By what stands in the text, by the beginning of a word, in a whole sentence.
    "καθαριότητα και ανακύκλωση": "Διεύθυνση Καθαριότητας και Ανακύκλωσης",
    "τραπεζοκαθίσματα": "Τραπεζοκαθίσματα στον δρόμο",
    "λογαριασμός νερού": "Απόφαση 123/2025: τέλη ύδρευσης",
    "δημοτικό ταμ": "Διεύθυνση Οικονομικών Υπηρεσιών – Δημοτικό Ταμείο",
    "κουκλοθε": "Κουκλοθέατρο: «Η αλεπού και το λαούτο»",
    "ΚΕΠ": "Κλείστε ραντεβού στο ΚΕΠ",
    "σινέ πεύκο": "Θερινό Σινέ Πεύκο (επίδειξη)",
    "πού πληρώνω τα τέλη ύδρευσης": "Απόφαση 123/2025: τέλη ύδρευσης",
}
IN_ENGLISH = {
    "city council": "City Council",
    "the old harbour": "The old harbour",
    "lighthouse": "Egyptian Lighthouse",
    "lighthose": "Egyptian Lighthouse",
    "venizelos graves": "Venizelos Graves",
    "recycling directorate": "Directorate of Waste Collection and Recycling",
    "φάρος": "Egyptian Lighthouse",
    "pothole": "Pothole or damaged road",
    "απόφαση 124/2026": "Απόφαση 124/2026: προμήθεια κάδων",
}


@pytest.fixture
def city(db: None) -> None:
    load_demo()
    node: Any = NodePage.objects.get(slug="municipality", locale__language_code="el")
    for number, (title, lead) in enumerate(PAGES):
        page = node.add_child(instance=ArticlePage(title=title, slug=f"trial-{number}", lead=lead, locale=node.locale))
        page.save_revision().publish()
    renew_index(anew=True)


def firsts(expected: dict[str, str]) -> dict[str, str]:
    found = {}
    for text in expected:
        documents = find(question_of(text), Wanted()).documents
        found[text] = documents[0].title if documents else "–"
    return found


def test_what_people_look_for_comes_first(city: None) -> None:
    assert len(EXPECTED) >= 60
    assert firsts(EXPECTED) == EXPECTED

    with translation.override("en"):
        assert firsts(IN_ENGLISH) == IN_ENGLISH


def test_the_same_comes_first_where_words_are_too_common_to_be_read(city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COUNTED", -1)
    assert firsts(EXPECTED) == EXPECTED

    monkeypatch.setattr(finding, "_SEEN", 0)
    monkeypatch.setattr(finding, "_TITLES", -1)
    assert firsts(EXPECTED) == EXPECTED
