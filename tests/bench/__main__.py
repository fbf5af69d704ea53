"""./portal bench"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings.test")
django.setup()

if __name__ == "__main__":
    if sys.argv[1:2] == ["city"]:
        from tests.bench.city import main
    else:
        from tests.bench.run import main

    main()
