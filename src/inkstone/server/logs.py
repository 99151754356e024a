"""Logs: a line an event on stderr, for machines or for people; never a prompt, a key or a picture.

It does not know what is worth logging.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from inkstone.dialects import request_id

#: The longest message that is logged whole.
_MESSAGE_MAX = 8_000


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        event: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_MESSAGE_MAX],
        }
        if request_id.current():
            event["request_id"] = request_id.current()
        event |= getattr(record, "fields", {})
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)[-_MESSAGE_MAX:]
        # Escaped, because some readers take U+2028 and its like for the end of a line.
        return json.dumps(event)


class TextFormatter(logging.Formatter):
    """A short line for a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as text."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = " ".join(f"{k}={v}" for k, v in getattr(record, "fields", {}).items())
        message = record.getMessage()[:_MESSAGE_MAX]
        line = f"{at} {record.levelname.lower():7} {message} {fields}".rstrip()
        # A path is the caller's: it must not start a line of its own, nor steer the terminal.
        line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)[-_MESSAGE_MAX:]
        return line


def configure(*, level: str, form: str) -> None:
    """Log to stderr from now on."""
    if form == "auto":
        form = "text" if sys.stderr.isatty() else "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(TextFormatter() if form == "text" else JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Our own access lines carry more than uvicorn's.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("alembic").setLevel(logging.WARNING)
