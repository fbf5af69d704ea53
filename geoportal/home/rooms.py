"""The services of rooms that have nothing to tell of now: a title, a sentence, a page."""

from django.utils.translation import gettext_lazy as _

from geoportal.home.addresses import at, in_tree
from geoportal.home.services import HomeService
from layers.audiences import Audience

MAP = HomeService(
    title=_("Ο χάρτης της πόλης"),
    words=_("Σημεία, όρια και υπηρεσίες, όλα σε έναν χάρτη"),
    page=at("atlas:map"),
    accent="wave",
    audiences=(Audience.RESIDENT, Audience.VISITOR, Audience.BUSINESS),
)
DEPARTMENTS = HomeService(
    title=_("Ποιος είναι αρμόδιος"),
    words=_("Οι υπηρεσίες του Δήμου: πού είναι, πότε δέχονται, τι αναλαμβάνουν"),
    page=at("departments:departments"),
    audiences=(Audience.RESIDENT, Audience.BUSINESS, Audience.OLDER, Audience.MIGRANT, Audience.WOMAN),
)
HERE = HomeService(
    title=_("Τι ισχύει σε ένα σημείο"),
    words=_("Γειτονιά, αρμόδια υπηρεσία και τι είναι κοντά, για όποιο σημείο διαλέξετε"),
    page=at("atlas:here"),
    audiences=(Audience.RESIDENT, Audience.BUSINESS),
)
ADDRESSES = HomeService(
    title=_("Αναζήτηση διεύθυνσης"),
    words=_("Οδός και αριθμός, γνωστά σημεία, γειτονιές"),
    page=at("atlas:search"),
    audiences=(Audience.VISITOR,),
)
PLACES = HomeService(
    title=_("Σημεία της πόλης"),
    words=_("Σχολεία, παιδικές χαρές, μουσεία, παραλίες, πάρκινγκ"),
    page=at("places:places"),
    audiences=(Audience.VISITOR, Audience.YOUNG, Audience.CHILD, Audience.MIGRANT),
)
CINEMAS = HomeService(
    title=_("Σινεμά απόψε"),
    words=_("Ποια ταινία παίζεται, πού και τι ώρα"),
    page=at("cinemas:list"),
    audiences=(Audience.VISITOR, Audience.YOUNG),
)
ROUTES = HomeService(
    title=_("Διαδρομές"),
    words=_("Περίπατοι με στάσεις, και για το GPS σας"),
    page=at("routes:walks"),
    audiences=(Audience.VISITOR, Audience.OLDER, Audience.YOUNG),
)
TENDERS = HomeService(
    title=_("Διαγωνισμοί"),
    words=_("Προκηρύξεις με προϋπολογισμό, προθεσμία και τεύχη"),
    page=in_tree("tenders/"),
    audiences=(Audience.BUSINESS,),
)
FEEDS = HomeService(title=_("Ενημέρωση"), words=_("Τα νέα του Δήμου στο πρόγραμμα που διαβάζετε νέα (RSS)"), page=at("feeds"))
DATA = HomeService(
    title=_("Ανοικτά δεδομένα"),
    words=_("Ό,τι δείχνει ο χάρτης, σε αρχεία και για προγράμματα"),
    page=at("services"),
    audiences=(Audience.BUSINESS, Audience.YOUNG),
)
