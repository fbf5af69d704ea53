"""./portal manage token …: giving keys to departments and agencies, and taking them away."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from api.tokens.actions import Holder, TokenError, issue, revoke
from api.tokens.models import Scope, Token


class Command(BaseCommand):
    help = "Issues, lists and revokes the tokens by which other programs write features and read what is not public."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lang", choices=("el", "en"), default="el", help="the language of messages")
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=ArgumentParser)
        self._add_issue(verbs.add_parser("issue", help="make a token; its secret is shown once"))
        listing = verbs.add_parser("list", help="every token, without its secret")
        revoking = verbs.add_parser("revoke", help="make a token worthless from now on")
        revoking.add_argument("prefix", help="the part of the token between gp_ and the next _")
        for one in (listing, revoking):
            one.add_argument("--json", dest="as_json", action="store_true", help="one JSON document")

    def _add_issue(self, parser: ArgumentParser) -> None:
        holder = parser.add_mutually_exclusive_group()
        holder.add_argument("--department", default="", metavar="CODE", help="whose layers it may write; without: those of no department")
        holder.add_argument("--agency", default="", metavar="NAME", help="a body outside the municipality; only reads, and only --layer")
        parser.add_argument("--label", required=True, help="who holds it, and for which program")
        parser.add_argument("--scope", dest="scopes", action="append", required=True, choices=Scope.values, help="repeat for several")
        parser.add_argument(
            "--layer",
            dest="layers",
            action="append",
            default=[],
            metavar="SLUG",
            help="only this layer, also where it is not public; repeat for several",
        )
        parser.add_argument("--days", type=int, default=365, help="how long it holds (default: 365)")
        parser.add_argument("--json", dest="as_json", action="store_true", help="one JSON document")

    def handle(self, *, verb: str, lang: str, **options: Any) -> None:
        with translation.override(lang):
            try:
                getattr(self, f"_{verb}")(options)
            except TokenError as error:
                raise CommandError(str(error)) from error

    def _issue(self, options: dict[str, Any]) -> None:
        holder = Holder(department=options["department"], agency=options["agency"])
        token, secret = issue(holder=holder, **{name: options[name] for name in ("label", "scopes", "days", "layers")})
        if options["as_json"]:
            self._print_json({**_document(token), "token": secret})
        else:
            self.stdout.write(_line(token))
            self.stdout.write(_("Το κλειδί φαίνεται μόνο τώρα:"))
            self.stdout.write(secret)

    def _list(self, options: dict[str, Any]) -> None:
        tokens = Token.objects.select_related("department")
        if options["as_json"]:
            self._print_json({"tokens": [_document(token) for token in tokens]})
        else:
            for token in tokens:
                self.stdout.write(_line(token))

    def _revoke(self, options: dict[str, Any]) -> None:
        token = revoke(options["prefix"])
        if options["as_json"]:
            self._print_json(_document(token))
        else:
            self.stdout.write(_line(token))

    def _print_json(self, document: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False, default=str))


def _document(token: Token) -> dict[str, Any]:
    times = {name: getattr(token, name) for name in ("created_at", "expires_at", "last_used_at", "revoked_at")}
    return {
        "prefix": token.prefix,
        "label": token.label,
        "department": token.department.code if token.department else "",
        "agency": token.agency,
        "scopes": token.scopes,
        "layers": token.layers,
        "state": token.state,
        **{name: value.isoformat() if value else None for name, value in times.items()},
    }


def _line(token: Token) -> str:
    states = {"valid": _("ισχύει"), "expired": _("έληξε"), "revoked": _("ανακλήθηκε")}
    holder = token.holder or _("ο Δήμος")
    used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "–"
    layers = ", ".join(token.layers) or "*"
    parts = (token.prefix, states[token.state], f"{token.expires_at:%Y-%m-%d}", used, holder, ",".join(token.scopes), layers, token.label)
    return "  ".join(map(str, parts))
