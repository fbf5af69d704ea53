"""./portal bench"""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings.test")
django.setup()

if __name__ == "__main__":
    if sys.argv[1:2] == ["city"]:
        from tests.bench.city import main

        main()
    elif sys.argv[1:2] == ["complaints"]:
        from tests.bench.complaints import main

        del sys.argv[1]
        main()
    elif sys.argv[1:2] == ["home"]:
        from tests.bench.home import main

        del sys.argv[1]
        main()
    elif sys.argv[1:2] == ["lighthouse"]:
        from tests.bench.lighthouse import main

        del sys.argv[1]
        main()
    elif sys.argv[1:2] == ["peers"]:
        from tests.bench import peers

        peers.main(Path(sys.argv[2]).resolve(), sys.argv[3:])
    elif sys.argv[1:2] == ["load-peers"]:
        from tests.bench import peers

        peers.load()
    elif sys.argv[1:2] == ["search"]:
        from tests.bench.site_search import main

        del sys.argv[1]
        main()
    elif sys.argv[1:2] == ["endurance"]:
        from tests.bench.endurance import main

        del sys.argv[1]
        main()
    elif sys.argv[1:2] == ["downloads"]:
        from tests.bench.downloads import main

        main()
    elif sys.argv[1:2] == ["tiles"]:
        from tests.bench.tiles import main

        del sys.argv[1]
        main()
    else:
        from tests.bench.run import main

        main()
