"""Runs the command line as `python -m driftlint`."""

import sys

# Python puts the current folder first on the path of `-m`. There it would find the modules of the very project that is
# to be read and never run: a `yaml.py` in it must not stand in for the library.
if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]

from driftlint.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
