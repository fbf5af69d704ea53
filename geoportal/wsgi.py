"""What gunicorn serves."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings")
application = get_wsgi_application()
# The views are loaded now, not by whoever asks first: a third of a second.
import_module(settings.ROOT_URLCONF)
# What is loaded stays. Each full round of the garbage collector would go through these 280,000 objects, a tenth of a second of some answer.
gc.collect()
gc.freeze()
