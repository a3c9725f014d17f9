"""Judges a folder as an RO-Crate, as roc-validator and ro-crate-py see it, without a network.

Runs in the judges' environment (see Makefile), since roc-validator and evitab want different
versions of rich: `python ro_crate.py FOLDER SCRATCH`; prints what is wrong, as JSON.
"""

from __future__ import annotations

import io
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter
from requests_cache import CachedSession
from rocrate.rocrate import ROCrate
from rocrate_validator.models import Severity, ValidationSettings
from rocrate_validator.services import validate
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


class Shelf(HTTPAdapter):
    """Serves the context as ro-crate-py ships it."""

    def send(self, request: Any, *_: Any, **__: Any) -> Any:
        data = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        headers = {"Content-Type": "application/ld+json"}
        found = HTTPResponse(io.BytesIO(data), headers, status=200, preload_content=False)
        found._request_url = request.url  # what the cache asks for
        return self.build_response(request, found)


def main(folder: Path, scratch: Path) -> None:
    cache = scratch / "cache"
    with CachedSession(str(cache), backend="sqlite", expire_after=-1) as session:
        session.mount("https://", Shelf())
        assert session.get(CONTEXT).json()["@id"] == CONTEXT
    settings = ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="ro-crate-1.1",
        requirement_severity=Severity.RECOMMENDED,
        offline=True,
        cache_path=str(cache),
    )
    issues = [
        {
            "check": issue.check.identifier,
            "severity": issue.severity.name,
            "message": issue.message,
            "entity": issue.violatingEntity,
        }
        for issue in validate(settings).get_issues()
    ]
    crate = ROCrate(folder)
    parts = sorted(entity.id for entity in crate.data_entities)
    print(json.dumps({"issues": issues, "name": crate.name, "parts": parts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
