"""Addresses that are known when they are asked for: the entries of rooms are made before there are any."""

from collections.abc import Callable
from functools import partial

from django.urls import reverse


def at(name: str) -> Callable[[], str]:
    """Return what finds the address called ``name`` in the active language."""
    return partial(reverse, name)


def in_tree(path: str) -> Callable[[], str]:
    """Return what finds the page of the tree at ``path``, an address that is promised (geoportal.news.tree)."""
    return partial(reverse, "wagtail_serve", args=(path,))
