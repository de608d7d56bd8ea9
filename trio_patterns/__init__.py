"""Go's concurrency constructs and patterns, as structured helpers on Trio."""

__version__ = "0.1.0"
