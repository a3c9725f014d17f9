/* The drawer beside the page, and the fragments by which every row can be reached. */
(() => {
  const byId = (id) => document.getElementById(id);
  const drawer = byId("drawer");
  let opener = null;
  let steps = 0;

  function fragment() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  }

  function follow(isFirst) {
    const wanted = fragment();
    const picked = /^([a-z_]+)-table$/.exec(wanted);
    if (picked && tables.has(picked[1])) {
      close();
      grid.pick(picked[1]);
      byId("tables").scrollIntoView();
      byId("grid-title").focus({ preventScroll: true });
      return;
    }
    const [, name, key] = /^([a-z_]+)\/(.+)$/s.exec(wanted) ?? [];
    const [row] = name && tables.has(name) ? tables.where(name, "", key) : [];
    if (row) open(name, row, key, isFirst);
    else if (!drawer.hidden) close();
  }

  function open(name, row, key, isFirst) {
    const table = tables.get(name);
    const target = byId(`${name}/${key}`);
    mark(name, key);
    grid.show(name, key);
    if (target?.classList.contains("card")) {
      close();
      reveal(target);
      return;
    }
    if (drawer.hidden) opener = document.activeElement;
    drawer.hidden = false;
    document.body.classList.add("has-drawer");
    byId("drawer-title").textContent = `${table.title}: ${key}`;
    const inTable = make("button", { type: "button" }, "Show in its table");
    inTable.addEventListener("click", () => {
      close();
      byId("grid").scrollIntoView();
      document.querySelector("#grid tr.is-open a")?.focus();
    });
    byId("drawer-body").replaceChildren(...[...rowView.parts(table, row, key), inTable].filter(Boolean));
    drawer.scrollTop = 0;
    byId("drawer-title").focus({ preventScroll: true });
    byId("drawer-back").disabled = steps === 0;
    steps += 1;
    if (target) reveal(target);
    else if (isFirst) reveal(document.querySelector("#grid tr.is-open"));
  }

  function reveal(target) {
    target.hidden = false;
    const isCovered = matchMedia("(max-width: 75rem)").matches;
    target.scrollIntoView({ block: isCovered || target.classList.contains("card") ? "start" : "center" });
    if (target.classList.contains("card")) target.focus({ preventScroll: true });
  }

  function mark(name, key) {
    for (const each of document.querySelectorAll(".is-open")) each.classList.remove("is-open");
    if (name !== "passages") return;
    for (const each of document.querySelectorAll(`[data-passage="${CSS.escape(key)}"].passage`)) each.classList.add("is-open");
  }

  function close() {
    if (drawer.hidden) return;
    drawer.hidden = true;
    steps = 0;
    document.body.classList.remove("has-drawer");
    if (opener?.isConnected && opener !== document.body) opener.focus({ preventScroll: true });
  }

  byId("drawer-close").addEventListener("click", close);
  byId("drawer-back").addEventListener("click", () => { steps -= 2; history.back(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  /* A fragment that is there already changes nothing; choosing it again opens its row again. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) {
      event.preventDefault();
      follow(false);
    }
  });
  addEventListener("hashchange", () => follow(false));
  if (tables.has("claims")) grid.pick("claims");
  else if (tables.names.length) grid.pick(tables.names[0]);
  follow(true);
})();
