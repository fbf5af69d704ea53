"""What citizens are told of their requests, and of requests near the places that they watch."""

from django.utils.translation import gettext_lazy as _

from geoportal.messaging.kinds import Kind, Placeholder

_CODE = Placeholder(name="code", title=_("κωδικός παρακολούθησης"), example="7K4M-29QD", is_required=True)
_TITLE = Placeholder(name="title", title=_("τίτλος του αιτήματος"), example=_("Λακκούβα στην οδό Χάληδων"))
_LINK = Placeholder(
    name="link", title=_("σύνδεσμος παρακολούθησης"), example="https://www.example.org/track/7K4M-29QD/", is_required=True, is_link=True
)
_DEPARTMENT = Placeholder(name="department", title=_("υπηρεσία"), example=_("Τμήμα Οδοποιίας"))
_DEADLINE = Placeholder(name="deadline", title=_("προθεσμία απάντησης"), example=_("Παρασκευή 18 Δεκεμβρίου 2026"))
_REASON = Placeholder(
    name="reason",
    title=_("λόγος"),
    example=_("Η οδός ανήκει στην Περιφέρεια Κρήτης, που τη συντηρεί."),
    is_required=True,
    has_lines=True,
)
_NUMBER = Placeholder(name="number", title=_("αριθμός πρωτοκόλλου"), example="17/2026", is_required=True)
_FOLLOWING = Placeholder(
    name="link",
    title=_("σελίδα όσων παρακολουθούν"),
    example="https://www.example.org/track/following/3f9c01ab77e2/",
    is_required=True,
    is_link=True,
)

KINDS = (
    Kind(
        slug="request-confirm-contact",
        title=_("Αίτημα: επιβεβαίωση διεύθυνσης"),
        placeholders=(
            _CODE,
            _TITLE,
            Placeholder(
                name="link",
                title=_("σύνδεσμος επιβεβαίωσης"),
                example="https://www.example.org/track/confirm/3f9c01ab77e2/",
                is_required=True,
                is_link=True,
            ),
            Placeholder(name="expires", title=_("έως πότε ισχύει ο σύνδεσμος"), example=_("Τετάρτη 2 Δεκεμβρίου 2026, 14:30")),
        ),
    ),
    Kind(
        slug="request-received",
        title=_("Αίτημα: το λάβαμε"),
        placeholders=(_CODE, _TITLE, _DEPARTMENT, _DEADLINE, _LINK),
    ),
    Kind(
        slug="request-forwarded",
        title=_("Αίτημα: πήγε σε άλλη υπηρεσία"),
        placeholders=(_CODE, _TITLE, _DEPARTMENT, _LINK),
    ),
    Kind(
        slug="request-question",
        title=_("Αίτημα: σας ρωτάμε κάτι"),
        placeholders=(
            _CODE,
            _TITLE,
            Placeholder(
                name="question",
                title=_("ερώτηση"),
                example=_("Σε ποιο ύψος του δρόμου είναι η λακκούβα;"),
                is_required=True,
                has_lines=True,
            ),
            _LINK,
        ),
    ),
    Kind(
        slug="request-completed",
        title=_("Αίτημα: ολοκληρώθηκε"),
        placeholders=(
            _CODE,
            _TITLE,
            Placeholder(name="outcome", title=_("αποτέλεσμα"), example=_("Το πρόβλημα αποκαταστάθηκε"), is_required=True),
            Placeholder(
                name="note", title=_("σημείωση της υπηρεσίας"), example=_("Το συνεργείο έκλεισε τη λακκούβα το πρωί."), has_lines=True
            ),
            _LINK,
        ),
    ),
    Kind(
        slug="request-note",
        title=_("Αίτημα: έχουμε νεότερα"),
        placeholders=(
            _CODE,
            _TITLE,
            Placeholder(
                name="note",
                title=_("τα νεότερα"),
                example=_("Το συνεργείο θα περάσει την Τρίτη το πρωί."),
                is_required=True,
                has_lines=True,
            ),
            _LINK,
        ),
    ),
    Kind(slug="request-rejected", title=_("Αίτημα: δεν έγινε δεκτό"), placeholders=(_CODE, _TITLE, _REASON, _LINK)),
    Kind(
        slug="request-delayed",
        title=_("Αίτημα: θα καθυστερήσει"),
        placeholders=(
            _CODE,
            _TITLE,
            Placeholder(
                name="reason",
                title=_("λόγος της καθυστέρησης"),
                example=_("Περιμένουμε την παράδοση ασφάλτου."),
                is_required=True,
                has_lines=True,
            ),
            Placeholder(name="officer", title=_("αρμόδιος υπάλληλος"), example=_("Μαρία Παπαδάκη")),
            Placeholder(name="phone", title=_("τηλέφωνο του αρμοδίου"), example="28210 00123"),
            Placeholder(name="deadline", title=_("νέα προθεσμία"), example=_("Παρασκευή 15 Ιανουαρίου 2027")),
            _LINK,
        ),
    ),
    Kind(slug="request-reopened", title=_("Αίτημα: άνοιξε ξανά"), placeholders=(_CODE, _TITLE, _LINK)),
    Kind(
        slug="request-merged",
        title=_("Αίτημα: ενώθηκε με άλλο"),
        placeholders=(
            _CODE,
            _TITLE,
            Placeholder(name="other", title=_("κωδικός του άλλου αιτήματος"), example="2P8R-51LA", is_required=True),
            _LINK,
        ),
    ),
    Kind(
        slug="request-confirm-following",
        title=_("Κι εγώ: επιβεβαίωση διεύθυνσης"),
        placeholders=(_NUMBER, _TITLE, _FOLLOWING),
    ),
    Kind(
        slug="request-followed",
        title=_("Κι εγώ: νέα για το πρόβλημα"),
        placeholders=(
            _NUMBER,
            _TITLE,
            Placeholder(name="state", title=_("κατάσταση"), example=_("Αποκαταστάθηκε"), is_required=True),
            Placeholder(
                name="note", title=_("σημείωση της υπηρεσίας"), example=_("Το συνεργείο έκλεισε τη λακκούβα το πρωί."), has_lines=True
            ),
            _FOLLOWING,
            Placeholder(
                name="unsubscribe",
                title=_("σύνδεσμος διαγραφής"),
                example="https://www.example.org/track/following/3f9c01ab77e2/",
                is_required=True,
                is_link=True,
            ),
        ),
    ),
    Kind(
        slug="request-alert",
        title=_("Ειδοποίηση: νέα αιτήματα σε μια περιοχή"),
        placeholders=(
            Placeholder(name="area", title=_("περιοχή της ειδοποίησης"), example=_("Νέα Χώρα"), is_required=True),
            Placeholder(
                name="lines",
                title=_("τα νέα, ένα σε κάθε γραμμή"),
                example=_("Σπασμένο φανάρι, οδός Κισάμου 12\nΓεμάτος κάδος, ακτή Παπανικολή"),
                is_required=True,
                has_lines=True,
            ),
            Placeholder(
                name="link",
                title=_("σύνδεσμος προς τον χάρτη"),
                example="https://www.example.org/complaints/?near=24.005,35.513",
                is_required=True,
                is_link=True,
            ),
            Placeholder(
                name="unsubscribe",
                title=_("σύνδεσμος διαγραφής"),
                example="https://www.example.org/complaints/alerts/3f9c01ab77e2/stop/",
                is_required=True,
                is_link=True,
            ),
        ),
    ),
    Kind(
        slug="request-alert-confirm",
        title=_("Ειδοποίηση: επιβεβαίωση διεύθυνσης"),
        placeholders=(
            Placeholder(name="area", title=_("περιοχή της ειδοποίησης"), example=_("Νέα Χώρα"), is_required=True),
            Placeholder(
                name="link",
                title=_("σύνδεσμος επιβεβαίωσης"),
                example="https://www.example.org/complaints/alerts/3f9c01ab77e2/",
                is_required=True,
                is_link=True,
            ),
            Placeholder(name="expires", title=_("έως πότε ισχύει ο σύνδεσμος"), example=_("Τετάρτη 2 Δεκεμβρίου 2026, 14:30")),
        ),
    ),
)
