"""Reading: what a user names (files, folders, globs, URLs, standard input) becomes `Article`s or `Reject`s, one at a time.

`discover` lists what there is to read, `read` reads one item; both stream and neither raises on bad input. See docs/INPUTS.md.
"""

from pipeline.sources.discover import SourceItem, discover
from pipeline.sources.duplicates import SeenIds
from pipeline.sources.limits import Limits
from pipeline.sources.problems import REASONS, RETRYABLE_REASONS
from pipeline.sources.reading import read

__all__ = ["REASONS", "RETRYABLE_REASONS", "Limits", "SeenIds", "SourceItem", "discover", "read"]
