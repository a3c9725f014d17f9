"""A loaded package: its tables, typed, and what is made of them, for data scientists."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from evitab.columns import frame_of, plain_text
from evitab.finding import CannotJudge
from evitab.frames import Frames
from evitab.package import read_package, refuse_unread
from evitab.places import find
from evitab.standard import standard

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pandera


class Package(Frames):
    """The tables of one package.

    `package.claims` and `package["claims"]` give a table as a DataFrame with Arrow-backed types:
    nulls stay nulls, dates are dates. The rows are in the order of their key. What is done to a
    DataFrame is done to that one: the package stays as it was read.

    `evidence()` is the table to begin with: one row for each claim, with all that hangs on it.
    `compare()` puts ranges and doses beside those of authorities, `all_findings()` tells what is
    at odds, `relationships` how the tables hang together, `fields()` what their columns are and
    `labels` what concepts are called. `to_arrow()`, `to_polars()` and `to_duckdb()` give the
    tables to other libraries, and `evitab export` writes files.

    Keys are those of one package: `DOS-0001` of an article is not that of its authorities.
    """

    @property
    def name(self) -> str:
        """The package's name."""
        return self._contents.dataset.name

    @property
    def version(self) -> str:
        """The version of the package's data."""
        return self._contents.dataset.version

    @property
    def profile(self) -> str:
        """The kind of package: article or authority."""
        return self._contents.dataset.profile.name

    @property
    def title(self) -> str:
        """The package's title."""
        return str(self._contents.dataset.facts["title"])

    @property
    def facts(self) -> Mapping[str, Any]:
        """What `dataset.json` says of the package: title, description, licences, contributors,
        sources and the authorities that it names.
        """
        return deepcopy(dict(self._contents.dataset.facts))

    @property
    def path(self) -> Path:
        """The folder that the package was read from."""
        return self._contents.root

    @property
    def labels(self) -> pd.Series[str]:
        """What each concept is called: its preferred label, by its id.

        package.dosages["substance_id"].map(package.labels)
        """
        import pandas as pd

        from evitab.views.concepts import labels

        return pd.Series(dict(labels(self._contents)), name="label", dtype="str").rename_axis(
            "concept_id"
        )

    def fields(self, table: str) -> pd.DataFrame:
        """The columns of a table, one a row, as the standard declares them.

        Columns: field, type, is_required, unit (a UCUM code, or the column that holds it),
        vocabulary (the closed list that the values are codes of), reference_table (where a key
        leads to), description. Raises KeyError where there is no such table.
        """
        from evitab.views.fields import fields

        if table not in self:
            raise KeyError(self._no_table(table))
        return frame_of(fields(self._contents.tables[table].schema), text=plain_text())

    def source_text(self, source_id: str | None = None) -> str:
        """The source's own text, in which `passages.start` and `end` count code points.

        Without `source_id` that of the only one. Raises CannotJudge where the package does not
        bring it (a release does not, where the publisher's rights stand against it), and KeyError
        where there is no such source.
        """
        from evitab.views.sources import source_text

        return source_text(self._contents, source_id)

    @property
    def relationships(self) -> pd.DataFrame:
        """The keys between the tables, one a row: which fields of which table point to which.

        Columns: table, fields, reference_table, reference_fields, and rows, which counts those
        that have such a key.
        """
        from evitab.views.relationships import relationships

        return frame_of(relationships(self._contents), text=plain_text())

    def evidence(self) -> pd.DataFrame:
        """The claims of an article, one a row, each with all that hangs on it.

        - the claim: its words, type, strength, population and condition; subject and object by
          their labels, the claim's own or those of the row with its content;
        - where it stands: `section`, and `exact`, the words of the source;
        - what it cites: `citation` as printed, the title of the reference, and `reference_status`,
          the weightiest outcome of its look-ups: found, not-found (which says nothing of whether
          the work exists) or not-checked. `is_title_match` is False where what was found has
          another title, `title_found`; a claim that cites nothing has nulls;
        - what its content says: `reported` as the source prints it. `figures` counts the figures
          in it; where the rows are about one, that one is typed, from `figure_low` to
          `figure_unit`: `figure_of` is what it is of, `figure_property` a code (the property of a
          quantity, the category of a range, the use of a dose, the measure of an effect). The
          rows, `content_rows`, are in `content_tables`;
        - what is at odds about it: how many `findings`, by rules and by readers, their
          `worst_harm`, and `finding_rules`. They are the rows of `all_findings()` that name the
          claim in `claim_ids`.

        The index counts from 0. Raises CannotJudge for a package without claims.
        """
        from evitab.views.evidence import evidence

        return frame_of(evidence(self._contents, self._findings()), text=plain_text())

    def compare(self, authorities: Package | str | None = None) -> pd.DataFrame:
        """Each range and each dose of an article beside what authorities say of the same.

        `authorities` is a package of the profile authority, or its name; without one the package
        is taken that this one names. One row is one pair: an article's range with an authority's,
        an article's dose with a dose or an intake (an upper level, say) of the substance or of a
        broader one. What an authority says is in columns that begin with `authority_`; whom and
        what for are in `population`, `purpose`, `use` and `category` of both. A row that
        authorities say nothing of stands alone, with nulls beside it.

        `scale` is the unit in which both are given in `scaled_low` to `authority_scaled_high`: for
        ranges that of the article, for doses micrograms a day, or of one dose ("ug") where the
        authority does not tell how often. A dose of which the article does not tell how often
        counts as one a day: `is_once_a_day_assumed` says where. `scale` is null where
        `conversions` has no way, and where the authority has set nothing (`authority_status`).

        Two figures side by side are no verdict: a treatment is no intake, and groups of people
        differ. Nothing of it is medical advice. Raises CannotJudge where this is no article, or
        the other no authority package.
        """
        from evitab.views.comparison import comparison

        if isinstance(authorities, str):
            authorities = Package(read_package(find(authorities), standard()))
        elif not isinstance(authorities, Package | None):
            raise TypeError(f"no package and no name of one: {type(authorities).__name__}")
        other = self._contents.authority if authorities is None else authorities._contents
        if other is None:
            advice = "Load one, and give it to compare()."
            raise CannotJudge("it names no authorities", file=self.name, advice=advice)
        refuse_unread(other)
        return frame_of(comparison(self._contents, other), text=plain_text())

    def all_findings(self) -> pd.DataFrame:
        """What is at odds in the source: the findings on record and the appraisals, worst first.

        The columns are those of `findings`; `appraisal_id`, which is null where a rule computed
        the row; and `claim_ids`, the claims that it concerns, parted by blanks: it names the
        claim, a row with its content, or what it cites. `severity` and `harm` are categories in
        their order, so that `found[found["harm"] >= "medium"]` and sorting do what is meant. The
        index counts from 0; a package without either gives no rows.
        """
        import pandas as pd

        from evitab.reporting.source_findings import HARMS, SEVERITIES
        from evitab.views.concerned import claims_concerned

        found = self._findings()
        columns = [*standard().profiles["article"].by_name["findings"].by_name, "appraisal_id"]
        frame = pd.DataFrame(found, columns=columns).astype(plain_text())
        claims = [" ".join(keys) or None for keys in claims_concerned(self._contents, found)]
        return frame.assign(
            severity=pd.Categorical(frame["severity"], SEVERITIES[::-1], ordered=True),
            harm=pd.Categorical(frame["harm"], HARMS[::-1], ordered=True),
            claim_ids=pd.Series(claims, dtype=plain_text()),
        )

    def _findings(self) -> list[Mapping[str, str | None]]:
        """The findings on record and the appraisals, worst first."""
        # What judges is slow to import, and few tables need it.
        from evitab.reporting.source_findings import worst_first
        from evitab.validation.appraisals import appraised

        record = self._contents.tables.get("findings")
        computed = [] if record is None else record.data.to_pylist()
        return worst_first([*computed, *appraised(self._contents)])

    def schema(self, table: str) -> pandera.DataFrameSchema:
        """The pandera schema of a table: types, constraints, keys and the rules about tables.

        It judges any DataFrame of the same columns and types, in whatever order its rows are;
        `frame.astype(package[table].dtypes)` gives those types to one that was read elsewhere.
        Keys and rules that look at other tables look at this package's. What is asked of the
        source's words, of findings on record and of files is asked by `evitab validate` alone.
        Raises KeyError where there is no such table.
        """
        from evitab.engines.pandera_schema import pandera_schema
        from evitab.validation.docket import structure_docket

        if table not in self:
            raise KeyError(self._no_table(table))
        docket = structure_docket(self._contents, self._contents.tables[table], standard())
        return pandera_schema(
            docket.table.schema, docket.conditions, sight=docket.sight, text=plain_text()
        )

    def __repr__(self) -> str:
        # A no-break blank keeps a table's name and its size in one line.
        sizes = (f"{name}\xa0{len(self._contents.tables[name].data)}" for name in self.tables)
        lines = fill(", ".join(sizes), 78, initial_indent="  ", subsequent_indent="  ")
        head = f"<evitab package {self.name} {self.version} ({self.profile})"
        return head + "\n" + lines.replace("\xa0", " ") + ">"

    def _repr_html_(self) -> str:
        from evitab.reporting.notebook import package_in_html

        return package_in_html(self._contents)
