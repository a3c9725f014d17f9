/* A row in words: what it says, what it rests on, what rests on it, what was found about it. */
const rowView = (() => {
  const HIDDEN = new Set(["prefix", "suffix", "sha256", "start", "end"]);
  const SIDES = new Set(["findings", "appraisals"]);
  const MOST = 20;

  function fields(table, row, without = []) {
    const list = make("dl", {});
    for (const [at, column] of table.columns.entries()) {
      if (row[at] === null || HIDDEN.has(column.name) || without.includes(column.name)) continue;
      const value = shown(column, row[at]);
      const leads = column.table && tables.has(column.table);
      list.append(
        make("dt", { title: column.description }, column.title),
        make("dd", {}, leads ? make("a", { href: href(column.table, row[at]) }, value) : value),
      );
    }
    return list;
  }

  function link(table, row) {
    const key = tables.keyOf(table, row);
    return make("a", { href: href(table.name, key) }, key);
  }

  function card(table, row, without, ...more) {
    const title = make("h4", {}, `${table.title}: `, link(table, row));
    return make("div", { class: `row table-${table.name}` }, title, fields(table, row, [...table.key, ...without]), ...more);
  }

  /* A heading and the first of what stands under it; each part is made by a function, if at all. */
  function section(title, parts) {
    if (!parts.length) return null;
    return make("section", {}, make("h3", {}, title), ...first(parts));
  }

  function first(parts) {
    const more = parts.length > MOST ? [make("p", { class: "note" }, `and ${parts.length - MOST} more`)] : [];
    return [...parts.slice(0, MOST).map((part) => part()), ...more];
  }

  function quote(key) {
    const [row] = tables.where("passages", "passage_id", key);
    const exact = row && row[tables.get("passages").at.get("exact")];
    return exact ? make("blockquote", {}, exact) : null;
  }

  /* The findings, and readers' appraisals, that a test picks out of those of a passage or a row. */
  function findings(column, value, table = null) {
    const found = [];
    for (const name of SIDES) {
      for (const row of tables.where(name, column, value)) {
        const side = tables.get(name);
        if (!table || row[side.at.get("table")] === table) found.push(() => finding(side, row));
      }
    }
    return found;
  }

  const SAID = [["Says", "observed"], ["Would agree", "expected"], ["Reckoning", "arithmetic"], ["Takes for granted", "assumption"]];

  function finding(side, row) {
    const cell = (field) => text(row[side.at.get(field)]);
    const harm = cell("harm");
    const rule = side.at.get("rule");
    const what = `${cell("severity") === "info" ? "To know, on" : "At odds with"}: ${shown(side.columns[rule], row[rule])}`;
    const head = make("h4", {}, make("span", { class: `harm harm-${harm}` }, harm), " ", what);
    const list = make("dl", {});
    for (const [title, field] of SAID) {
      if (cell(field)) list.append(make("dt", {}, title), make("dd", {}, cell(field)));
    }
    return make("div", { class: "row" }, head, list, make("p", { class: "refs" }, `${cell("severity")} · `, link(side, row)));
  }

  /* Every row of a passage: its claims with what they hold, its citations, references. */
  function ofPassage(key) {
    const claims = tables.where("claims", "passage_id", key).map((claim) => () => claimCard(claim));
    const works = ["citations", "references"].flatMap((name) =>
      tables.where(name, "passage_id", key).map((row) => () => workCard(tables.get(name), row)),
    );
    return [
      section("What the tables hold of it", [...claims, ...works]),
      section("Findings", findings("passage_id", key)),
    ];
  }

  function claimCard(claim) {
    const claims = tables.get("claims");
    const id = claim[claims.at.get("claim_id")];
    const held = tables.names
      .filter((name) => name !== "claims" && tables.get(name).at.has("claim_id"))
      .flatMap((name) => tables.where(name, "claim_id", id).map((row) => () => card(tables.get(name), row, ["claim_id"])));
    return card(claims, claim, ["passage_id", "context_passage_id"], ...first(held));
  }

  function workCard(table, row) {
    const checks = tables.get("reference_checks");
    const work = row[table.at.get("reference_id")];
    const made = tables.where("reference_checks", "reference_id", work).map((check) => () => card(checks, check, ["reference_id"]));
    return card(table, row, ["passage_id"], ...first(made));
  }

  function pointers(table, key) {
    const found = [];
    for (const name of tables.names) {
      if (SIDES.has(name)) continue;
      const other = tables.get(name);
      for (const column of other.columns) {
        if (column.table !== table.name) continue;
        for (const row of tables.where(name, column.name, key)) {
          found.push(() => make("p", {}, `${other.title}: `, link(other, row)));
        }
      }
    }
    return found;
  }

  function passageOf(table, row) {
    if (table.at.has("passage_id")) return row[table.at.get("passage_id")];
    if (!table.at.has("claim_id")) return null;
    const [claim] = tables.where("claims", "claim_id", row[table.at.get("claim_id")]);
    return claim ? claim[tables.get("claims").at.get("passage_id")] : null;
  }

  /* The parts of the drawer for a row. */
  function parts(table, row, key) {
    if (table.name === "passages") return [quote(key), fields(table, row, ["exact", "passage_id"]), ...ofPassage(key)];
    const passage = passageOf(table, row);
    return [
      passage && quote(passage),
      passage && make("p", { class: "refs" }, "Rests on ", make("a", { href: href("passages", passage) }, passage)),
      fields(table, row, table.key.length === 1 ? table.key : []),
      section("Findings", findings("row", key, table.name)),
      section("Rows that point to it", pointers(table, key)),
    ];
  }

  return { parts };
})();
