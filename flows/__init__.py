"""Prefect orchestration of the main job; no extraction logic.

Importing this package sets Prefect's defaults for a machine without a server.
"""

from __future__ import annotations

from flows.settings import set_defaults

set_defaults()
