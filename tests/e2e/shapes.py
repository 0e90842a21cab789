"""The shapes of the vendor's answers; `python -m tests.e2e.shapes` names them, a line each, for --shape."""

import sys
from typing import Final

from sandbox.seedance import CHOICES

SHAPES: Final = [*({"envelope": value} for value in CHOICES["envelope"]), {"http_status": "always-200"}]
"""Every way in which the vendor may say no, or wrap what it says."""

if __name__ == "__main__":
    sys.stdout.writelines(f"{mode}={value}\n" for shape in SHAPES for mode, value in shape.items())
