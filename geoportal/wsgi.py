"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings")
application = get_wsgi_application()
# What is loaded stays. Each full round of the garbage collector would go through these 230,000 objects, a tenth of a second of some answer.
gc.collect()
gc.freeze()
