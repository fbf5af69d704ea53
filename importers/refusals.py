"""Why a file cannot be used, in words: what the sandboxed reader found out or failed at."""

from typing import Any

from django.utils.translation import gettext as _

from importers.crs import guess_from_extent
from importers.errors import ImportRefused, NothingToLoad, UnknownReferenceSystem, UnreadableFile
from importers.inspection import Source
from importers.sandbox import ReaderFailed
from importers.spreadsheets import table_refusal


def check_readable(source: Source, facts: dict[str, Any]) -> None:
    """
    Raises:
        NothingToLoad: if the file has no rows.
        UnknownReferenceSystem: if it has positions and nothing says in which system.
    """
    if not facts["rows"]:
        raise NothingToLoad(_("Το «%(name)s» δεν έχει καμία γραμμή.") % {"name": source.name})
    if facts["crs"] is None and facts.get("has_places", True):
        raise UnknownReferenceSystem(_without_crs(source, facts["raw_extent"]))


def _without_crs(source: Source, extent: list[float] | None) -> str:
    guess = guess_from_extent(*extent) if extent else ""
    words = {
        "name": source.name,
        "prj": source.name.rpartition(".")[0] + ".prj",
        "guess": guess,
        "extent": ", ".join(f"{number:.1f}" for number in extent or []),
    }
    if ".shp" not in source.parts:
        return _sheet_without_crs(words)
    if guess.startswith("EPSG:"):
        return (
            _(
                "Το «%(name)s» δεν λέει σε ποιο σύστημα αναφοράς είναι (λείπει το %(prj)s ή δεν διαβάζεται). "
                "Οι συντεταγμένες του μοιάζουν με %(guess)s· αν είναι, δώστε --crs %(guess)s."
            )
            % words
        )
    return (
        _(
            "Το «%(name)s» δεν λέει σε ποιο σύστημα αναφοράς είναι (λείπει το %(prj)s ή δεν "
            "διαβάζεται), ούτε φαίνεται από τις συντεταγμένες του "
            "(%(extent)s). Ρωτήστε όποιον το έφτιαξε και δώστε --crs EPSG:…"
        )
        % words
    )


def _sheet_without_crs(words: dict[str, str]) -> str:
    if words["guess"].startswith("EPSG:"):
        return (
            _(
                "Ο πίνακας «%(name)s» δεν λέει σε ποιο σύστημα αναφοράς είναι οι θέσεις του. "
                "Οι συντεταγμένες του μοιάζουν με %(guess)s· αν είναι, δώστε --crs %(guess)s."
            )
            % words
        )
    return (
        _(
            "Ο πίνακας «%(name)s» δεν λέει σε ποιο σύστημα αναφοράς είναι οι θέσεις του, ούτε φαίνεται από τις συντεταγμένες του "
            "(%(extent)s). Ρωτήστε όποιον τον έφτιαξε και δώστε --crs EPSG:…"
        )
        % words
    )


def refusal(source: Source, failure: ReaderFailed) -> ImportRefused:
    """Return what people are told of a reader's failure."""
    of_a_table = table_refusal(source.name, failure.code, failure.detail)
    if of_a_table is not None:
        return of_a_table
    detail = {"name": source.name, "detail": failure.detail}
    if failure.code == "unknown_crs":
        return UnknownReferenceSystem(_("Δεν υπάρχει σύστημα αναφοράς «%(detail)s». Δώστε κωδικό EPSG, π.χ. --crs EPSG:2100.") % detail)
    if failure.code == "unknown_datum":
        return UnknownReferenceSystem(
            _("Το .prj του «%(name)s» ονομάζει ένα σύστημα («%(detail)s») που δεν συνδέεται με το WGS 84: οι θέσεις θα έβγαιναν λάθος κατά "
              "εκατοντάδες μέτρα. Δώστε το σωστό με --crs EPSG:…") % detail
        )  # fmt: skip
    if failure.code == "no_geometry_column":
        return NothingToLoad(_("Το «%(name)s» έχει μόνο στοιχεία, χωρίς σχήματα ή θέσεις.") % detail)
    return UnreadableFile(
        _("Το «%(name)s» δεν διαβάζεται: το περιεχόμενό του δεν είναι αυτό που λέει η κατάληξή του, ή είναι κατεστραμμένο. "
          "Εξαγάγετέ το ξανά από το πρόγραμμα που το έφτιαξε.") % detail
    )  # fmt: skip
