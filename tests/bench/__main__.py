"""./portal bench"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings.test")
django.setup()

if __name__ == "__main__":
    from tests.bench.run import main

    main()
