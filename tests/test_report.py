"""The report as a file: the verb, what it holds and leaves out, and what its pictures show."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evitab.finding import CannotJudge
from evitab.reporting.html import Subject, charts, look_at
from evitab.reporting.html.charts.drawing import draw
from evitab.reporting.html.charts.model import Axis, Chart, Lane, Mark, Shape, Tone
from evitab.reporting.html.charts.ranges import _TONES
from evitab.reporting.html.names import Names
from evitab.reporting.html.summary import summary_of
from evitab.standard import standard
from packages import GOLDEN, REAL, add_rows, copy_of, put_cell, rows_of
from reports import write_report
from test_cli import evitab


@pytest.fixture(name="real", scope="module")
def look_at_real() -> Subject:
    return look_at(REAL, standard())


@pytest.fixture(name="names", scope="module")
def names_of_real(real: Subject) -> Names:
    return Names([real.contents, real.authority])


def test_verb_writes_one_file(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    done = evitab("report", f"./{root.name}", "-o", "x.html", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^x\.html  0\.\d MB\n", done.stdout)
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "This is no medical advice." in page
    assert "https://" not in re.sub(r'<script type="application/json".*?</script>', "", page)
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.is_file()) == [".html"]


def test_same_package_gives_the_same_bytes(tmp_path: Path) -> None:
    one = write_report(GOLDEN["article"], tmp_path / "one.html")
    two = write_report(GOLDEN["article"], tmp_path / "two.html")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["report", "vitamin-d3-k", "-o", "x.html"], "Did you mean vitamin-d3-k2?"),
        (["report", "vitamin-d3-k2", "-o", "no/such/x.html"], "there is no folder no/such"),
        (["report", "vitamin-d3-k2", "-o", "."], "is there and no plain file"),
    ],
)
def test_what_cannot_be_done_is_told(words: list[str], message: str, tmp_path: Path) -> None:
    done = evitab(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("library", ["jinja2", "matplotlib"])
def test_library_that_is_missing_is_named(library: str, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        f"sys.argv = ['evitab', 'report', {str(GOLDEN['article'])!r}, '-o', 'x.html']\n"
        "import evitab.cli; evitab.cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert f"it needs {library}. Install it: pip install 'evitab[report]'." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_words_that_may_be_passed_on_are_not_warned_of(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    facts = json.loads((root / "dataset.json").read_text(encoding="utf-8"))
    for is_free in (True, False):
        facts["sources"][0]["redistributable"] = is_free
        (root / "dataset.json").write_text(json.dumps(facts), encoding="utf-8")
        page = write_report(root, tmp_path / "x.html").read_text(encoding="utf-8")
        assert ("Do not pass this file on" in page) is not is_free


def test_faulty_package_has_a_report_that_says_so(tmp_path: Path) -> None:
    root = copy_of(REAL, tmp_path)
    put_cell(root, "dosages", 3, "dose_low", "many")
    (root / "tables" / "quantities.csv").unlink()
    page = write_report(root, tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Something could not be judged" in page
    assert "tables/quantities.csv: no such file" in page


def test_what_was_not_asked_is_not_called_fine(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    put_cell(root, "dosages", 0, "use", "no such use")
    subject = look_at(root, standard())
    assert not subject.findings
    page = write_report(root, tmp_path / "x.html").read_text(encoding="utf-8")
    assert "Nothing about the source is at odds" not in page
    assert re.search(r"<b>\d+</b> checks of what the source says were not asked", page)


def test_works_are_counted_by_what_came_of_looking_them_up(real: Subject) -> None:
    assert summary_of(real).looked_up == {
        "all": 6,
        "asked": 6,
        "found": 1,
        "other": 1,
        "not-found": 4,
    }
    authorities = summary_of(look_at(REAL.parent / "authorities", standard()))
    assert (authorities.looked_up["all"], authorities.looked_up["asked"]) == (28, 0)


def test_findings_are_told_by_harm_then_by_severity(real: Subject) -> None:
    worst = [(each.harm, str(each.severity)) for each in summary_of(real).worst]
    assert worst == [("high", "warning")] * 2 + [("high", "info")] * 2


# What the pictures show ----------------------------------------------------------------------


def test_ranges_stand_beside_those_of_authorities(real: Subject, names: Names) -> None:
    (chart,) = charts.range_charts(real, names)
    heads = [lane.text for lane in chart.lanes if lane.is_heading]
    assert heads[:2] == ["This article", "Institute of Medicine 2011"]
    assert "Mayo Clinic Laboratories" in heads
    gaps = [
        (mark.low, mark.high)
        for lane in chart.lanes
        for mark in lane.marks
        if mark.tone is Tone.GAP
    ]
    assert gaps == [(30, 40), (60, 80)]
    assert [upright.at for upright in chart.uprights] == [65, 55]
    assert chart.axis.factor == pytest.approx(2.496)
    told = {entry.cells[1:3] for entry in chart.entries if entry.cells[0] == "This article"}
    assert ("Deficient", "below 30 ng/mL") in told
    assert ("in no band", "60-80 ng/mL") in told
    target = next(entry for entry in chart.entries if entry.cells[1] == "Target")
    assert target.cells[2:4] == ("20 ng/mL or more", "50 nmol/L or more")


def test_doses_run_from_low_to_high_in_both_units(real: Subject, names: Names) -> None:
    by_d, by_k = charts.dose_charts(real, names)
    ends = [mark.high for lane in by_d.lanes for mark in lane.marks if mark.high is not None]
    assert ends == sorted(ends)
    assert {upright.at for upright in by_d.uprights} == {100, 250}
    assert by_d.axis == Axis("mcg a day", True, "IU a day", 40)
    cells = [entry.cells for entry in by_d.entries]
    assert ("125 mcg", "5,000 IU") in {cell[:2] for cell in cells}
    # What is given once a week is drawn as what it is a day.
    weekly = next(cell for cell in cells if cell[5].startswith("50,000 IU"))
    assert weekly[0] == "178.57 mcg"
    assert by_k.axis.factor is None
    assert "Upper levels of other groups of people stand in the table alone: 11." in by_d.notes
    assert any("gives no upper level" in note for note in by_k.notes)


def test_weekly_dose_is_told_as_what_it_is_a_day(real: Subject, names: Names) -> None:
    by_d, _ = charts.dose_charts(real, names)
    weekly = [lane.text for lane in by_d.lanes if lane.text.startswith("50,000 IU")]
    assert weekly
    assert all("(7,142.9 IU a day)" in text for text in weekly)
    assert {upright.text for upright in by_d.uprights} == {
        "upper level 100 mcg",
        "upper level 250 mcg",
    }


def test_no_difference_lies_at_one_for_ratios(names: Names) -> None:
    authorities = look_at(REAL.parent / "authorities", standard())
    lines = {
        chart.title: [upright.at for upright in chart.uprights]
        for chart in charts.effect_charts(authorities, names)
    }
    assert lines == {"Effects, in percent": [0], "Effects, as a ratio": [1]}


def test_doses_of_an_authority_are_not_called_the_articles(names: Names) -> None:
    authorities = look_at(REAL.parent / "authorities", standard())
    for chart in charts.dose_charts(authorities, names):
        assert Tone.ARTICLE not in chart.legend
        assert all(entry.cells[3] != "This article" for entry in chart.entries)


def test_colours_of_ranges_are_of_known_bands() -> None:
    coloured = set().union(*_TONES.values())
    assert coloured <= set(standard().vocabularies["range_category"])


def test_lines_that_a_picture_leaves_out_are_told(tmp_path: Path) -> None:
    root = copy_of(GOLDEN["article"], tmp_path)
    (first, *_) = rows_of(root, "dosages")
    more = [{**first, "dosage_id": f"DOS-{number}"} for number in range(2000, 2100)]
    add_rows(root, "dosages", more)
    page = " ".join(write_report(root, tmp_path / "x.html").read_text(encoding="utf-8").split())
    assert re.search(r"The picture shows 80 of 10\d lines, the last ones", page)


def test_effects_have_what_is_recomputed_beside_them(real: Subject, names: Names) -> None:
    (chart,) = charts.effect_charts(real, names)
    told = {entry.cells[0]: entry.cells[4] for entry in chart.entries}
    assert "middle of the interval 24.2% as a ratio" in told["vascular calcification"]
    assert "p at most 0.000385 as percent more" in told["vascular calcification"]
    assert told["lumbar spine bone density"].endswith("3.8 - 1.2 = 2.6 points")
    assert told["effectiveness"] == ""


def test_picture_of_hostile_words_is_well_formed() -> None:
    text = "</svg><script>x</script> $\\frac{1}{2}$ \x00\x1b & 骨密度 " * 3
    lanes = [
        Lane(text, is_heading=True),
        Lane(text, [Mark(Shape.BAND, Tone.LOW, None, 3, text, "#a/<b>")]),
    ]
    chart = Chart("x", text, text, Axis("mg\x0c", False, "\x00", 2), lanes, (), ())
    for width in (348, 760):
        picture = draw(chart, width)
        assert "<script" not in picture
        assert "style=" not in picture
        assert "http" not in picture


@pytest.mark.parametrize("is_log", [True, False])
def test_picture_of_one_value_or_none_is_drawn(is_log: bool) -> None:
    for marks in ([], [Mark(Shape.CIRCLE, Tone.ARTICLE, 5, 5)]):
        assert "<svg" in draw(
            Chart("x", "", "", Axis("mg", is_log), [Lane("a", marks)], (), ()), 348
        )


def test_package_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotJudge, match=r"dataset\.json"):
        look_at(tmp_path, standard())
