"""The names of concepts are sought by their first words, and none is overlooked for it."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from evitab.figures import fold
from evitab.grounding.labels import Labels, behind, named

# Letters that are alike in some case or other, and what stands between words.
PIECES = st.text("aAbsSſßẞkK\u212aİıµμςσΣ25ä\u0308'-()+ ", min_size=1, max_size=6)
LABELS = st.lists(PIECES.filter(str.strip), max_size=8)
TEXTS = st.lists(PIECES | st.just(" of "), max_size=8).map("".join)


@given(labels=LABELS, text=TEXTS, data=st.data())
def test_label_that_stands_in_a_text_is_among_those_that_may(
    labels: list[str], text: str, data: st.DataObject
) -> None:
    if labels and data.draw(st.sampled_from([True, False])):
        ending = data.draw(st.sampled_from(["", "s", "es", "x", " s"]))
        text += f" {data.draw(st.sampled_from(labels)).swapcase()}{ending} "
    folded = fold(text)
    pairs = [(str(at), label) for at, label in enumerate(labels)]
    asked = [int(at) for at, label in Labels(pairs).perhaps_in(folded)]
    stand = [at for at, label in enumerate(labels) if named(label).search(folded)]
    assert [at for at in asked if named(labels[at]).search(folded)] == stand


@given(labels=LABELS, text=TEXTS, place=st.integers(0, 12))
@example(labels=["of x"], text="5 mg of of x", place=4)
@example(labels=["K2"], text="5mcgK2", place=4)
def test_label_behind_a_figure_is_among_those_that_may_be(
    labels: list[str], text: str, place: int
) -> None:
    folded = fold(text)
    pairs = [(str(at), label) for at, label in enumerate(labels)]
    asked = [int(at) for at, label in Labels(pairs).perhaps_behind(folded, place)]
    stand = [at for at, label in enumerate(labels) if behind(label).match(folded, place)]
    assert [at for at in asked if behind(labels[at]).match(folded, place)] == stand


def test_of_many_labels_a_text_is_asked_for_few() -> None:
    labels = Labels([(f"concept-{number}", f"word{number} acid") for number in range(5000)])
    assert [concept for concept, _ in labels.perhaps_in("Some word17 acids help.")] == [
        "concept-17"
    ]
