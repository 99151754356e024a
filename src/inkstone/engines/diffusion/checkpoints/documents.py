"""The JSON files of a checkpoint.

It does not know what they say.
"""

import json
from pathlib import Path
from typing import Any

from inkstone.domain.errors import EngineFailure


def read_json(file: Path) -> dict[str, Any]:
    """A JSON file that holds an object.

    Raises:
        EngineFailure: it cannot be read, or holds something else.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EngineFailure(f"{file} cannot be read: {error}", code="checkpoint_broken") from error
    if not isinstance(document, dict):
        raise EngineFailure(f"{file} holds no JSON object.", code="checkpoint_broken")
    return document
