"""A strict local stand-in of the Seedance 1.5 video API, with real clips and faults on request."""

from sandbox.seedance.assumptions import ASSUMPTIONS
from sandbox.seedance.contract import PRICES, SIZES
from sandbox.seedance.faults import FAULTS, Fault, Faults
from sandbox.seedance.film import PICTURES
from sandbox.seedance.modes import CHOICES, Modes
from sandbox.seedance.server import LocalSeedance
from sandbox.seedance.task import Task

__all__ = [
    "ASSUMPTIONS",
    "CHOICES",
    "FAULTS",
    "PICTURES",
    "PRICES",
    "SIZES",
    "Fault",
    "Faults",
    "LocalSeedance",
    "Modes",
    "Task",
]
