"""What lies between a database and a site that can start: ./portal up calls it."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from geoportal.backoffice.roles import found_roles
from geoportal.demo.accounts import DemoAccount, create_accounts
from geoportal.demo.content import has_content, load_demo
from geoportal.demo.quiet import index_at_once
from geoportal.news.tree import found_sections
from geoportal.pages.tree import found_tree
from geoportal.search.upkeep import renew_index
from geoportal.site.roles import grant_to_maps_role, grant_to_web_role


class Command(BaseCommand):
    help = "Migrates the database, gives the web role its rights and, with --demo, loads the demo content into an empty portal."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo content and accounts where there are none")

    def handle(self, *, demo: bool, **_: Any) -> None:
        self._step("Database", _migrate)
        self._step("Rights", grant_to_web_role)
        self._step("Rights of maps", grant_to_maps_role)
        self._step("Pages", _found_tree)
        self._step("Roles", _found_roles)
        if demo:
            self._step("Demo content", _load_demo_once)
        self._step("Search", _renew_index)
        if demo:
            self._tell(create_accounts(settings.VAR_DIR / "demo-accounts.txt"))

    def _step(self, title: str, work: Callable[[], str]) -> None:
        self.stdout.write(f"  {title:<26}", ending="")
        self.stdout.flush()
        began = monotonic()
        note = work()
        self.stdout.write(f"{note:<58} {monotonic() - began:6.1f} s")

    def _tell(self, accounts: list[DemoAccount]) -> None:
        if accounts:
            self.stdout.write("\n  Demo accounts (told once; kept in var/demo-accounts.txt):")
        for account in accounts:
            self.stdout.write(f"    {account.username:12} {account.password:20} {account.role}")
        if accounts:
            self.stdout.write("")


def _migrate() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    # Also without anything to migrate: the catalogue may have changed, and its triggers follow it after each migrate.
    call_command("migrate", verbosity=0, interactive=False)
    return f"{len(waiting)} migrations" if waiting else "nothing to do"


def _found_tree() -> str:
    homes = ", ".join(f"{language}: {home.title}" for language, home in found_tree().items())
    return f"{homes}; {found_sections()} sections of news"


def _found_roles() -> str:
    return ", ".join(str(role.label) for role in found_roles())


def _renew_index() -> str:
    changed = sum(renew_index().values())
    return f"{changed} documents" if changed else "nothing to do"


def _load_demo_once() -> str:
    if has_content():
        return "nothing to do"
    counts = load_demo()
    index_at_once()
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())
