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

  function section(title, children) {
    if (!children.length) return null;
    const more = children.length > MOST ? [make("p", { class: "note" }, `and ${children.length - MOST} more`)] : [];
    return make("section", {}, make("h3", {}, title), ...children.slice(0, MOST), ...more);
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
        const cell = (field) => text(row[side.at.get(field)]);
        if (table && cell("table") !== table) continue;
        const harm = cell("harm");
        const head = make("h4", {}, make("span", { class: `harm harm-${harm}` }, harm), " ", cell("rule").replaceAll("_", " "));
        const list = make("dl", {});
        for (const [title, field] of [["Says", "observed"], ["Would agree", "expected"], ["Reckoning", "arithmetic"], ["Takes for granted", "assumption"]]) {
          if (cell(field)) list.append(make("dt", {}, title), make("dd", {}, cell(field)));
        }
        found.push(make("div", { class: "row" }, head, list, make("p", { class: "refs" }, `${cell("severity")} · `, link(side, row))));
      }
    }
    return found;
  }

  /* Every row of a passage: its claims with what they hold, its citations, references. */
  function ofPassage(key) {
    const parts = [];
    const claims = tables.get("claims");
    for (const claim of tables.where("claims", "passage_id", key)) {
      const id = claim[claims.at.get("claim_id")];
      const held = tables.names
        .filter((name) => tables.get(name).at.has("claim_id") && name !== "claims")
        .flatMap((name) => tables.where(name, "claim_id", id).map((row) => card(tables.get(name), row, ["claim_id"])));
      parts.push(card(claims, claim, ["passage_id", "context_passage_id"], ...held));
    }
    for (const name of ["citations", "references"]) {
      for (const row of tables.where(name, "passage_id", key)) {
        const table = tables.get(name);
        const work = row[table.at.get("reference_id")];
        const checks = tables.where("reference_checks", "reference_id", work)
          .map((check) => card(tables.get("reference_checks"), check, ["reference_id"]));
        parts.push(card(table, row, ["passage_id"], ...checks));
      }
    }
    return [section("What the tables hold of it", parts), section("Findings", findings("passage_id", key))];
  }

  function pointers(table, key) {
    const found = [];
    for (const name of tables.names) {
      if (SIDES.has(name)) continue;
      const other = tables.get(name);
      for (const column of other.columns) {
        if (column.table !== table.name) continue;
        for (const row of tables.where(name, column.name, key)) {
          found.push(make("p", {}, `${other.title}: `, link(other, row)));
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
