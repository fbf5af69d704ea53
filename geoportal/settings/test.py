"""Settings of the tests and the checks: the real ones, with nothing to be kept secret and nothing slow."""

import os

os.environ.setdefault("GEOPORTAL_SECRET_KEY", "only-for-tests")
os.environ.setdefault("GEOPORTAL_TILE_CACHE_URL", "locmemcache://tiles")

from geoportal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
