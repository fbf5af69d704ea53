"""How we know what the file did not say plainly, in words."""

from django.utils.translation import gettext as _


def crs_words(how: str) -> str:
    """Return ``Report.crs_how`` for people, in the active language."""
    words = {
        "given": _("δόθηκε με --crs"),
        "prj": _("το λέει το .prj"),
        "prj_greek_grid": _("από την προβολή στο .prj, που ονομάζει το σύστημα με δικό του τρόπο"),
        "geojson": _("το λέει το GeoJSON"),
        "lon_lat": _("το λένε οι στήλες, που είναι μήκος και πλάτος"),
        "ewkt": _("το λένε τα σχήματα (SRID=…)"),
    }
    return words[how]


def encoding_words(how: str) -> str:
    """Return ``Report.encoding_how`` for people, in the active language."""
    words = {
        "given": _("δόθηκε με --encoding"),
        "cpg": _("το λέει το .cpg"),
        "ascii": _("έχει μόνο λατινικά γράμματα"),
        "text": _("φαίνεται από το κείμενο"),
        "text_alike": _("φαίνεται από το κείμενο· και άλλη το διαβάζει το ίδιο"),
        "geojson": _("το ορίζει το GeoJSON"),
        "bom": _("το λέει η αρχή του αρχείου"),
        "xlsx": _("το ορίζει το Excel"),
    }
    return words[how]
