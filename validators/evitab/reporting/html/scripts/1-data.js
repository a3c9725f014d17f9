"use strict";

/* The tables of the package: read when they are first asked for, looked up by key or by a column. */
const tables = (() => {
  const blocks = new Map();
  for (const block of document.querySelectorAll("script[data-table]")) blocks.set(block.dataset.table, block);
  const read = new Map();
  const indexes = new Map();

  function get(name) {
    if (!blocks.has(name)) return null;
    if (!read.has(name)) {
      const table = JSON.parse(blocks.get(name).textContent);
      table.name = name;
      table.at = new Map(table.columns.map((column, index) => [column.name, index]));
      read.set(name, table);
    }
    return read.get(name);
  }

  function keyOf(table, row) {
    return table.key.map((name) => text(row[table.at.get(name)])).join("|");
  }

  /* The rows of a table that have a value in a column; "" stands for the whole key. */
  function where(name, column, value) {
    const table = get(name);
    if (!table || (column && !table.at.has(column))) return [];
    const id = `${name} ${column}`;
    if (!indexes.has(id)) {
      const index = new Map();
      const at = table.at.get(column);
      for (const row of table.rows) {
        const key = column ? row[at] : keyOf(table, row);
        if (key === null) continue;
        if (index.has(key)) index.get(key).push(row);
        else index.set(key, [row]);
      }
      indexes.set(id, index);
    }
    return indexes.get(id).get(value) ?? [];
  }

  return { names: [...blocks.keys()], get, keyOf, where, has: (name) => blocks.has(name) };
})();

function text(value) {
  return value === null || value === undefined ? "" : String(value);
}

function shown(column, value) {
  return column.terms && Object.hasOwn(column.terms, value) ? column.terms[value] : text(value);
}

/* A cell as it is searched: by its code, and by the words that are shown for it. */
function searchable(column, value) {
  return (column.terms ? `${text(value)}\n${shown(column, value)}` : text(value)).toLowerCase();
}

/* What a cell is sorted by: its place in the vocabulary of its column, where that has one. */
function sortable(column) {
  if (!column.terms) return (value) => value;
  const places = new Map(Object.keys(column.terms).map((code, place) => [code, place]));
  return (value) => (value === null ? null : places.get(value) ?? places.size);
}

function href(table, key) {
  return `#${table}/${encodeURIComponent(key)}`;
}

/* An element with its properties and children; what is text stays text. */
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function button(words, on) {
  const element = make("button", { type: "button", class: "sort" }, words);
  element.addEventListener("click", on);
  return element;
}

const collator = new Intl.Collator("en", { numeric: true });

/* Lower before higher, whatever the type; what is empty comes last either way. */
function compared(one, two, direction) {
  if (one === two) return 0;
  if (one === null || one === "") return 1;
  if (two === null || two === "") return -1;
  if (typeof one === "number" && typeof two === "number") return direction * (one - two);
  return direction * collator.compare(String(one), String(two));
}
