"""Rules about what an article shares with its authority package: concepts, names, codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evitab.rule import authority, own, rule

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@rule("concept_codes", reads=["system", "code"], kind="conformance")
def code_has_its_check_digit(codes: DataFrame) -> Series[bool]:
    """A code has the form of its system, and the check digit where the system has one.

    What it does: holds each code against the form of its system, and reckons the check digit of a
    LOINC code and a CAS number anew. A code with a blank in it is left to the pattern of the
    column.
    Why it matters: one wrong digit names another substance or another test, or none.
    What it cannot see: a well-formed code of something else; ATC, UNII, ChEBI, PubChem, MeSH,
    RxNorm and ICD codes are held to their form alone. 09 and 90 in a LOINC code have the same check
    digit. Fourteen LOINC codes, all withdrawn, were issued with a wrong one, and are found as well.
    Example: LOINC 62292-9, where 62292 has the check digit 8.
    What to do: copy the code anew from the system's own site.
    Rests on: LOINC Users' Guide, annex on mod 10 check digits; CAS, check digit verification.
    """
    from evitab.identifiers.codes import are_well_formed

    # A code with a blank in it is found by the pattern of its column.
    has_blank = codes["code"].str.contains(r"\s")
    return has_blank | are_well_formed(codes["system"], codes["code"])


@rule(
    "concepts",
    reads=["concept_id", "kind"],
    beside={"theirs": authority("concepts", "concept_id", "kind")},
    kind="conformance",
)
def shared_concept_is_of_the_same_kind(concepts: DataFrame, *, theirs: DataFrame) -> Series[bool]:
    """A concept that the authority package has too is of the same kind there.

    What it does: looks up each concept in the authority package by its id and compares the kinds.
    Why it matters: a shared id says that both packages speak of one thing; rules compare what
    they say of it.
    What it cannot see: two things of one kind under one id.
    Example: vitamin-d is an analyte in the article and a substance in the authority package.
    What to do: mend the kind, or give the article's concept an id of its own.
    """
    return concepts["kind"] == concepts["concept_id"].map(_by_id(theirs, "kind"))


def _by_id(concepts: DataFrame, column: str) -> Series[str]:
    return concepts.drop_duplicates("concept_id").set_index("concept_id")[column]


@rule(
    "concept_labels",
    reads=["concept_id", "language", "label", "type", "concept.kind"],
    by="concept_id",
    beside={
        "ours": own("concepts", "concept_id", "broader_id"),
        "theirs": authority("concepts", "concept_id", "broader_id", "kind"),
        "names": authority("concept_labels", "concept_id", "language", "label", "type"),
    },
    kind="conformance",
)
def shared_label_is_the_authoritys(
    labels: DataFrame, *, ours: DataFrame, theirs: DataFrame, names: DataFrame
) -> Series[bool]:
    """A shared concept has the authority's preferred label, and no label of another concept there.

    What it does: compares labels, case aside, for concepts whose id the authority package has too;
    and asks of every label whether the authority package gives it to another concept of that kind.
    Why it matters: readers join the packages by name as well as by id; a name that means one
    thing here and another there joins what does not belong together.
    What it cannot see: other spellings; a name that the authority package does not have; one that
    concepts of two kinds share, as an analyte is often called after its substance; one that a
    concept and a broader one share.
    Example: vitamin-k1 has the alternative label K2, which the authority package gives to
    vitamin-k2.
    What to do: take the authority's label, or move the label to the concept that it names.
    """
    key = [labels["language"], labels["label"].str.lower()]
    said = names.assign(label=names["label"].str.lower())
    preferred = said[said["type"] == "preferred"].set_index(["concept_id", "language"])["label"]
    shared = _looked_up(preferred, [labels["concept_id"], labels["language"]])
    is_preferred = labels["type"] == "preferred"
    # Of two preferred labels, which another rule finds, one that is the authority's is enough.
    is_same = (is_preferred & (shared == key[1])).fillna(False).astype("int64")
    has_same = is_same.groupby([labels["concept_id"], key[0]]).transform("max") > 0
    other = _of_another(labels.assign(label=key[1]), said, ours, theirs)
    return (~is_preferred | has_same | shared.isna()).fillna(True) & ~other


def _looked_up(values: Series[str], keys: list[Series[str]]) -> Series[str]:
    import pandas as pd

    values = values[~values.index.duplicated()]
    found = values.reindex(pd.MultiIndex.from_arrays(keys))
    return found.set_axis(keys[0].index)


def _of_another(
    labels: DataFrame, said: DataFrame, ours: DataFrame, theirs: DataFrame
) -> Series[bool]:
    """Whether the authority package gives a label to another concept, of the same kind, that is
    neither broader nor narrower.
    """
    import pandas as pd

    from evitab.hierarchy import ancestors

    pairs = labels.reset_index(names="row").merge(
        said[["concept_id", "language", "label"]], on=["language", "label"], suffixes=("", "_there")
    )
    kind = pairs["concept_id_there"].map(_by_id(theirs, "kind"))
    pairs = pairs[(kind == pairs["concept.kind"]).fillna(False)]
    both = pd.concat([ancestors(ours), ancestors(theirs[["concept_id", "broader_id"]])])
    up = pd.MultiIndex.from_frame(both)
    here, there = pairs["concept_id"], pairs["concept_id_there"]
    is_kin = pd.MultiIndex.from_arrays([here, there]).isin(up)
    is_kin |= pd.MultiIndex.from_arrays([there, here]).isin(up)
    # A label that the authority package gives to this concept too is no slip of the article's.
    is_own = pairs["row"].isin(pairs.loc[(here == there).fillna(False), "row"])
    found = labels.index.isin(pairs.loc[~is_kin & ~is_own, "row"])
    return pd.Series(found, index=labels.index)


@rule(
    "concept_codes",
    reads=["concept_id", "system", "code"],
    beside={"theirs": authority("concept_codes", "concept_id", "system", "code")},
    kind="conformance",
)
def shared_code_is_the_authoritys(codes: DataFrame, *, theirs: DataFrame) -> Series[bool]:
    """A code of a concept is one of the authority's, where the authority has any in that system.

    What it does: looks up what codes the authority package has for the concept in the same system.
    Where it has any, the code has to be among them.
    Why it matters: codes are how other data find the concept; two codes for one thing split it.
    What it cannot see: codes in a system in which the authority package has none for the concept.
    Example: vitamin-d3 with the ATC code A11CC01, where the authority package has A11CC05.
    What to do: take the authority's code, or, where that is wrong, mend the authority package.
    """
    import pandas as pd

    index = [pd.MultiIndex.from_frame(frame) for frame in (codes, theirs[list(codes.columns)])]
    is_theirs = index[0].isin(index[1])
    has_any = index[0].droplevel("code").isin(index[1].droplevel("code"))
    return pd.Series(is_theirs | ~has_any, index=codes.index)
