"""Run the command line with `python -m driftlint`."""

import sys

from driftlint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
