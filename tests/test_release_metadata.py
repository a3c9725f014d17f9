"""What the metadata files of a release say, and what DataCite, Zenodo and CFF make of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from described import FULL, PACKAGES, described, in_full, judge, metadata, put_release
from evitab.finding import CannotJudge
from evitab.package import read_dataset
from evitab.release.metadata import NAMES, metadata_files
from evitab.release.model import Release
from evitab.standard import standard
from packages import GOLDEN, TESTS, copy_of
from releases import DAY

FULL_PACKAGES = [*PACKAGES, "full"]


def made(name: str) -> Release:
    return in_full() if name == "full" else described(name)


@pytest.fixture(params=FULL_PACKAGES)
def release(request: pytest.FixtureRequest) -> Release:
    return made(request.param)


@pytest.fixture
def full() -> Release:
    return in_full()


def cff_problems(data: bytes) -> list[str]:
    text = files("check_jsonschema").joinpath("builtin_schemas/vendor/citation-file-format.json")
    schema = json.loads(text.read_text(encoding="utf-8"))
    judge = Draft7Validator(schema, format_checker=FormatChecker())
    return [error.message for error in judge.iter_errors(yaml.safe_load(data))]


def datacite_problems(value: Any) -> list[str]:
    from datacite import schema45

    return [error.message for error in schema45.validator.iter_errors(value)]


def test_all_files_are_there_and_say_what_dataset_json_says(release: Release) -> None:
    made = metadata_files(release)
    assert tuple(made) == NAMES
    facts = release.contents.dataset.facts
    for name, data in made.items():
        value = yaml.safe_load(data) if name.endswith(".cff") else json.loads(data)
        texts = set(all_texts(value))
        assert data.endswith(b"\n")
        assert any(facts["title"] in text for text in texts), name
        assert release.version in texts
        assert DAY.isoformat() in texts
        wording = facts["description"]
        if name == ".zenodo.json":
            wording = wording.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert any(wording in text for text in texts), name
        assert not any(str(release.contents.root) in text for text in texts)


def all_texts(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        members = value.values() if isinstance(value, dict) else value
        return [text for member in members for text in all_texts(member)]
    return [value] if isinstance(value, str) else []


def test_no_medical_advice_is_carried_over() -> None:
    for package in ("vitamin-d3-k2", "authorities"):
        for data in metadata_files(described(package)).values():
            assert b"no medical advice" in b" ".join(data.split())


def test_nothing_hangs_on_the_machine(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]);"
        "from described import FULL, described; from evitab.release.metadata import metadata_files;"
        "facts = {key: FULL[key] for key in FULL if key != 'id'};"
        "made = metadata_files(described('authorities', facts));"
        "print({name: hashlib.sha256(data).hexdigest() for name, data in made.items()})"
    )
    seen = set()
    for seed, zone, place in (("0", "UTC", "a"), ("1", "Pacific/Kiritimati", "b/c")):
        (tmp_path / place).mkdir(parents=True)
        done = subprocess.run(
            [sys.executable, "-c", script, str(TESTS)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            cwd=tmp_path / place,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen.add(done.stdout)
    assert len(seen) == 1


# CFF


def test_citation_holds_to_the_schema_of_cff(release: Release) -> None:
    data = metadata_files(release)["CITATION.cff"]
    assert cff_problems(data) == []
    assert cff_problems(data.replace(b"type: dataset", b"type: data")) != []


@pytest.mark.parametrize("name", FULL_PACKAGES)
def test_citation_is_read_by_cffconvert(name: str, tmp_path: Path) -> None:
    folder = put_release(made(name), tmp_path)
    command = [judge("cffconvert"), "--infile", str(folder / "CITATION.cff")]
    for options in (["--validate"], ["--format", "apalike"], ["--format", "bibtex"]):
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_citation_in_full(full: Release) -> None:
    citation = yaml.safe_load(metadata_files(full)["CITATION.cff"])
    josiah = {
        "family-names": 'Carberry, Jr.: "J"',
        "given-names": "Josiah",
        "orcid": "https://orcid.org/0000-0002-1825-0097",
        "affiliation": "Brown University & Sons",
    }
    assert citation == {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it as below.",
        "type": "dataset",
        "title": FULL["title"],
        "authors": [josiah],
        "contact": [josiah],
        "version": "1.0.0",
        "date-released": "2026-11-24",
        "doi": "10.1234/evitab.1",
        "license": "CC-BY-4.0",
        "url": FULL["homepage"],
        "keywords": FULL["keywords"],
        "abstract": FULL["description"]
        + " Further licences: LOINC: <codes> & more (https://loinc.org/license/); House-Rules.",
    }


# DataCite


def test_datacite_holds_to_datacites_own_schema(release: Release) -> None:
    from datacite import schema45

    value = metadata(release, "datacite.json")
    assert datacite_problems(value) == []
    assert schema45.tostring(value).startswith("<?xml")
    value["creators"] = []
    assert datacite_problems(value) != []


def test_datacite_in_full(full: Release) -> None:
    value = metadata(full, "datacite.json")
    orcid = {
        "nameIdentifier": "https://orcid.org/0000-0002-1825-0097",
        "nameIdentifierScheme": "ORCID",
        "schemeUri": "https://orcid.org",
    }
    josiah = {
        "name": 'Carberry, Jr.: "J", Josiah',
        "nameType": "Personal",
        "givenName": "Josiah",
        "familyName": 'Carberry, Jr.: "J"',
        "nameIdentifiers": [orcid],
        "affiliation": [{"name": "Brown University & Sons"}],
    }
    group = {"name": "no", "nameType": "Organizational"}
    assert value["doi"] == "10.1234/evitab.1"
    assert value["url"] == FULL["homepage"]
    assert value["language"] == "en"
    assert value["creators"] == [josiah]
    assert value["contributors"] == [
        {**josiah, "contributorType": "ContactPerson"},
        {**group, "contributorType": "DataCurator"},
        {**group, "contributorType": "DataManager"},
        {**group, "contributorType": "Other"},
    ]
    assert value["publisher"] == {
        "name": "The House",
        "publisherIdentifier": "https://ror.org/03f0f6041",
        "publisherIdentifierScheme": "ROR",
        "schemeUri": "https://ror.org",
    }
    assert value["fundingReferences"] == [{"funderName": "The Purse"}]
    assert [rights.get("rightsIdentifier") for rights in value["rightsList"]] == [
        "cc-by-4.0",
        None,
        None,
    ]
    assert value["rightsList"][0]["rightsUri"] == "https://spdx.org/licenses/CC-BY-4.0.html"


def test_works_that_an_authority_refers_to_are_related() -> None:
    value = metadata(described("authorities"), "datacite.json")
    efsa = {
        "relatedIdentifier": "10.2903/j.efsa.2023.8145",
        "relatedIdentifierType": "DOI",
        "relationType": "References",
    }
    assert efsa in value["relatedIdentifiers"]
    kinds = {each["relatedIdentifierType"] for each in value["relatedIdentifiers"]}
    assert kinds == {"DOI", "PMID"}


def test_article_and_authority_package_are_related_items() -> None:
    value = metadata(described("vitamin-d3-k2"), "datacite.json")
    related = [(item["relationType"], item["titles"][0]["title"]) for item in value["relatedItems"]]
    assert related == [
        ("IsDerivedFrom", "Why Vitamin D3 Alone Isn't Enough for Your Bones (The K2 Connection)"),
        ("References", "authorities 1.0.0"),
    ]


@pytest.mark.parametrize(
    ("roles", "cited", "published_by", "types"),
    [
        ([["dataCurator"]], ["A"], "A", {"A": ["DataCurator"]}),
        ([["dataCurator"], ["Author"]], ["B"], "B", {"A": ["DataCurator"]}),
        ([["publisher"], ["dataCurator"]], ["B"], "A", {"B": ["DataCurator"]}),
        ([["publisher"]], ["A"], "A", {}),
        ([["funder"], ["hostingInstitution"]], ["A", "B"], "A", {"B": ["HostingInstitution"]}),
        ([["contributor"], ["contact"]], ["A", "B"], "A", {"A": ["Other"], "B": ["ContactPerson"]}),
        ([["creator", "publisher"], ["author"]], ["A", "B"], "A", {}),
    ],
)
def test_roles_become_those_of_datacite(
    roles: list[list[str]],
    cited: list[str],
    published_by: str,
    types: dict[str, list[str]],
) -> None:
    people = [{"title": name, "roles": each} for name, each in zip("ABC", roles, strict=False)]
    value = metadata(described("authority", {"contributors": people}), "datacite.json")
    assert datacite_problems(value) == []
    assert [each["name"] for each in value["creators"]] == cited
    assert value["publisher"] == {"name": published_by}
    found: dict[str, list[str]] = {}
    for each in value.get("contributors", []):
        found.setdefault(each["name"], []).append(each["contributorType"])
    assert found == types


# Zenodo: what its developers' pages say of deposit metadata; no package ships a schema of it.

ZENODO = {
    "upload_type", "access_right", "title", "description", "creators", "contributors",
    "publication_date", "version", "doi", "license", "keywords", "notes", "related_identifiers",
}  # fmt: skip
ZENODO_REQUIRED = {"upload_type", "publication_date", "title", "creators", "description"}


def test_zenodo_gets_what_it_asks_for(release: Release) -> None:
    value = metadata(release, ".zenodo.json")
    assert ZENODO_REQUIRED | {"access_right", "license"} <= set(value) <= ZENODO
    assert (value["upload_type"], value["access_right"]) == ("dataset", "open")
    assert all(set(each) <= {"name", "affiliation", "orcid"} for each in value["creators"])
    works = value.get("related_identifiers", [])
    assert all(set(each) == {"identifier", "scheme", "relation"} for each in works)


def test_zenodo_in_full(full: Release) -> None:
    josiah = {
        "name": 'Carberry, Jr.: "J", Josiah',
        "affiliation": "Brown University & Sons",
        "orcid": "0000-0002-1825-0097",
    }
    value = metadata(full, ".zenodo.json")
    works = value.pop("related_identifiers", [])
    assert all(work["relation"] == "references" for work in works)
    assert value == {
        "upload_type": "dataset",
        "access_right": "open",
        "title": FULL["title"],
        "description": "? yes: no, *no* `medical` advice &amp; "
        "&lt;script&gt;1 &lt; 2&lt;/script&gt; @ %TAG ! \ufeff !!",
        "creators": [josiah],
        "contributors": [
            {**josiah, "type": "ContactPerson"},
            {"name": "no", "type": "DataCurator"},
            {"name": "no", "type": "DataManager"},
            {"name": "no", "type": "Other"},
        ],
        "publication_date": "2026-11-24",
        "version": "1.0.0",
        "doi": "10.1234/evitab.1",
        "license": "cc-by-4.0",
        "keywords": FULL["keywords"],
        "notes": "Further licences: LOINC: &lt;codes&gt; &amp; more "
        "(https://loinc.org/license/); House-Rules.",
    }


def test_zenodo_is_not_told_its_own_doi() -> None:
    own = described("authority", {"id": "https://doi.org/10.5281/zenodo.123"})
    assert "doi" not in metadata(own, ".zenodo.json")
    assert metadata(own, "datacite.json")["doi"] == "10.5281/zenodo.123"


def test_two_licences_of_the_list_are_not_given_as_one() -> None:
    both = [{"name": "CC-BY-4.0"}, {"name": "ODbL-1.0", "title": "Open Database License"}]
    release = described("authority", {"licenses": both})
    citation = yaml.safe_load(metadata_files(release)["CITATION.cff"])
    assert "license" not in citation
    assert citation["abstract"].endswith(
        "Licences: CC-BY-4.0 (https://spdx.org/licenses/CC-BY-4.0.html); "
        "Open Database License (https://spdx.org/licenses/ODbL-1.0.html)."
    )
    assert "license" not in metadata(release, ".zenodo.json")


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "10.1234/x"},
        {"id": "https://doi.org/10.1234/"},
        {"languages": ["English"]},
        {"homepage": "https://a b"},
        {"homepage": "https://a<b>"},
        {"homepage": "https://é.example"},
        {"contributors": [{"title": "A", "roles": ["author"], "path": 'https://a"b'}]},
    ],
)
def test_address_that_is_none_is_refused(facts: dict[str, Any], tmp_path: Path) -> None:
    root = copy_of(GOLDEN["authority"], tmp_path)
    path = root / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | facts))
    with pytest.raises(CannotJudge, match=next(iter(facts))):
        read_dataset(root, standard())


def test_what_is_told_twice_is_given_once() -> None:
    someone = {"title": "A"}
    facts = {
        "contributors": [{**someone, "roles": ["author"]}, {**someone, "roles": ["creator"]}],
        "licenses": [{"name": "CC0-1.0"}, {"name": "cc0-1.0"}],
        "keywords": ["x", "x"],
    }
    made = metadata_files(described("authority", facts))
    assert cff_problems(made["CITATION.cff"]) == []
    assert datacite_problems(json.loads(made["datacite.json"])) == []
    assert yaml.safe_load(made["CITATION.cff"])["authors"] == [{"name": "A"}]


def test_doi_with_letters_that_an_address_cannot_have() -> None:
    release = described("authority", {"id": "https://doi.org/10.1002/(SICI)1097%3C693"})
    assert metadata(release, "datacite.json")["doi"] == "10.1002/(SICI)1097<693"
