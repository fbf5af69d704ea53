"""Who may change what: a role says what can be done, the department says to which tables."""

from typing import Any

from django.db.models import Model
from wagtail.permission_policies import ModelPermissionPolicy

from geoportal.backoffice.rooms import layers_over

_READING = ("view", "choose")


class MaintainerPolicy(ModelPermissionPolicy):
    """Rows of a table that some departments maintain are changed by their staff, and by whoever maintains every layer.

    The same rule as for tokens (api.tokens): what nobody in particular maintains, everybody may change whose role has the permission.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "choose":
            return bool(user.is_active and user.is_staff)
        if not super().user_has_permission(user, action):
            return False
        return action in _READING or maintains(user, self.model)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


def maintains(user: Any, model: type[Model]) -> bool:
    """Say whether what ``user`` may do at all holds for the rows of ``model``."""
    if user.has_perm("backoffice.maintain_every_layer"):
        return True
    departments = {layer.maintainer for layer in layers_over(model)} - {""}
    return not departments or (user.department is not None and user.department.code in departments)
