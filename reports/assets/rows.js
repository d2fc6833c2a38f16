// Shows the rows of this page a hundred at a time. Filter, order and page stand in the address.
(() => {
  "use strict";
  const PAGE = 100, PRINTED = 2000;
  const by = id => document.getElementById(id);
  const data = JSON.parse(by("data").textContent);
  const columns = data.columns, tables = data.tables, width = columns.length;
  const cells = Int32Array.from(data.rows), total = cells.length / width;
  const at = Object.fromEntries(columns.map((name, n) => [name, n]));
  const place = (row, name) => cells[row * width + at[name]];
  const text = (row, name) => tables[at[name]][place(row, name)];
  // A status is: id, word, sign and colour, with a blank line between them.
  const parts = status => status.split("\n");
  const several = list => list === "" ? [""] : list.split("\n");
  const chosen = ["check", "status", "account", "component"].filter(name => by("by-" + name));
  const looked = ["check", "subject", "kind", "rule", "account", "region", "component", "evidence", "message"];
  const table = by("rows"), body = table.tBodies[0], words = by("count").dataset;
  const heads = [...table.tHead.rows[0].cells];
  const say = (sentence, ...values) => sentence.replace(/\{(\d)\}/g, (_, n) => values[n]);
  const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const value = (name, n) => name === "status" ? [parts(tables[at.status][n])[0]]
    : name === "component" ? several(tables[at.component][n]) : [tables[at[name]][n]];

  let state = {}, shown = [], ranks = {}, written = "";

  const read = () => {
    const typed = new URLSearchParams(location.hash.slice(1));
    state = { text: typed.get("text") || "", sort: typed.get("sort") || "", down: typed.get("down") === "1",
      page: Math.max(1, parseInt(typed.get("page"), 10) || 1) };
    for (const name of chosen) state[name] = typed.has(name) ? typed.get(name) : null;
    if (!(state.sort in at)) state.sort = "";
  };
  const write = () => {
    const typed = new URLSearchParams();
    for (const name of chosen) if (state[name] !== null) typed.set(name, state[name]);
    if (state.text) typed.set("text", state.text);
    if (state.sort) typed.set("sort", state.sort);
    if (state.sort && state.down) typed.set("down", "1");
    if (state.page > 1) typed.set("page", state.page);
    written = "#" + (typed.toString() || "all");
    location.replace(written);
  };

  // Which texts of a column are kept: a filter looks at each text once, not at each row.
  const kept = (name, keeps) => Uint8Array.from(tables[at[name]], (_, n) => keeps(n) ? 1 : 0);
  const rank = name => ranks[name] ??= (() => {
    const texts = tables[at[name]], order = texts.map((_, n) => n), ranked = new Int32Array(texts.length);
    if (name !== "status") order.sort((a, b) => texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0);
    order.forEach((n, r) => ranked[n] = r);
    return ranked;
  })();
  const choose = () => {
    const filters = chosen.filter(name => state[name] !== null)
      .map(name => [at[name], kept(name, n => value(name, n).includes(state[name]))]);
    const wanted = state.text.toLowerCase();
    const hits = wanted ? looked.map(name => [at[name], kept(name, n => tables[at[name]][n].toLowerCase().includes(wanted))]) : [];
    shown = [];
    for (let row = 0, start = 0; row < total; row++, start += width) {
      if (filters.every(([column, keep]) => keep[cells[start + column]])
        && (!wanted || hits.some(([column, keep]) => keep[cells[start + column]]))) shown.push(row);
    }
    if (state.sort) {
      const ranked = rank(state.sort), column = at[state.sort], turn = state.down ? -1 : 1;
      shown.sort((a, b) => turn * (ranked[cells[a * width + column]] - ranked[cells[b * width + column]]) || a - b);
    }
    state.page = Math.min(state.page, Math.max(1, Math.ceil(shown.length / PAGE)));
  };

  const element = (kind, said, name) => {
    const made = document.createElement(kind);
    if (said) made.textContent = said;
    if (name) made.className = name;
    return made;
  };
  const cell = (kind, said, under, name, label) => {
    const made = element(kind, said, name);
    if (under) made.append(element("small", under));
    if (label) made.dataset.label = label;
    return made;
  };
  const line = row => {
    const made = document.createElement("tr"), [, word, sign, colour] = parts(text(row, "status"));
    const check = cell("th", text(row, "check"), "", "");
    check.scope = "row";
    const status = element("span", "", "st " + colour), glyph = element("span", sign);
    glyph.setAttribute("aria-hidden", "true");
    status.append(glyph, " " + word);
    const standing = element("td", "", "status");
    standing.append(status);
    const rule = [text(row, "rule"), text(row, "severity")].filter(Boolean).join(" · ");
    made.append(check, standing, cell("td", text(row, "subject"), rule, "subject"),
      cell("td", text(row, "account"), text(row, "region")),
      cell("td", several(text(row, "component")).join(", "), ""),
      cell("td", text(row, "since"), "", "day", heads[5].dataset.label),
      cell("td", text(row, "seen"), text(row, "evidence"), "day", heads[6].dataset.label),
      cell("td", text(row, "message"), "", "says"));
    return made;
  };
  const draw = printed => {
    const most = printed ? PRINTED : PAGE, first = printed ? 0 : (state.page - 1) * PAGE;
    const rows = shown.slice(first, first + most), pages = Math.max(1, Math.ceil(shown.length / PAGE));
    body.replaceChildren(...rows.map(line));
    by("count").textContent = shown.length === total
      ? say(words.all, number(total)) : say(words.some, number(shown.length), number(total));
    by("page").textContent = say(by("page").dataset.page, number(state.page), number(pages));
    by("before").disabled = state.page <= 1;
    by("next").disabled = state.page >= pages;
    by("pager").hidden = pages <= 1;
    by("none").hidden = shown.length > 0;
    for (const name of chosen) by("by-" + name).value = state[name] === null ? "*" : "=" + state[name];
    if (by("by-text") !== document.activeElement) by("by-text").value = state.text;
    for (const head of heads) {
      const is = head.dataset.sort && head.dataset.sort === state.sort;
      if (is) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    const filter = chosen.filter(name => state[name] !== null).map(name => `${by("by-" + name).labels[0].textContent}: ${state[name]}`);
    if (state.text) filter.push(`${by("by-text").labels[0].textContent}: ${state.text}`);
    const note = by("printed").dataset;
    by("printed").textContent = say(rows.length < shown.length && printed ? note.first : note.all, number(rows.length),
      number(shown.length), number(total), filter.join("; ") || note.none);
  };
  const show = () => { choose(); draw(false); };
  const change = changes => { Object.assign(state, { page: 1 }, changes); write(); show(); };

  for (const name of chosen) {
    const select = by("by-" + name), counts = new Map();
    const values = tables[at[name]].map((_, n) => value(name, n)), uses = new Int32Array(values.length);
    for (let row = 0; row < total; row++) uses[place(row, name)]++;
    values.forEach((list, n) => list.forEach(one => counts.set(one, (counts.get(one) || 0) + uses[n])));
    const label = one => name === "status" ? parts(tables[at.status].find(s => parts(s)[0] === one))[1] : one || select.dataset.none;
    const sorted = name === "status" ? [...counts.keys()] : [...counts.keys()].sort();
    for (const one of sorted.filter(one => counts.get(one))) {
      const option = element("option", `${label(one)} (${number(counts.get(one))})`);
      option.value = "=" + one;
      select.append(option);
    }
    select.addEventListener("change", () => change({ [name]: select.value === "*" ? null : select.value.slice(1) }));
  }
  by("by-text").addEventListener("input", event => change({ text: event.target.value }));
  by("clear").addEventListener("click", () => change({ text: "", ...Object.fromEntries(chosen.map(name => [name, null])) }));
  const turn = pages => { state.page += pages; write(); draw(false); table.scrollIntoView(); };
  by("before").addEventListener("click", () => turn(-1));
  by("next").addEventListener("click", () => turn(1));
  for (const head of heads.filter(head => head.dataset.sort)) {
    const button = element("button", head.textContent), name = head.dataset.sort;
    button.type = "button";
    button.addEventListener("click", () => change({ sort: name, down: state.sort === name && !state.down }));
    head.replaceChildren(button);
    // Browsers do not repeat buttons at the head of each printed page.
    addEventListener("beforeprint", () => head.replaceChildren(button.textContent));
    addEventListener("afterprint", () => head.replaceChildren(button));
  }
  // Only addresses of ours change what is shown: a link to a heading does not.
  addEventListener("hashchange", () => {
    if (location.hash !== written && /=|^#all$/.test(location.hash)) { read(); show(); }
  });
  addEventListener("beforeprint", () => draw(true));
  addEventListener("afterprint", () => draw(false));
  by("filter").hidden = false;
  by("count").hidden = false;
  read();
  show();
})();
