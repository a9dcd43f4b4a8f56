"""Lagebild: who acts, when, who said what, and within which window somebody will act, from German news."""

import os

__version__ = "0.1.0"

# One thread a process for NumPy's matrix products (read when NumPy is loaded): they are small, more threads mostly wait for each other.
# Several cores are used with --workers. Whoever has set it, or has loaded NumPy already, keeps what they have.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Arrow takes memory from the system, as Python does, and reads in one thread: its own pool would keep more with every part that is loaded.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
os.environ.setdefault("ARROW_IO_THREADS", "1")
