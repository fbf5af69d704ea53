#!/usr/bin/env python
"""Django's commands; ./portal manage calls this with the portal's own Python and database."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoportal.settings")
    execute_from_command_line(sys.argv)
