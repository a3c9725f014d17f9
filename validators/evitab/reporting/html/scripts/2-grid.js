/* One table at a time: sorted, filtered, searched, a page of its rows. */
const grid = (() => {
  const PAGE = 50;
  const FEW = 25;
  const byId = (id) => document.getElementById(id);
  const [head, body] = [byId("grid-table").tHead, byId("grid-table").tBodies[0]];
  let table = null;
  let columns = [];
  let rows = [];
  let page = 0;
  let open = "";
  let sort = { at: -1, direction: 1 };
  let filters = new Map();
  const words = new Map();

  /* Columns without any value are left out, here as at the terminal. */
  function pick(name) {
    if (table?.name === name) return;
    table = tables.get(name);
    columns = table.columns
      .map((column, at) => ({ ...column, at, isLong: isLong(at) }))
      .filter((column) => table.rows.some((row) => row[column.at] !== null));
    filters = new Map();
    sort = { at: -1, direction: 1 };
    page = 0;
    byId("grid").hidden = false;
    byId("grid-title").textContent = table.title;
    byId("grid-about").textContent = table.description;
    byId("grid-search").value = "";
    for (const link of document.querySelectorAll("#picker a")) {
      if (link.dataset.pick === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    drawHead();
    apply();
  }

  const isLong = (at) => table.rows.slice(0, PAGE).some((row) => text(row[at]).length > 50);

  function drawHead() {
    const titles = columns.map((column) => {
      const sorts = button(column.title, () => sortBy(column.at));
      return make("th", { scope: "col", title: column.description, "data-at": column.at }, sorts);
    });
    const inputs = columns.map((column) => make("td", {}, filterOf(column)));
    head.replaceChildren(make("tr", {}, ...titles), make("tr", {}, ...inputs));
  }

  function filterOf(column) {
    const values = new Set();
    for (const row of table.rows) {
      if (row[column.at] !== null) values.add(row[column.at]);
      if (values.size > FEW) break;
    }
    const isFew = values.size <= FEW && !column.isNumber && values.size < table.rows.length;
    const label = { "aria-label": `Filter ${column.title}` };
    const input = isFew
      ? make("select", label, make("option", { value: "" }, "any"))
      : make("input", { ...label, type: "text", autocomplete: "off", placeholder: column.isNumber ? "> 5" : "" });
    if (isFew) {
      const place = sortable(column);
      for (const value of [...values].sort((a, b) => compared(place(a), place(b), 1))) {
        input.append(make("option", { value: text(value) }, shown(column, value)));
      }
    }
    input.addEventListener("input", () => {
      if (input.value.trim()) filters.set(column.at, isFew ? exactly(input.value) : meaning(column, input.value.trim()));
      else filters.delete(column.at);
      later();
    });
    return input;
  }

  const exactly = (wanted) => (value) => text(value) === wanted;

  /* "> 5", "<= 2.5", "= 7", or words that the cell holds. */
  function meaning(column, wanted) {
    const match = /^(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)$/.exec(wanted);
    if (match) {
      const limit = Number(match[2]);
      const holds = {
        "<": (value) => value < limit,
        ">": (value) => value > limit,
        "<=": (value) => value <= limit,
        ">=": (value) => value >= limit,
        "=": (value) => value === limit,
      }[match[1]];
      return (value) => typeof value === "number" && holds(value);
    }
    const low = wanted.toLowerCase();
    return (value) => searchable(column, value).includes(low);
  }

  function searched() {
    if (!words.has(table.name)) {
      words.set(table.name, table.rows.map((row) => row.map((cell, at) => searchable(table.columns[at], cell)).join("\n")));
    }
    return words.get(table.name);
  }

  let timer = 0;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  }

  function apply() {
    clearTimeout(timer);
    const wanted = byId("grid-search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const all = wanted.length ? searched() : null;
    const tests = [...filters];
    rows = table.rows.filter(
      (row, index) =>
        wanted.every((word) => all[index].includes(word)) && tests.every(([at, holds]) => holds(row[at])),
    );
    if (sort.at >= 0) {
      const place = sortable(table.columns[sort.at]);
      rows.sort((a, b) => compared(place(a[sort.at]), place(b[sort.at]), sort.direction));
    }
    page = 0;
    draw();
  }

  function sortBy(at) {
    sort = { at, direction: sort.at === at ? -sort.direction : 1 };
    for (const cell of head.querySelectorAll("th[data-at]")) {
      if (Number(cell.dataset.at) === at) cell.setAttribute("aria-sort", sort.direction > 0 ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    }
    apply();
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    body.replaceChildren(...rows.slice(page * PAGE, (page + 1) * PAGE).map(drawRow));
    const number = (value) => value.toLocaleString("en");
    byId("grid-count").textContent = `${number(rows.length)} of ${number(table.rows.length)} rows`;
    byId("grid-page").textContent = `page ${number(page + 1)} of ${number(pages)}`;
    byId("grid-before").disabled = page === 0;
    byId("grid-after").disabled = page >= pages - 1;
  }

  function drawRow(row) {
    const key = tables.keyOf(table, row);
    const cells = columns.map((column, index) => drawCell(column, row, index === 0 ? key : null));
    return make("tr", { class: key === open ? "is-open" : null }, ...cells);
  }

  function drawCell(column, row, key) {
    const value = row[column.at];
    let child = shown(column, value);
    if (key !== null) child = make("a", { href: href(table.name, key) }, child || key);
    else if (value !== null && column.table && tables.has(column.table)) child = make("a", { href: href(column.table, value) }, child);
    return make("td", { class: column.isNumber ? "number" : column.isLong ? "long" : null }, make("div", {}, child));
  }

  /* The page on which a row stands, with the row marked; filters that hide it are let go. */
  function show(name, key) {
    open = key;
    pick(name);
    const find = () => rows.findIndex((row) => tables.keyOf(table, row) === key);
    if (find() < 0) reset();
    page = Math.floor(Math.max(find(), 0) / PAGE);
    draw();
  }

  function reset() {
    filters = new Map();
    byId("grid-search").value = "";
    for (const input of head.querySelectorAll("input, select")) input.value = "";
    apply();
  }

  byId("grid-search").addEventListener("input", later);
  byId("grid-search").form.addEventListener("submit", (event) => event.preventDefault());
  byId("grid-reset").addEventListener("click", (event) => {
    event.preventDefault();
    reset();
  });
  byId("grid-before").addEventListener("click", () => { page -= 1; draw(); });
  byId("grid-after").addEventListener("click", () => { page += 1; draw(); });
  return { pick, show };
})();
