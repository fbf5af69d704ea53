"""./portal manage dataset …: what GIS staff do with uploaded datasets until the back office does it."""

from argparse import ArgumentParser
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from layers.datasets.actions import DatasetError, Description, delete_dataset, describe_dataset, purge, show_version, undo
from layers.datasets.looks import Look
from layers.datasets.models import Dataset, DatasetVersion

_TEXTS = ("title-el", "title-en", "description-el", "description-en", "attribution")


class Command(BaseCommand):
    help = "Lists uploaded datasets and their versions, shows another version, purges old ones, describes and deletes datasets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lang", choices=("el", "en"), default="el", help="the language of messages")
        verbs = parser.add_subparsers(dest="verb", required=True, parser_class=ArgumentParser)
        verbs.add_parser("list", help="every dataset with its present version")
        for verb, words in (("versions", "its versions"), ("undo", "show the version before the present one"), ("delete", "remove it")):
            verbs.add_parser(verb, help=words).add_argument("slug")
        for verb, words in (("show", "show this version"), ("purge", "drop this version's rows for good")):
            one = verbs.add_parser(verb, help=words)
            one.add_argument("slug")
            one.add_argument("version", type=int)
        self._add_describe(verbs.add_parser("set", help="say what it is called, how it looks, who sees it"))

    def _add_describe(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        for name in _TEXTS:
            parser.add_argument(f"--{name}")
        parser.add_argument("--label", dest="label_column", metavar="COLUMN", help="the column that names a feature")
        parser.add_argument("--colour", metavar="#rrggbb")
        parser.add_argument("--size", dest="size_px", type=float, metavar="PX", help="a disc's diameter or a line's width")
        parser.add_argument("--opacity", type=float, metavar="0-1")
        parser.add_argument("--names-from", dest="label_from_zoom", type=int, metavar="ZOOM", help="from where names are written; 0: never")
        parser.add_argument("--classify-by", metavar="COLUMN", help="the column of text whose values get colours; empty: one colour")
        parser.add_argument("--maintainer", metavar="CODE", help="the department's code; empty: the municipality as a whole")
        sight = parser.add_mutually_exclusive_group()
        sight.add_argument("--public", dest="is_public", action="store_true", default=None, help="for everybody")
        sight.add_argument("--internal", dest="is_public", action="store_false", default=None, help="for staff only")

    def handle(self, *, verb: str, lang: str, **options: Any) -> None:
        with translation.override(lang):
            try:
                getattr(self, f"_{verb}")(options)
            except DatasetError as error:
                raise CommandError(str(error)) from error

    def _list(self, _options: dict[str, Any]) -> None:
        for dataset in Dataset.objects.select_related("current_version"):
            self._tell(dataset)

    def _versions(self, options: dict[str, Any]) -> None:
        dataset = self._find(options["slug"])
        for version in dataset.versions.all():
            sign = "*" if version.pk == dataset.current_version_id else ("-" if version.purged_at else " ")
            self.stdout.write(
                f"{sign} {version.number:4} {version.created_at:%Y-%m-%d %H:%M} {version.feature_count:9}  {version.source_name}"
            )

    def _undo(self, options: dict[str, Any]) -> None:
        undo(self._find(options["slug"]))
        self._tell(self._find(options["slug"]))

    def _show(self, options: dict[str, Any]) -> None:
        show_version(self._version(options))
        self._tell(self._find(options["slug"]))

    def _purge(self, options: dict[str, Any]) -> None:
        purge(self._version(options))

    def _delete(self, options: dict[str, Any]) -> None:
        delete_dataset(self._find(options["slug"]))

    def _set(self, options: dict[str, Any]) -> None:
        names = (*(name.replace("-", "_") for name in _TEXTS), "label_column", "maintainer", "is_public")
        look = Look(**{entry.name: options[entry.name] for entry in fields(Look)})
        self._tell(describe_dataset(self._find(options["slug"]), Description(look=look, **{name: options[name] for name in names})))

    def _tell(self, dataset: Dataset) -> None:
        version = dataset.current_version
        facts = _("έκδοση %(number)d, %(count)d στοιχεία") % {"number": version.number, "count": version.feature_count} if version else "–"
        sight = "" if dataset.is_public else _(" (μόνο για το προσωπικό)")
        self.stdout.write(f"{dataset.slug}: {dataset.title_el}{sight}, {facts}")

    def _find(self, slug: str) -> Dataset:
        dataset = Dataset.objects.select_related("current_version").filter(slug=slug).first()
        if dataset is None:
            slugs = ", ".join(Dataset.objects.values_list("slug", flat=True)) or "–"
            raise CommandError(_("Δεν υπάρχει σύνολο «%(slug)s». Υπάρχουν: %(slugs)s.") % {"slug": slug, "slugs": slugs})
        return dataset

    def _version(self, options: dict[str, Any]) -> DatasetVersion:
        dataset = self._find(options["slug"])
        version = dataset.versions.filter(number=options["version"]).first()
        if version is None:
            numbers = ", ".join(map(str, dataset.versions.values_list("number", flat=True)))
            raise CommandError(
                _("Το σύνολο «%(slug)s» δεν έχει έκδοση %(number)d. Έχει: %(numbers)s.")
                % {"slug": dataset.slug, "number": options["version"], "numbers": numbers}
            )
        return version
