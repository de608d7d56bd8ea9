"""The error whose message is for the user."""

from __future__ import annotations


class GuideError(Exception):
    """Something that the user can mend; the message says how, in a line."""
