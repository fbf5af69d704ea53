"""Which encoding the text of a .dbf is in.

The format says it badly: by a .cpg beside the file, often missing or wrong, or by one byte of the header, usually 0 or copied from
elsewhere. So the text itself has the last word. Every encoding that Greek files come in is tried on all of it, and the reading that
looks most like words wins: Greek letters beside Greek letters, capitals at the start, final sigma at the end. ISO-8859-7 and
Windows-1253 differ in a handful of bytes, of which Ά is the one that occurs: 0xB6 in the first, 0xA2 in the second.
"""

import codecs
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# In order of preference where two read the text alike.
_CANDIDATES = ("cp1253", "iso8859-7", "cp737", "cp1252", "cp869")
_NAMES = {
    "cp1253": "Windows-1253", "iso8859-7": "ISO-8859-7", "cp737": "CP737", "cp869": "CP869", "cp1252": "Windows-1252",
    "utf-8": "UTF-8", "ascii": "ASCII", "iso8859-1": "ISO-8859-1",
}  # fmt: skip
_MAX_SAMPLE_BYTES = 16 * 2**20


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """``codec`` is Python's name of it, ``name`` the usual one; ``how`` we know, and ``cpg`` what an overruled .cpg said."""

    codec: str
    name: str
    how: str
    cpg: str = ""


@dataclass(frozen=True, kw_only=True)
class Dbf:
    """What the .dbf says of itself (dBASE III, "Xbase" header), and its text as bytes."""

    records: int
    texts: tuple[bytes, ...]


def read_dbf(path: Path) -> Dbf:
    """Return the header and the distinct texts (names of columns, values of character columns) of the .dbf at ``path``."""
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            return Dbf(records=0, texts=())
        records, header_bytes, record_bytes = struct.unpack("<IHH", head[4:12])
        fields = list(_fields(file.read(max(0, header_bytes - 32))))
        texts = {name for name, _kind, _start, _stop in fields}
        spans = [(start, stop) for _name, kind, start, stop in fields if kind == b"C"]
        file.seek(header_bytes)
        left = _MAX_SAMPLE_BYTES
        while record_bytes and left > 0 and len(record := file.read(record_bytes)) == record_bytes:
            texts |= {record[start:stop].strip(b" \0") for start, stop in spans}
            left -= record_bytes
    return Dbf(records=records, texts=tuple(sorted(texts - {b""})))


def _fields(descriptors: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Yield name, type, and where in a record each column lies (its first byte marks deleted records)."""
    start = 1
    for offset in range(0, len(descriptors) - 31, 32):
        descriptor = descriptors[offset : offset + 32]
        if descriptor[:1] == b"\r":
            return
        stop = start + descriptor[16]
        yield descriptor[:11].partition(b"\0")[0], descriptor[11:12], start, stop
        start = stop


def detect(dbf: Dbf, *, cpg: str | None) -> Encoding:
    """Return the encoding of ``dbf``'s text; ``cpg`` is the content of the .cpg, None if there is none."""
    texts = [text for text in dbf.texts if not text.isascii()]
    said = codec_of(cpg) if cpg is not None else None
    if not texts:
        return _encoding(said or "ascii", how="cpg" if said else "ascii")
    scores = {codec: _score(texts, codec) for codec in dict.fromkeys((*_CANDIDATES, *([said] if said else [])))}
    best = max(scores, key=lambda codec: round(scores[codec], 6))
    if _is_utf8(texts):
        overruled = cpg.strip() if cpg is not None and said != "utf-8" else ""
        return _encoding("utf-8", how="cpg" if said == "utf-8" else "text", cpg=overruled)
    # A .cpg is believed unless another reading is better, be it by one letter in a hundred: right readings do not score lower.
    if said and said != "utf-8" and scores[said] > scores[best] - 0.01:
        return _encoding(said, how="cpg")
    alike = [codec for codec in _CANDIDATES if codec != best and all(_decoded(text, codec) == _decoded(text, best) for text in texts)]
    return _encoding(best, how="text_alike" if alike else "text", cpg=cpg.strip()[:40] if cpg is not None else "")


def given(name: str) -> Encoding:
    """Return the encoding that staff named.

    Raises:
        LookupError: if there is none of that name.
    """
    codec = codec_of(name)
    if codec is None:
        raise LookupError(name)
    return _encoding(codec, how="given")


def codec_of(text: str) -> str | None:
    """Return Python's codec for what a .cpg or a person calls an encoding ("1253", "ISO 8859-7", "OEM 737"), None if it is none."""
    name = text.strip().lower().removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").replace(" ", "").replace("_", "-")
    if len(name) > 24:
        return None
    number = name.removeprefix("ansi").removeprefix("oem").removeprefix("windows-").removeprefix("cp").removeprefix("iso").strip("-")
    aliases = {
        "65001": "utf-8",
        "88597": "iso8859-7",
        "88591": "iso8859-1",
        "8859-7": "iso8859-7",
        "8859-1": "iso8859-1",
        "greek": "iso8859-7",
    }
    for guess in (aliases.get(number), f"cp{number}" if number.isdigit() else None, name):
        try:
            if guess:
                codec = codecs.lookup(guess).name
                return codec if codec != "utf-16" else None
        except LookupError:
            continue
    return None


def decode(text: str, encoding: Encoding) -> tuple[str, bool]:
    """Return what the reader handed over byte for byte (as ISO-8859-1) as real text, and whether anything of it was lost.

    A UTF-8 value that the column's width cut in the middle of a letter loses that letter.
    """
    if text.isascii():
        return text, False
    raw = text.encode("latin-1")
    decoded = _decoded(raw, encoding.codec)
    return decoded, decoded.encode(encoding.codec, "ignore") != raw


def _decoded(raw: bytes, codec: str) -> str:
    if codec == "utf-8":
        return codecs.getincrementaldecoder("utf-8")("replace").decode(raw, final=False)
    return raw.decode(codec, "replace")


def _is_utf8(texts: list[bytes]) -> bool:
    """Whether all texts are UTF-8 and some letter beyond ASCII is whole; one cut at the end of a value is forgiven."""
    letters = False
    for text in texts:
        try:
            decoded = codecs.getincrementaldecoder("utf-8")().decode(text, final=False)
        except UnicodeDecodeError:
            return False
        letters = letters or not decoded.isascii()
    return letters


def _score(texts: list[bytes], codec: str) -> float:
    """Return how much the texts, read so, look like words: 1 where every letter outside ASCII is in its place."""
    good = count = 0.0
    for raw in texts:
        text = _decoded(raw, codec)
        for word in text.replace("-", " ").replace("/", " ").split():
            if not word.isascii():
                points, letters = _judge(word)
                good += points
                count += letters
    return good / count if count else 0.0


def _judge(word: str) -> tuple[float, int]:
    """Return points for the letters of ``word`` outside ASCII, and how many there are; what never stands in a word costs three."""
    letters = [letter for letter in word if not letter.isascii()]
    scripts = {_script(letter) for letter in word if letter.isalpha()}
    points = 0.0
    for place, letter in enumerate(word):
        if letter.isascii():
            continue
        if not letter.isalpha():
            points += 0.5 if _is_punctuation(letter, first=place == 0, last=place == len(word) - 1) else -3
        elif len(scripts) > 1 or (letter == "ς" and word[place + 1 : place + 2].isalpha()) or _rises(word, place):
            points -= 1
        else:
            points += 1
    accents = sum("\N{COMBINING ACUTE ACCENT}" in unicodedata.normalize("NFD", letter) for letter in word)
    return points - max(0, accents - 2), len(letters)


def _is_punctuation(letter: str, *, first: bool, last: bool) -> bool:
    return (first and letter in "«‘“–") or (last and letter in "»’”–…·΄")


def _rises(word: str, place: int) -> bool:
    """Whether a capital follows a small letter, as it does where an encoding is misread."""
    return place > 0 and word[place].isupper() and word[place - 1].islower()


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]


def _encoding(codec: str, *, how: str, cpg: str = "") -> Encoding:
    return Encoding(codec=codec, name=_NAMES.get(codec, codec.upper()), how=how, cpg=cpg)
