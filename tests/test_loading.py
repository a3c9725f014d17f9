"""Loading gives typed tables that the usual libraries take as they come."""

from __future__ import annotations

import copy
import datetime
import pickle
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pandera.pandas as pandera
import polars as pl
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

import evitab
from evitab.columns import arrow_schema, frame_of, plain_text
from evitab.finding import CannotJudge
from evitab.standard import standard
from evitab.tables import Tables
from packages import GOLDEN, REAL, copy_of, put_cell, rows_of


@pytest.fixture(scope="module")
def package() -> evitab.Package:
    return evitab.load("vitamin-d3-k2")


@pytest.fixture(scope="module")
def article() -> evitab.Package:
    return evitab.load(str(GOLDEN["article"]))


def test_tables_are_attributes_and_items(package: evitab.Package) -> None:
    pd.testing.assert_frame_equal(package.claims, package["claims"])
    assert "claims" in dir(package)
    assert list(package) == list(package.tables)
    assert len(package) == len(package.tables)
    assert list(dict(package)) == list(package.tables)
    assert "claims" in package
    assert package.claims is not None
    assert "moons" not in package
    assert (package.name, package.profile) == ("vitamin-d3-k2", "article")


def test_types_are_those_of_the_standard(article: evitab.Package) -> None:
    def kind(table: str, column: str) -> object:
        return article[table][column].dtype

    assert kind("claims", "is_negated") == pd.ArrowDtype(pa.bool_())
    assert kind("dosages", "dose_low") == pd.ArrowDtype(pa.float64())
    assert kind("dosages", "frequency") == pd.ArrowDtype(pa.int64())
    assert kind("claims", "statement") == "str"
    assert kind("claims", "statement").storage == "pyarrow"  # type: ignore[attr-defined]
    assert kind("reference_checks", "check_date") == pd.ArrowDtype(pa.date32())
    assert article.reference_checks["check_date"][0] == datetime.date(2026, 11, 22)


def test_null_stays_null_and_zero_stays_zero(package: evitab.Package) -> None:
    dosages = package.dosages.set_index("dosage_id")
    assert dosages.loc["DOS-0001", "duration_low"] is pd.NA
    assert dosages["form_id"].isna()["DOS-0001"]
    empty = sum(row["dose_low"] == "" for row in rows_of(REAL, "dosages"))
    assert dosages["dose_low"].isna().sum() == empty > 0
    assert package.passages["start"].notna().all()


@pytest.mark.parametrize("medium", ["csv", "parquet"])
def test_csv_and_parquet_load_alike(medium: str, package: evitab.Package) -> None:
    other = evitab.load("vitamin-d3-k2", medium=medium)
    for table in package.tables:
        assert_frame_equal(package[table], other[table])


def test_schema_is_pandera_and_judges(package: evitab.Package) -> None:
    for table in package.tables:
        schema = package.schema(table)
        assert isinstance(schema, pandera.DataFrameSchema)
        schema.validate(package[table], lazy=True)
        schema.validate(package[table].iloc[::-1], lazy=True)
        schema.validate(package[table].head(0), lazy=True)
    bad = package.dosages.assign(regimen_id="REG-0002", use="now and then")
    with pytest.raises(pandera.errors.SchemaErrors) as raised:
        package.schema("dosages").validate(bad, lazy=True)
    assert set(raised.value.failure_cases["check"]) == {"vocabulary"}


def test_schema_judges_frames_that_no_file_could_hold(package: evitab.Package) -> None:
    bad = package.dosages.head(1).assign(purpose="")
    bad["dose_low"] = pd.array([float("inf")], dtype="double[pyarrow]")
    with pytest.raises(pandera.errors.SchemaErrors) as raised:
        package.schema("dosages").validate(bad, lazy=True)
    assert {"type", "missingValues"} <= set(raised.value.failure_cases["check"])


def test_schema_follows_keys_to_other_tables(package: evitab.Package) -> None:
    bad = package.claims.head(1).assign(passage_id="PSG-9999")
    with pytest.raises(pandera.errors.SchemaErrors) as raised:
        package.schema("claims").validate(bad, lazy=True)
    assert set(raised.value.failure_cases["check"]) == {"foreignKeys"}


def test_all_findings_unite_rules_and_readers(package: evitab.Package) -> None:
    found = package.all_findings()
    assert len(found) == len(package.findings) + len(package.appraisals)
    assert set(found.columns) == {*package.findings.columns, "appraisal_id", "claim_ids"}
    assert found["appraisal_id"].notna().sum() == len(package.appraisals)
    assert found["harm"].is_monotonic_decreasing
    assert found.groupby("harm")["severity"].apply(lambda one: one.is_monotonic_decreasing).all()
    assert set(found[found["harm"] >= "medium"]["harm"]) == {"medium", "high"}


def test_what_is_done_to_a_table_leaves_the_package_as_it_is(package: evitab.Package) -> None:
    mine = package.claims
    mine.loc[0, "statement"] = "another"
    assert package.claims.loc[0, "statement"] != "another"
    for name in ("claims", "tables", "moons"):
        with pytest.raises(AttributeError, match="a package is read-only"):
            setattr(package, name, mine)


def test_package_can_be_copied_and_pickled(package: evitab.Package) -> None:
    for other in (copy.copy(package), copy.deepcopy(package), pickle.loads(pickle.dumps(package))):  # noqa: S301
        pd.testing.assert_frame_equal(other.claims, package.claims)
        pd.testing.assert_frame_equal(other.evidence(), package.evidence())


def test_fields_are_those_of_the_standard(package: evitab.Package) -> None:
    fields = package.fields("dosages").set_index("field")
    assert list(fields.index) == list(package.dosages.columns)
    assert list(fields.loc["dose_low", ["type", "unit"]]) == ["number", "dose_unit"]
    assert fields.loc["dose_low_mcg", "unit"] == "ug"
    assert list(fields.loc["use", ["is_required", "vocabulary"]]) == [True, "dosage_use"]
    assert fields.loc["substance_id", "reference_table"] == "concepts"
    assert fields["description"].str.endswith(".").all()
    with pytest.raises(KeyError, match="Did you mean dosages"):
        package.fields("dosage")


def test_labels_name_each_concept(package: evitab.Package) -> None:
    assert set(package.labels.index) == set(package.concepts["concept_id"])
    called = package.dosages["substance_id"].map(package.labels)
    assert set(called) == {"vitamin D3", "vitamin K2"}


def test_source_text_is_that_of_the_passages(package: evitab.Package, tmp_path: Path) -> None:
    text = package.source_text()
    assert text == package.source_text("SRC-0001")
    quoted = package.passages.dropna(subset=["exact"])
    cut = [text[start:end] for start, end in quoted[["start", "end"]].itertuples(index=False)]
    assert cut == quoted["exact"].tolist()
    with pytest.raises(KeyError, match="no source 'SRC-0009'; it has SRC-0001"):
        package.source_text("SRC-0009")
    root = copy_of(REAL, tmp_path)
    (root / "source.txt").unlink()
    with pytest.raises(CannotJudge, match="the source is not here"):
        evitab.load(str(root)).source_text()


def test_facts_are_those_of_the_dataset_and_cannot_be_changed(package: evitab.Package) -> None:
    facts = package.facts
    assert facts["licenses"][0]["name"] == "CC-BY-4.0"
    facts["licenses"].clear()
    assert package.facts["licenses"]
    assert package.path == REAL
    assert package.name in evitab.packages()


def test_repr_is_short_and_html_is_escaped(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    text = (root / "dataset.json").read_text(encoding="utf-8")
    (root / "dataset.json").write_text(text.replace("A made-up article", "<script>x</script>"))
    package = evitab.load(str(root))
    assert repr(package).startswith("<evitab package golden-article 1.0.0 (article)\n  sources 1, ")
    assert all(len(line) <= 80 for line in repr(package).splitlines())
    page = package._repr_html_()
    assert "<script>" not in page
    assert "<td style='text-align:right'>15</td>" in page


def test_unknown_names_say_what_there_is(package: evitab.Package) -> None:
    with pytest.raises(AttributeError, match=r"has no table 'claim' and .*\. Did you mean claims"):
        _ = package.claim  # type: ignore[attr-defined]
    with pytest.raises(KeyError, match=r"has no table 'moons'\. It has sources, passages"):
        package["moons"]
    for wrong in (None, ["claims"], 3):
        with pytest.raises(KeyError, match="has no table"):
            package[wrong]  # type: ignore[index]
        with pytest.raises(KeyError, match="has no table"):
            package.schema(wrong)  # type: ignore[arg-type]
    with pytest.raises(CannotJudge, match="Did you mean vitamin-d3-k2"):
        evitab.load("vitamin-d3-k")


def test_load_refuses_what_is_no_value(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "dosages", 0, "dose_low", "1,5")
    with pytest.raises(CannotJudge, match=r"dosages\.csv:2: type: found '1,5', expected a decimal"):
        evitab.load(str(root))


@pytest.mark.filterwarnings("default")
def test_scikit_learn_takes_a_table(package: evitab.Package) -> None:
    from sklearn.compose import make_column_transformer
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder

    dosages = package.dosages.dropna(subset="dose_unit")
    encode = make_column_transformer(
        (OneHotEncoder(), ["dose_unit", "use"]), (SimpleImputer(), ["dose_low_mcg", "frequency"])
    )
    model = make_pipeline(encode, RandomForestClassifier(n_estimators=10, random_state=0))
    fitted = model.fit(dosages, dosages["substance_id"])
    assert fitted.score(dosages, dosages["substance_id"]) == 1


@pytest.mark.filterwarnings("default")
def test_seaborn_draws_a_table(package: evitab.Package) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import seaborn as sns

    axes = sns.stripplot(package.dosages, x="dose_low_mcg", y="substance_id", hue="use")
    drawn = sum(len(points.get_offsets()) for points in axes.collections)
    assert drawn == package.dosages["dose_low_mcg"].notna().sum()


@pytest.mark.filterwarnings("default")
def test_statsmodels_fits_a_table(package: evitab.Package) -> None:
    import statsmodels.formula.api as smf

    passages = package.passages.assign(length=package.passages["end"] - package.passages["start"])
    fit = smf.ols("length ~ start + C(role)", passages).fit()
    assert fit.nobs == len(passages)


def test_other_libraries_are_imported_once_they_are_used() -> None:
    code = (
        "import evitab, sys; p = evitab.load('vitamin-d3-k2'); p.claims; p.to_arrow()\n"
        "print(sorted({'polars', 'duckdb'} & set(sys.modules)))\n"
        "p.to_polars('claims'); print(sorted({'polars', 'duckdb'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n['polars']\n"


def test_arrow_has_the_types_and_the_descriptions(package: evitab.Package) -> None:
    for name, table in package.to_arrow().items():
        schema = standard().profiles["article"].by_name[name]
        assert table.schema.equals(arrow_schema(schema), check_metadata=True)
        assert_frame_equal(frame_of(table, text=plain_text()), package[name])
    with pytest.raises(KeyError, match="has no table 'moons'"):
        package.to_arrow("moons")


def test_polars_has_the_same_cells(package: evitab.Package) -> None:
    frames = package.to_polars()
    assert list(frames) == list(package.tables)
    for name, frame in frames.items():
        assert frame.to_dicts() == package.to_arrow(name).to_pylist()
    assert package.to_polars("reference_checks").schema["check_date"] == pl.Date


def test_duckdb_has_the_same_cells_and_the_keys(package: evitab.Package) -> None:
    with package.to_duckdb() as connection:
        named = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
        assert named == set(package.tables)
        for name in package.tables:
            data = connection.sql(f'SELECT * FROM "{name}"')
            rows = [dict(zip(data.columns, row, strict=True)) for row in data.fetchall()]
            assert rows == package.to_arrow(name).to_pylist()
        kept = connection.execute(
            "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'"
        ).fetchone()
    own = package.relationships.query("table == reference_table")
    assert kept == (len(package.relationships) - len(own),)


def test_duckdb_goes_to_a_file_once(package: evitab.Package, tmp_path: Path) -> None:
    place = tmp_path / "package.duckdb"
    with package.to_duckdb(place) as connection:
        assert connection.execute("SELECT count(*) FROM claims").fetchone() == (219,)
    with pytest.raises(CannotJudge, match="it is there"):
        package.to_duckdb(place)
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


def test_editors_are_told_each_table_of_the_standard() -> None:
    named = [name for profile in standard().profiles.values() for name in profile.by_name]
    assert list(Tables.__annotations__) == list(dict.fromkeys(named))
    assert not set(named) & set(dir(evitab.Package)), "a table would hide a method"
