"""`python -m bellwarden`: the same as the `bellwarden` command."""

import sys

from bellwarden.cli import main

if __name__ == "__main__":
    sys.exit(main())
