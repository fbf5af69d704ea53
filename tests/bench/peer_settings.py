"""The portal's settings with the peer's addresses and none of the portal's middleware: the peer runs as lean as it can."""

from geoportal.settings.test import *  # noqa: F403
from geoportal.settings.test import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "rest_framework", "rest_framework_gis"]
MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.peer"
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
