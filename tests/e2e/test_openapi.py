"""Our own OpenAPI document against our own server: every path is there, none surprises."""

import json
from typing import Any

import httpx
import pytest

from e2e.server import Server

METHODS = {"get", "post", "put", "patch", "delete"}


def _document(server: Server) -> dict[str, Any]:
    return dict(httpx.get(server.url + "/openapi.json").json())


def test_every_documented_path_answers_as_documented(server: Server, client: httpx.Client) -> None:
    for path, operations in _document(server)["paths"].items():
        for method, operation in operations.items():
            assert method in METHODS
            filled = path.replace("{job_id}", "job_" + "0" * 26).replace("{model_id}", "x")
            body = {"json": {"model": "qwen-image-2-0"}} if method == "post" else {}
            answer = client.request(method, filled, **body)
            assert str(answer.status_code) in operation["responses"], (method, path, answer.text)
            assert answer.status_code != 404 or "{" in path


def test_the_pages_of_the_reference_name_every_call(server: Server) -> None:
    docs, llms = (httpx.get(server.url + path).text for path in ("/docs", "/llms.txt"))

    for path in _document(server)["paths"]:
        assert path in docs
        assert path in llms
    assert "<script" not in docs


def test_every_reference_in_the_document_leads_somewhere(server: Server) -> None:
    document = _document(server)

    def check(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(reference := value.get("$ref"), str):
                found: Any = document
                for part in reference.removeprefix("#/").split("/"):
                    found = found[part]
            for each in value.values():
                check(each)
        elif isinstance(value, list):
            for each in value:
                check(each)

    check(document)
    ids = [o["operationId"] for each in document["paths"].values() for o in each.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_random_calls_meet_no_fault_and_no_undocumented_status(server: Server) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
    from hypothesis import HealthCheck, Phase, given, settings
    from schemathesis.specs.openapi import checks as openapi_checks

    schema = schemathesis.openapi.from_dict(_document(server))
    checks = [
        schemathesis.checks.not_a_server_error,
        openapi_checks.status_code_conformance,
        openapi_checks.content_type_conformance,
    ]
    with server.client(server.new_key("random", grant="1000000")) as client:
        headers = {"Authorization": client.headers["authorization"]}
        for result in schema.get_all_operations():
            operation = result.ok()
            for mode in schemathesis.GenerationMode:

                @given(case=operation.as_strategy(generation_mode=mode))
                @settings(
                    max_examples=5,
                    deadline=None,
                    derandomize=True,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                def call(case: Any) -> None:
                    if isinstance(case.body, dict):
                        case.body.pop("sync", None)
                    case.call_and_validate(
                        base_url=server.url, headers=headers, checks=checks, timeout=60
                    )

                try:
                    call()
                except Exception as error:
                    if "Unsatisfiable" not in type(error).__name__:
                        raise
    assert not server.faults(), json.dumps(server.faults())[:2000]
