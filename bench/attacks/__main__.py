"""`python -m bench.attacks [--seats 44] [--rounds 5] [--on sqlite|postgresql]`: all attacks; 1 where one of them beats chance."""

from __future__ import annotations

import sys

from bench.attacks.run import main

if __name__ == "__main__":
    sys.exit(main())
