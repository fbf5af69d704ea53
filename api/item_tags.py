"""The ETag of one feature: two halves with a dot between, ``"<state>.<answer>"``.

The first is the state of its row, and all that If-Match asks for: a change of another feature, another language or reference system
leave it as it is. The second is that of every answer (api/caching.py), so that If-None-Match is answered before the row is read.
"""

from hashlib import blake2b

from django.utils.http import parse_etags


def state_of(slug: str, feature_id: int, state: int) -> str:
    """Return the first half, for the row's ``state`` as layers/items.py reads it."""
    return blake2b(f"{slug}/{feature_id}/{state}".encode(), digest_size=8).hexdigest()


def joined_tag(state: str, answer: str) -> str:
    """Return the tag of both halves; ``answer`` is an ETag of its own. It is strong: a client may put it into If-Match."""
    return f'"{state}.{_opaque(answer)}"'


def written_tag(state: str) -> str:
    """Return the tag of what was just written: its revision is known only once the transaction has ended."""
    return f'"{state}.new"'


def answer_half(tag: str) -> str:
    return _opaque(tag).rpartition(".")[2]


def matches(if_match: str, state: str) -> bool:
    """Return whether the header If-Match names the row's present ``state``, or ``*``.

    A weak tag counts as well (RFC 9110 §13.1.1 would have it never match): compression on the way makes ours weak, and the state says
    the same of the row either way.
    """
    tags = parse_etags(if_match)
    return "*" in tags or any(_opaque(tag).partition(".")[0] == state for tag in tags)


def _opaque(tag: str) -> str:
    return tag.removeprefix("W/").strip('"')
