"""The simulated desk, which lives beside the benchmarks: one simulator, two uses."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import simulation
from desk import KEYS, Desk
from watch import Watch

__all__ = ["KEYS", "Desk", "Watch", "simulation"]
