"""What staff are: roles, each a group with the permissions that this page gives it.

A role says what somebody does; the department they belong to says to whose data (geoportal.backoffice.policies). Administrators may make
groups of their own beside these; what a role may do is code, so that every installation means the same by it.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from geoportal.backoffice.rooms import content_models
from geoportal.pages.tree import found_collection, found_tree

_FILES = ("wagtailimages.image", "wagtaildocs.document")


class Role(models.TextChoices):
    """Its value is the group's name."""

    CLERK = "Υπάλληλος", _("Υπάλληλος")
    HEAD = "Προϊστάμενος", _("Προϊστάμενος")
    RECEPTION = "Πρώτη υποδοχή", _("Πρώτη υποδοχή")
    EDITOR = "Συντάκτης", _("Συντάκτης")
    GIS = "Γραφείο GIS", _("Γραφείο GIS")
    ADMINISTRATOR = "Διαχειριστής", _("Διαχειριστής")
    AUDITOR = "Ελεγκτής", _("Ελεγκτής")


_DUTIES: dict[Role, tuple[str, ...]] = {
    Role.CLERK: (),
    Role.HEAD: ("see_reports",),
    Role.RECEPTION: (),
    Role.EDITOR: ("see_reports",),
    Role.GIS: ("maintain_every_layer", "manage_layers", "see_jobs", "see_reports"),
    Role.ADMINISTRATOR: (
        *("maintain_every_layer", "manage_layers", "manage_tokens", "see_jobs", "manage_jobs", "see_reports", "see_history"),
        *("see_messages", "manage_messages", "write_wordings"),
    ),
    Role.AUDITOR: ("see_jobs", "see_reports", "see_history", "see_messages"),
}
_CONTENT: dict[Role, tuple[str, ...]] = {
    Role.CLERK: ("view", "add", "change"),
    Role.HEAD: ("view", "add", "change", "delete"),
    Role.RECEPTION: ("view",),
    Role.EDITOR: ("view",),
    Role.GIS: ("view", "add", "change", "delete"),
    Role.ADMINISTRATOR: ("view", "add", "change", "delete"),
    Role.AUDITOR: ("view",),
}
# Whose cases they reach with these is layers/requests/policy.py.
_CASES: dict[Role, tuple[str, ...]] = {
    Role.CLERK: ("handle_request",),
    Role.HEAD: ("handle_request", "direct_requests"),
    Role.RECEPTION: ("receive_requests",),
    Role.ADMINISTRATOR: ("oversee_requests",),
    Role.AUDITOR: ("audit_requests",),
}
_PAGES: dict[Role, tuple[str, ...]] = {
    Role.HEAD: ("add", "change", "publish", "lock", "unlock"),
    Role.EDITOR: ("add", "change"),
    Role.ADMINISTRATOR: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
}
# Whose data they change is said by their department alone.
OF_A_DEPARTMENT = (Role.CLERK.value, Role.HEAD.value)
_APPROVAL = "Έγκριση προϊσταμένου"
_EXAMPLES = ("Editors", "Moderators")
_EXAMPLE_WORKFLOW = "Moderators approval"
_ADMINISTERED = ("accounts", "auth", "wagtailredirects", "wagtailcore")


@transaction.atomic
def found_roles() -> dict[Role, Group]:
    """Create the groups of all roles where they are not there yet, give them just the permissions of their role, and return them."""
    groups = {role: _found(role) for role in Role}
    _found_workflow([groups[Role.HEAD], groups[Role.ADMINISTRATOR]])
    return groups


def _found_workflow(approvers: list[Group]) -> None:
    """Let what an editor submits wait for the approvers, in both languages; Wagtail's example of roles and workflow goes."""
    Group.objects.filter(name__in=_EXAMPLES, user=None).delete()
    Workflow.objects.filter(name=_EXAMPLE_WORKFLOW).delete()
    GroupApprovalTask.objects.filter(name=_EXAMPLE_WORKFLOW).delete()
    task, _created = GroupApprovalTask.objects.get_or_create(name=_APPROVAL)
    task.groups.set(approvers)
    workflow, _created = Workflow.objects.get_or_create(name=_APPROVAL)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    for home in found_tree().values():
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})


def _found(role: Role) -> Group:
    group, _created = Group.objects.get_or_create(name=role.value)
    group.permissions.set(Permission.objects.filter(_permissions_of(role)))
    _give_pages(group, _PAGES.get(role, ()))
    _give_files(group, role)
    return group


def _permissions_of(role: Role) -> Q:
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    if duties := _DUTIES[role]:
        wanted |= Q(content_type__app_label="backoffice", codename__in=duties)
    if cases := _CASES.get(role):
        wanted |= Q(content_type__app_label="layers", codename__in=cases)
    for model in content_models():
        wanted |= _of(model, _CONTENT[role])
    if role in _PAGES:
        wanted |= Q(content_type__app_label="simple_translation", codename="submit_translation")
    if role is Role.ADMINISTRATOR:
        wanted |= Q(content_type__app_label__in=_ADMINISTERED)
    return wanted


def _of(model: type[Model], actions: Iterable[str]) -> Q:
    names = [f"{action}_{model._meta.model_name}" for action in actions]
    return Q(content_type__app_label=model._meta.app_label, codename__in=names)


def _give_pages(group: Group, actions: Iterable[str]) -> None:
    """Give what may be done with every page of both languages."""
    GroupPagePermission.objects.filter(group=group).delete()
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=[f"{action}_page" for action in actions])
    for home in found_tree().values():
        for permission in permissions:
            GroupPagePermission.objects.create(group=group, page=home, permission=permission)


def _give_files(group: Group, role: Role) -> None:
    """Whoever writes pages brings pictures and files for them."""
    root = found_collection()
    GroupCollectionPermission.objects.filter(group=group).delete()
    if role not in _PAGES:
        return
    for kind in _FILES:
        app, model = kind.split(".")
        names = [f"{action}_{model}" for action in ("add", "change", "choose")]
        for permission in Permission.objects.filter(content_type__app_label=app, codename__in=names):
            GroupCollectionPermission.objects.create(group=group, collection=root, permission=permission)
