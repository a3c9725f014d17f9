/* What is on the page already: marks of one table alone, findings filtered, small tables sorted. */
(() => {
  const byId = (id) => document.getElementById(id);

  const legend = byId("legend");
  legend?.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    const isOn = chosen.getAttribute("aria-pressed") !== "true";
    for (const each of legend.querySelectorAll("button")) each.setAttribute("aria-pressed", String(isOn && each === chosen));
    document.querySelector(".text").classList.toggle("is-dimmed", isOn);
    for (const passage of document.querySelectorAll(".passage")) {
      passage.classList.toggle("is-wanted", passage.dataset.tables.split(" ").includes(chosen.dataset.legend));
    }
  });

  const cards = [...document.querySelectorAll(".card")];
  const order = new Map(cards.map((card, index) => [card, index]));
  const words = new Map();
  function findings() {
    const [search, harm, kind] = ["search", "harm", "kind"].map((name) => byId(`findings-${name}`).value);
    const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      if (!words.has(card)) words.set(card, card.textContent.toLowerCase());
      const fits = (!harm || card.dataset.harm === harm) && (!kind || card.dataset.kind === kind);
      card.hidden = !(fits && wanted.every((word) => words.get(card).includes(word)));
      count += !card.hidden;
    }
    byId("findings-count").textContent = `${count} of ${cards.length} findings`;
  }
  function reorder() {
    const by = byId("findings-order").value;
    const value = { harm: () => null, place: (card) => card.dataset.passage, rule: (card) => card.dataset.rule }[by];
    const sorted = [...cards].sort((a, b) => compared(value(a), value(b), 1) || order.get(a) - order.get(b));
    byId("cards").append(...sorted);
  }
  if (cards.length) {
    byId("findings-bar").addEventListener("submit", (event) => event.preventDefault());
    byId("findings-bar").addEventListener("input", (event) => (event.target.id === "findings-order" ? reorder() : findings()));
    findings();
  }

  for (const [number, table] of [...document.querySelectorAll("table.sortable")].entries()) {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    for (const [at, head] of heads.entries()) {
      const name = head.textContent;
      let direction = -1;
      head.replaceChildren(button(name, () => {
        direction = -direction;
        for (const each of heads) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
        const value = (row) => row.cells[at].textContent.trim();
        table.tBodies[0].append(...[...rows].sort((a, b) => compared(value(a), value(b), direction)));
      }));
    }
    const input = make("input", { type: "search", id: `filter-${number}`, autocomplete: "off" });
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !wanted.every((word) => row.textContent.toLowerCase().includes(word));
    });
    table.closest(".scroll").before(make("div", { class: "bar" }, make("label", {}, "Filter ", input)));
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.(".pictures [data-href]")?.dataset.href;
    if (target) location.hash = target;
  });

  /* Paper cannot be unfolded. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
  if (matchMedia("(max-width: 60rem)").matches) document.querySelector(".sections details")?.removeAttribute("open");
})();
