"""Settings: environment in, typed value out; one block per concern. docs/operations.md lists the variables."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from layers.municipality import read_municipality

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("GEOPORTAL_VAR_DIR", default=str(BASE_DIR / "var")))

# What runs, and for whom.
RELEASE: str = env.str("GEOPORTAL_RELEASE", default="0.1.0")
MUNICIPALITY = read_municipality(Path(env.str("GEOPORTAL_MUNICIPALITY_FILE", default=str(BASE_DIR / "data" / "municipality.toml"))))
# How the national grid is tied to WGS 84: the name of one of the municipality's grid_operations; empty: the first.
GRID_OPERATION: str = env.str("GEOPORTAL_GRID_OPERATION", default="")

# Security. Behind HTTPS set GEOPORTAL_HTTPS=1: cookies then leave by HTTPS only and browsers are told to stay there.
DEBUG: bool = env.bool("GEOPORTAL_DEBUG", default=False)
SECRET_KEY: str = env.str("GEOPORTAL_SECRET_KEY", default="")
ALLOWED_HOSTS: list[str] = env.list("GEOPORTAL_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS: bool = env.bool("GEOPORTAL_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS: list[str] = env.list("GEOPORTAL_TRUSTED_ORIGINS", default=[])
# OpenStreetMap's tile servers answer only requests that say where they come from.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# gis.W001 warns that GDAL 3.6 follows hostile spatial references. The distribution's GDAL sees none: references in requests are integers
# from an allow-list, and files are parsed by pyogrio's own GDAL in a sandbox (importers/sandbox.py).
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# The parts, ours first.
INSTALLED_APPS = [
    "geoportal.site",
    "geoportal.accounts",
    "geoportal.atlas",
    "geoportal.routes",
    "geoportal.places",
    "geoportal.departments",
    "api",
    "importers",
    "layers",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.gis",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "geoportal.site.apps.StaticFiles",
    "csp",
    "leaflet",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "geoportal.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "api.errors.ProblemMiddleware",
]
ROOT_URLCONF = "geoportal.urls"
WSGI_APPLICATION = "geoportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geoportal.site.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "geoportal.site.templatetags.portal",
            ],
        },
    }
]

# Database: PostGIS, with a pool in each process. The pool's size caps the requests of a process that need the database at once.
WEB_THREADS: int = env.int("GEOPORTAL_WEB_THREADS", default=4)
_database: dict[str, Any] = env.db_url("DATABASE_URL", default="postgis:///geoportal")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            "pool": {"min_size": 1, "max_size": WEB_THREADS + 2, "timeout": 10},
            # Allows the statements that ask for it to be prepared (layers/reading.py); a pooler between must keep them (PgBouncer 1.21).
            "prepare_threshold": 5,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The role that only reads and writes rows; web processes log in as it. Empty: one role does everything.
DATABASE_WEB_ROLE: str = env.str("GEOPORTAL_DATABASE_WEB_ROLE", default="")

# Cache: counts and extents of layers, keyed by their revision.
# Tiles, compressed, keyed by the revision too: files by default, which the processes of a machine share.
_tile_cache = env.cache_url("GEOPORTAL_TILE_CACHE_URL", default=f"filecache://{VAR_DIR / 'cache' / 'tiles'}")
if "redis" not in _tile_cache["BACKEND"].lower():
    _tile_cache["OPTIONS"] = {"MAX_ENTRIES": env.int("GEOPORTAL_TILE_CACHE_ENTRIES", default=100_000)}
CACHES = {
    "default": env.cache_url("GEOPORTAL_CACHE_URL", default="locmemcache://geoportal"),
    "tiles": {**_tile_cache, "TIMEOUT": 7 * 86_400},
}

# Accounts.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Language and time. Greek is the source language; its addresses have no prefix.
LANGUAGE_CODE = "el"
LANGUAGES = [("el", _("Ελληνικά")), ("en", _("Αγγλικά"))]
LOCALE_PATHS = [BASE_DIR / "geoportal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Athens"
USE_THOUSAND_SEPARATOR = True

# Static files.
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("basemap", BASE_DIR / "data" / "basemap"),
    ("vendor/digigov", BASE_DIR / "node_modules" / "@digigov" / "css" / "dist"),
    ("vendor/roboto", BASE_DIR / "node_modules" / "@fontsource" / "roboto" / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "geoportal.site.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 60

# Maps. Tiles of a third party are fetched by the citizen's browser only when the municipality says so here.
BASEMAP_TILES_URL: str = env.str("GEOPORTAL_BASEMAP_TILES_URL", default="")
BASEMAP_TILES_ATTRIBUTION = "© OpenStreetMap contributors"
LEAFLET_CONFIG = {"NO_GLOBALS": True, "RESET_VIEW": False, "SCALE": "metric"}
LAYER_CATALOGUES = ["layers.catalogue.LAYERS"]

# Content security policy: files of our own only, no inline script or style, no nonce (a nonce in a cached page is a trap).
_tiles = urlsplit(BASEMAP_TILES_URL)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", *([f"{_tiles.scheme}://{_tiles.netloc}"] if _tiles.netloc else [])],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

# OGC API.
API_DEFAULT_LIMIT = 100
API_MAX_LIMIT = 10_000
# What one written feature may take.
API_MAX_BODY_BYTES: int = env.int("GEOPORTAL_API_MAX_BODY_BYTES", default=4 * 1024**2)

# Downloads: up to how many features a file is made while one waits for it, how long and how much of them is kept, how many jobs may wait.
DOWNLOAD_DIRECT_MAX: int = env.int("GEOPORTAL_DOWNLOAD_DIRECT_MAX", default=50_000)
DOWNLOAD_KEPT_HOURS: int = env.int("GEOPORTAL_DOWNLOAD_KEPT_HOURS", default=24)
DOWNLOAD_KEPT_BYTES: int = env.int("GEOPORTAL_DOWNLOAD_KEPT_BYTES", default=5 * 1024**3)
DOWNLOAD_JOBS_MAX: int = env.int("GEOPORTAL_DOWNLOAD_JOBS_MAX", default=50)
DOWNLOAD_STUCK_MINUTES: int = env.int("GEOPORTAL_DOWNLOAD_STUCK_MINUTES", default=15)

# Imports: what a file may cost before we give up on it.
IMPORT_TIMEOUT_S: int = env.int("GEOPORTAL_IMPORT_TIMEOUT_S", default=600)
IMPORT_MEMORY_BYTES: int = env.int("GEOPORTAL_IMPORT_MEMORY_BYTES", default=6 * 1024**3)
IMPORT_MAX_UNPACKED_BYTES: int = env.int("GEOPORTAL_IMPORT_MAX_UNPACKED_BYTES", default=2 * 1024**3)
DATASET_VERSIONS_KEPT: int = env.int("GEOPORTAL_DATASET_VERSIONS_KEPT", default=5)

# Jobs.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # The first tells of each connection lent and returned, the others of every task at every start.
    "loggers": {name: {"level": "WARNING"} for name in ("psycopg.pool", "procrastinate.blueprints", "procrastinate.periodic")},
}
