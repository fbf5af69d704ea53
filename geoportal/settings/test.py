"""Settings of the tests and the checks: the real ones, with nothing to be kept secret and nothing slow."""

import os

os.environ.setdefault("GEOPORTAL_SECRET_KEY", "only-for-tests")

from geoportal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Revisions begin anew in every test: what was kept under them must too.
CACHES["tiles"] = env.cache_url("GEOPORTAL_TILE_CACHE_URL", default="locmemcache://tiles")  # noqa: F405
