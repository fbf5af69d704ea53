"""Settings: environment in, typed value out; one block per concern. docs/operations.md lists the variables."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from geoportal.forwarding.endpoints import read_endpoints
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
# Where the site is, for those who read its addresses elsewhere: in letters, on paper, in the back office's notices.
BASE_URL: str = env.str("GEOPORTAL_BASE_URL", default="http://localhost:8000").rstrip("/")
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
    "geoportal.complaints",
    "geoportal.departments",
    "geoportal.feeds",
    "geoportal.search",
    "geoportal.pages",
    "geoportal.backoffice.apps.BackofficeConfig",
    "geoportal.news",
    "geoportal.messaging",
    "geoportal.requests",
    "geoportal.forwarding",
    "api",
    "importers",
    "layers",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.gis",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "geoportal.site.apps.StaticFiles",
    "axes",
    "csp",
    "leaflet",
    "procrastinate.contrib.django",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "geoportal.backoffice.apps.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "api.recall.RecallMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "geoportal.site.middleware.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "geoportal.site.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "geoportal.site.middleware.PolicyMiddleware",
    "api.errors.ProblemMiddleware",
    "geoportal.pages.redirects.PageRedirectMiddleware",
    "axes.middleware.AxesMiddleware",
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
                "geoportal.feeds.templatetags.feeds",
                "geoportal.site.templatetags.blocks",
            ],
        },
    }
]

# Database: PostGIS. Each thread of a process keeps its connection: a pool that hands it out anew costs more than a feature (docs/adr/0013).
_database: dict[str, Any] = env.db_url("DATABASE_URL", default="postgis:///geoportal")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **_database,
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "CONN_MAX_AGE": 3600,
        "OPTIONS": {
            **_database.get("OPTIONS", {}),
            # Allows the statements that ask for it to be prepared (layers/reading.py); a pooler between must keep them (PgBouncer 1.21).
            "prepare_threshold": 5,
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The role that only reads and writes rows; web processes log in as it. Empty: one role does everything.
DATABASE_WEB_ROLE: str = env.str("GEOPORTAL_DATABASE_WEB_ROLE", default="")

# Cache: counts and extents of layers, keyed by their revision.
# Tiles are keyed by revision, so none is ever stale; the bound keeps the folder small enough to be looked through now and then.
_tile_cache: dict[str, Any] = env.cache_url("GEOPORTAL_TILE_CACHE_URL", default=f"filecache://{VAR_DIR}/tiles")
if _tile_cache["BACKEND"].endswith(".FileBasedCache"):
    _tile_cache["BACKEND"] = "api.tiles.files.TileFiles"
# Maps of any other size are kept too, but fewer and not as long: they are rarely asked for twice, and large.
_map_cache: dict[str, Any] = dict(_tile_cache)
if _map_cache["BACKEND"] == "api.tiles.files.TileFiles":
    _map_cache["LOCATION"] = str(Path(str(_map_cache["LOCATION"])).with_name("maps"))
CACHES = {
    "default": env.cache_url("GEOPORTAL_CACHE_URL", default="locmemcache://geoportal"),
    "tiles": {"TIMEOUT": 30 * 86_400, **_tile_cache},
    "maps": {"TIMEOUT": 86_400, "KEY_PREFIX": "maps", **_map_cache},
}
if not _tile_cache["BACKEND"].endswith(".RedisCache"):
    _tile_cache["OPTIONS"] = CACHES["tiles"]["OPTIONS"] = {"MAX_ENTRIES": 20_000, **_tile_cache.get("OPTIONS", {})}
    CACHES["maps"]["OPTIONS"] = {"MAX_ENTRIES": 1_000, **_map_cache.get("OPTIONS", {})}
# What Open311's clients get for a case that was made: some take nothing but 200, the standard doesn't say.
OPEN311_CREATED_STATUS: int = env.int("GEOPORTAL_OPEN311_CREATED_STATUS", default=200)
# Other systems that get the cases of a department (docs/adr/0030): a file; the key of each is GEOPORTAL_OPEN311_KEY_<NAME>.
_endpoints = env.str("GEOPORTAL_OPEN311_ENDPOINTS_FILE", default="")
OPEN311_ENDPOINTS = read_endpoints(Path(_endpoints)) if _endpoints else ()
OPEN311_TIMEOUT_S: int = env.int("GEOPORTAL_OPEN311_TIMEOUT_S", default=20)
# How long a request waits for a tile that another one is making.
TILE_WAIT_S: int = env.int("GEOPORTAL_TILE_WAIT_S", default=20)
# How much each process holds in memory of the tiles it sent last (api/recall.py).
RECALL_BYTES: int = env.int("GEOPORTAL_RECALL_BYTES", default=16 * 2**20)

# Maps for other systems (WMS, WMTS): drawn by processes of their own, so many for each web process.
MAP_RENDERERS: int = env.int("GEOPORTAL_MAP_RENDERERS", default=2)
# The Python that has MapServer's bindings: the distribution's.
MAP_RENDERER_PYTHON: str = env.str("GEOPORTAL_MAP_RENDERER_PYTHON", default="/usr/bin/python3")
# A process is replaced after so many maps, or when it has grown so large.
MAP_RENDERER_MAPS: int = env.int("GEOPORTAL_MAP_RENDERER_MAPS", default=2000)
MAP_RENDERER_MB: int = env.int("GEOPORTAL_MAP_RENDERER_MB", default=400)
# How long a request waits for a process that is free, a map may take, and each of its layers may take in the database.
MAP_WAIT_S: int = env.int("GEOPORTAL_MAP_WAIT_S", default=20)
MAP_TIMEOUT_S: int = env.int("GEOPORTAL_MAP_TIMEOUT_S", default=20)
MAP_STATEMENT_TIMEOUT_S: int = env.int("GEOPORTAL_MAP_STATEMENT_TIMEOUT_S", default=10)
# The role that draws: it reads what layers are made of and nothing else. The database is the one above. Empty: as the rest of the portal,
# in transactions that only read.
MAPS_DATABASE: dict[str, Any] = env.db_url("MAPS_DATABASE_URL", default="") if env.str("MAPS_DATABASE_URL", default="") else {}
# With Greek letters, as TrueType.
MAP_FONT: str = env.str("GEOPORTAL_MAP_FONT", default="/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf")

# Accounts.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# Who guesses at one name from one address waits; the others of that address, and that name elsewhere, do not.
AXES_FAILURE_LIMIT: int = env.int("GEOPORTAL_SIGN_IN_ATTEMPTS", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("GEOPORTAL_SIGN_IN_WAIT_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "geoportal.site.client.client_address"
AXES_LOCKOUT_CALLABLE = "geoportal.accounts.lockout.locked_out"
AXES_ENABLE_ADMIN = False
# Of sign-ins that went well nothing is kept; of the others as long as they count.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Language and time. Greek is the source language; its addresses have no prefix.
LANGUAGE_CODE = "el"
LANGUAGES = [("el", _("Ελληνικά")), ("en", _("Αγγλικά"))]
# Ours, then the words that Wagtail has in English only.
LOCALE_PATHS = [BASE_DIR / "geoportal" / "locale", BASE_DIR / "geoportal" / "backoffice" / "words"]
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
    ("vendor/markercluster", BASE_DIR / "node_modules" / "leaflet.markercluster" / "dist"),
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
LAYER_CATALOGUES = ["layers.catalogue.LAYERS", "geoportal.news.catalogue.LAYERS"]
# What has a revision, like a layer, without being one.
WATCHED = ["geoportal.pages.watched.PAGES"]

# The home page: what rooms offer, the most used first; the first four lie over the picture.
HOME_SERVICES = [
    "geoportal.requests.home.REPORT",
    "geoportal.pharmacies.home.SERVICE",
    "geoportal.events.home.SERVICE",
    *(f"geoportal.home.rooms.{name}" for name in ("DEPARTMENTS", "MAP")),
    "geoportal.requests.home.TRACK",
    *(f"geoportal.home.rooms.{name}" for name in ("HERE", "ADDRESSES", "PLACES", "CINEMAS", "ROUTES", "TENDERS", "FEEDS", "DATA")),
]

# The pages of audiences: what rooms have for each, in the order of the page.
AUDIENCE_ROOMS = [
    "geoportal.home.audiences.services_for",
    "geoportal.events.audiences.events_for",
    "geoportal.places.audiences.places_for",
    "geoportal.news.audiences.publications_for",
]

# Feeds: the rooms that have some, in the order of their page.
FEED_ROOMS = [
    *(f"geoportal.{name}.feeds.FEEDS" for name in ("news", "events", "places", "complaints", "search")),
    "geoportal.feeds.data.FEEDS",
]

# Search: the rooms that have something to be found; how often one address may ask in a minute (0: as often as it likes); the header in
# which a proxy tells the address of who asks.
SEARCH_ROOMS = [
    "geoportal.pages.search.ROOM",
    *(f"geoportal.{name}.search.ROOM" for name in ("requests", "departments", "places", "events", "routes", "cinemas", "pharmacies")),
    "geoportal.search.data.ROOM",
]
SEARCHES_PER_MINUTE: int = env.int("GEOPORTAL_SEARCHES_PER_MINUTE", default=120)
CLIENT_ADDRESS_HEADER: str = env.str("GEOPORTAL_CLIENT_ADDRESS_HEADER", default="")

# Sitemaps: the parts by name, and the pages that are there whatever the data.
SITEMAPS = {
    "pages": "geoportal.site.sitemaps.PAGES",
    "data": "geoportal.site.sitemaps.COLLECTIONS",
    "tree": "geoportal.pages.sitemaps.SITEMAP",
    **{name: f"geoportal.{name}.sitemaps.SITEMAP" for name in ("places", "pharmacies", "events", "cinemas", "routes", "departments")},
}
SITEMAP_PAGES = [
    "home", "atlas:map", "requests:report", "requests:offline", "requests:ask", "complaints:list", "complaints:statistics",
    "complaints:alerts",     "pharmacies:list", "cinemas:list", "events:list", "places:places", "routes:walks", "departments:departments",
    "services", "feeds", "sitemap-page", "accessibility", "privacy",
]  # fmt: skip

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
        # The map in a page is the map's own embedding page.
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

# The back office is the staff's own: Wagtail's page explorer and date fields start by inline scripts, and its editor by evaluated ones.
BACKOFFICE_PATH = "/backoffice/"
BACKOFFICE_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [*CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"],
    "frame-src": [SELF],
}

# Pages and the back office (Wagtail). Nothing is asked of anybody outside: no avatars, no news of releases, no embedded media.
WAGTAIL_PAGE_MODEL = "wagtailcore.Page"
WAGTAIL_SITE_NAME = MUNICIPALITY.name["el"]
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024**2
WAGTAILDOCS_EXTENSIONS = ["csv", "doc", "docx", "geojson", "ods", "odt", "pdf", "txt", "xls", "xlsx", "xml", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"

# OGC API.
API_DEFAULT_LIMIT = 100
API_MAX_LIMIT = 10_000
# What one written feature may take.
API_MAX_BODY_BYTES: int = env.int("GEOPORTAL_API_MAX_BODY_BYTES", default=4 * 1024**2)

# WFS: what a request sent as XML may take, and how long the database may work at one.
WFS_MAX_BODY_BYTES: int = env.int("GEOPORTAL_WFS_MAX_BODY_BYTES", default=1024**2)
WFS_TIMEOUT_S: int = env.int("GEOPORTAL_WFS_TIMEOUT_S", default=20)

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

# Pictures that citizens send: what one may weigh and hold, and what decoding it may cost. Cameras call 8192 × 6144 "50 megapixels".
PICTURE_MAX_BYTES: int = env.int("GEOPORTAL_PICTURE_MAX_BYTES", default=20 * 1024**2)
PICTURE_MAX_PIXELS: int = env.int("GEOPORTAL_PICTURE_MAX_PIXELS", default=50 * 2**20)
PICTURE_TIMEOUT_S: int = env.int("GEOPORTAL_PICTURE_TIMEOUT_S", default=20)
PICTURE_MEMORY_BYTES: int = env.int("GEOPORTAL_PICTURE_MEMORY_BYTES", default=1536 * 1024**2)

# Reports of citizens: how often one address may begin one in an hour, and give wrong tracking codes in ten minutes (0: as it likes).
REPORTS_PER_HOUR: int = env.int("GEOPORTAL_REPORTS_PER_HOUR", default=30)
TRACKING_GUESSES: int = env.int("GEOPORTAL_TRACKING_GUESSES", default=20)

# Messages to people (docs/adr/0025): what rooms tell, and by which channels.
MESSAGE_KINDS = ["geoportal.messaging.request_kinds.KINDS"]
MESSAGE_CHANNELS = {"email": "geoportal.messaging.by_email.EmailChannel"}
# How often sending is tried, how long after the first attempt (then twice as long each time), and how long at most: two days in all.
MESSAGE_ATTEMPTS: int = env.int("GEOPORTAL_MESSAGE_ATTEMPTS", default=16)
MESSAGE_WAIT_S: int = env.int("GEOPORTAL_MESSAGE_WAIT_S", default=60)
MESSAGE_WAIT_MAX_S: int = env.int("GEOPORTAL_MESSAGE_WAIT_MAX_S", default=6 * 3600)
# After that, of a message is kept that it was sent, not to whom and what it said.
MESSAGES_KEPT_DAYS: int = env.int("GEOPORTAL_MESSAGES_KEPT_DAYS", default=365)

# After that, of a closed case is kept what happened and what was published, not who reported it and in whose words; 0: always.
REPORTERS_KEPT_DAYS: int = env.int("GEOPORTAL_REPORTERS_KEPT_DAYS", default=730)
# So long it can be asked who of the staff looked at whose case.
LOOKS_KEPT_DAYS: int = env.int("GEOPORTAL_LOOKS_KEPT_DAYS", default=5 * 365)

# E-mail: by a mail server, or as files in var/mail/ where none is named.
EMAIL_HOST: str = env.str("GEOPORTAL_EMAIL_HOST", default="")
EMAIL_PORT: int = env.int("GEOPORTAL_EMAIL_PORT", default=587)
EMAIL_HOST_USER: str = env.str("GEOPORTAL_EMAIL_USER", default="")
EMAIL_HOST_PASSWORD: str = env.str("GEOPORTAL_EMAIL_PASSWORD", default="")
EMAIL_SECURITY: str = env.str("GEOPORTAL_EMAIL_SECURITY", default="starttls")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT: int = env.int("GEOPORTAL_EMAIL_TIMEOUT_S", default=20)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "geoportal.messaging.mail_files.EmailFiles"
EMAIL_FROM: str = env.str("GEOPORTAL_EMAIL_FROM", default=MUNICIPALITY.contact.email)
EMAIL_REPLY_TO: str = env.str("GEOPORTAL_EMAIL_REPLY_TO", default=MUNICIPALITY.contact.email)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EMAIL_FROM

# Jobs.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # They tell of each connection lent and returned, of every task at every start, of every page that is written (which keeps a history).
    "loggers": {name: {"level": "WARNING"} for name in ("procrastinate.blueprints", "procrastinate.periodic", "django_tasks", "wagtail")},
}
