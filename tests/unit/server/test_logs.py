import json
import logging
import sys

from inkstone.dialects.request_id import request_id
from inkstone.server.logs import JsonFormatter, TextFormatter


def _record(message: str, **fields: object) -> logging.LogRecord:
    record = logging.LogRecord("inkstone.test", logging.INFO, "", 0, message, None, None)
    record.fields = fields
    return record


def test_a_json_line_is_one_line_with_its_request() -> None:
    token = request_id.set("req_1")
    try:
        line = JsonFormatter().format(_record("a\nb 墨", path="/x\n"))
    finally:
        request_id.reset(token)

    assert "\n" not in line
    event = json.loads(line)
    assert event["message"] == "a\nb 墨"
    assert (event["level"], event["request_id"], event["path"]) == ("info", "req_1", "/x\n")


def test_a_text_line_cannot_be_forged_nor_steer_the_terminal() -> None:
    line = TextFormatter().format(_record("GET /\n12:00 error", path="/\r\n\x1b[2J\x9b墨"))

    assert line.isprintable()
    assert "墨" in line
    assert r"\n12:00" in line


def test_a_traceback_is_kept_with_its_line() -> None:
    record = _record("it failed")
    try:
        raise ValueError("why")
    except ValueError:
        record.exc_info = sys.exc_info()

    assert "ValueError: why" in json.loads(JsonFormatter().format(record))["traceback"]
    assert "ValueError: why" in TextFormatter().format(record)
