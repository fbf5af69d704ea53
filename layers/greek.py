"""Greek in Latin letters after ELOT 743 (ISO 843, type 2: transcription)."""

import re
import unicodedata

_PAIRS = {
    "ου": "ou", "αι": "ai", "ει": "ei", "οι": "oi", "υι": "yi", "γγ": "ng", "γξ": "nx", "γχ": "nch", "μπ": "mp", "ντ": "nt", "γκ": "gk",
}  # fmt: skip
_LETTERS = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n",
    "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_VOICED_AFTER = set("αεηιουωβγδζλμνρ")
_TOKEN = re.compile("αυ|ευ|ηυ|" + "|".join(_PAIRS) + "|.", re.DOTALL)


def to_latin(text: str) -> str:
    """Return ``text`` in small Latin letters without accents; what is not Greek stays. «Χανιά» gives "chania"."""
    # A diaeresis keeps two letters apart (μαϊου is not μαιου), an accent does not.
    folded = "".join(
        mark for mark in unicodedata.normalize("NFD", text.lower()) if mark == "\N{COMBINING DIAERESIS}" or not unicodedata.combining(mark)
    )
    parts, position = [], 0
    for match in _TOKEN.finditer(folded):
        letters, position = match.group(), match.end()
        parts.append(_latin_of(letters, previous=folded[: match.start()], following=folded[position:]))
    return "".join(parts).replace("\N{COMBINING DIAERESIS}", "")


def _latin_of(letters: str, *, previous: str, following: str) -> str:
    if letters in ("αυ", "ευ", "ηυ"):
        if following.startswith("\N{COMBINING DIAERESIS}"):
            return _LETTERS[letters[0]] + "y"
        return _LETTERS[letters[0]] + ("v" if following[:1] in _VOICED_AFTER else "f")
    if letters == "μπ" and not previous[-1:].isalpha():
        return "b"
    if letters in _PAIRS:
        return _LETTERS[letters[0]] + _LETTERS[letters[1]] if following.startswith("\N{COMBINING DIAERESIS}") else _PAIRS[letters]
    return _LETTERS.get(letters, letters)


def slug_of(text: str) -> str:
    """Return ``text`` as part of an address: small Latin letters, digits and hyphens; empty if nothing of it can be written so."""
    return re.sub(r"[^a-z0-9]+", "-", to_latin(text)).strip("-")[:60].strip("-")
