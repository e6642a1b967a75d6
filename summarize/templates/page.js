"use strict";
// What the page does beyond being read: it shows articles beside the statements, and finds statements. The page holds
// everything without this; what comes from an article is only ever set as text.
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const reader = one(".reader");
  const tools = one(".tools");
  const texts = reader ? JSON.parse(one("#texts").textContent) : [];
  const phone = matchMedia("(max-width: 43.99rem)");

  // ---- the address: what is shown stands in it, so that it can be passed on ----

  const state = { q: "", outlet: "", story: "", several: false, new: false, differs: false, read: "", at: "" };

  function writeAddress(push = false) {
    const given = Object.entries(state).filter(([, value]) => value);
    let hash = new URLSearchParams(given.map(([name, value]) => [name, value === true ? "1" : value])).toString();
    if (given.length === 1 && state.at) hash = state.at;
    const address = location.href.split("#")[0] + (hash && `#${hash}`);
    if (address !== location.href) history[push ? "pushState" : "replaceState"](null, "", address);
  }

  function readAddress() {
    const hash = location.hash.slice(1);
    const given = hash.includes("=") ? new URLSearchParams(hash) : new URLSearchParams({ at: decode(hash) });
    for (const [name, value] of Object.entries(state)) {
      state[name] = typeof value === "boolean" ? given.get(name) === "1" : given.get(name) || "";
    }
    showControls();
    filter();
    const quotation = state.read && document.getElementById(state.read);
    if (quotation) openQuotation(quotation, null);
    else if (reader?.open) reader.close();
    const target = state.at && document.getElementById(state.at);
    if (target) reveal(target);
    writeAddress();
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return "";
    }
  }

  // ---- search and filters ----

  const items = all(".item").map((node) => ({
    node,
    story: node.closest("[data-story]").dataset.story,
    outlets: new Set(node.dataset.outlets.split(" ")),
    words: null,
  }));
  const outletNumbers = new Map(all("[name=outlet] option", tools).slice(1).map((option, n) => [option.value, `${n}`]));
  const groups = all(".section, [data-story], .lone").map((node) => ({ node, items: all(".item", node) }));
  const status = one("[role=status]", tools);
  const toggles = all(".toggles button", tools);

  // Upper and lower case, accents and the kinds of quotation marks and dashes make no difference to a search.
  function fold(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"')
      .replace(/[‐-―]/g, "-").toLowerCase();
  }

  function filter() {
    const words = fold(state.q).split(/\s+/).filter(Boolean);
    const outlet = state.outlet && (outletNumbers.get(state.outlet) ?? "none");
    let shown = 0;
    for (const item of items) {
      const data = item.node.dataset;
      let fits = (!outlet || item.outlets.has(outlet)) && (!state.story || item.story === state.story) &&
        (!state.several || "several" in data) && (!state.new || "new" in data) && (!state.differs || "differs" in data);
      if (fits && words.length) {
        item.words ??= fold(item.node.textContent);
        fits = words.every((word) => item.words.includes(word));
      }
      if (item.node.hidden === fits) item.node.hidden = !fits;
      shown += fits;
    }
    const active = words.length > 0 || Boolean(state.outlet || state.story || state.several || state.new || state.differs);
    for (const { node, items } of groups) {
      const empty = active && items.every((item) => item.hidden);
      if (node.hidden !== empty) node.hidden = empty;
    }
    one(".nothing").hidden = shown > 0 || !active;
    const noun = items.length === 1 ? "statement" : "statements";
    const told = active ? `${shown} of ${items.length} ${noun}` : `${items.length} ${noun}`;
    if (status.textContent !== told) status.textContent = told;
    one("[type=reset]", tools).hidden = !active;
    markFound(words);
  }

  // The words of a search are marked in the statements, without a change to the page (CSS Custom Highlight API).
  function markFound(words) {
    if (!CSS.highlights) return;
    CSS.highlights.delete("found");
    const ranges = [];
    for (const { node } of words.length ? items : []) {
      if (node.hidden) continue;
      const text = one(".text", node).firstChild;
      const folded = fold(text.data);
      if (folded.length !== text.length) continue;
      for (const word of words) {
        for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(text, at);
          range.setEnd(text, at + word.length);
          ranges.push(range);
        }
      }
    }
    if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
  }

  function showControls() {
    for (const field of all("input, select", tools)) field.value = state[field.name];
    for (const toggle of toggles) toggle.setAttribute("aria-pressed", state[toggle.name]);
  }

  function change(changes) {
    Object.assign(state, changes, { at: "" });
    showControls();
    filter();
    writeAddress();
  }

  const everything = { q: "", outlet: "", story: "", several: false, new: false, differs: false };
  const clear = () => change(everything);

  tools.hidden = false;
  for (const node of all(".scripted")) node.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("input", (event) => change({ [event.target.name]: event.target.value }));
  for (const toggle of toggles) toggle.addEventListener("click", () => change({ [toggle.name]: !state[toggle.name] }));
  tools.addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
    one("[type=search]", tools).focus();
  });
  one(".nothing button").addEventListener("click", () => {
    clear();
    one("[type=search]", tools).focus();
  });

  // ---- links inside the page ----

  function reveal(target) {
    if (target.closest("[hidden]")) {
      Object.assign(state, everything);
      showControls();
      filter();
    }
    for (let node = target; node; node = node.parentElement) if (node.localName === "details") node.open = true;
    target.scrollIntoView({ block: target.clientHeight > innerHeight / 2 ? "start" : "center" });
    target.focus({ preventScroll: true });
    if (target.matches(".item")) {
      target.classList.remove("here");
      void target.offsetWidth; // so that the animation starts again
      target.classList.add("here");
      setTimeout(() => target.classList.remove("here"), 2500);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#'], .read");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.matches(".read")) return openSource(link.dataset.source, link);
    const id = decode(link.getAttribute("href").slice(1));
    const target = document.getElementById(id);
    if (!target) return;
    event.preventDefault();
    if (link.matches(".cite") && openCited(link, target)) return;
    if (phone.matches && reader?.open) reader.close();
    state.at = id;
    reveal(target);
    writeAddress(true);
  });

  // ---- the article beside the statements ----

  let mentions = []; // places one after the other: { source, start, end, statement, quotation, out }
  let current = 0;
  let opener = null;
  const letters = new Map(); // of each article, by code point: that is what offsets count

  function readQuotation(node) {
    const [start, end] = node.dataset.span.split(" ").map(Number);
    const out = one("figcaption a.out", node)?.href ?? "";
    return { source: Number(node.dataset.source), start, end, statement: node.closest(".item"), quotation: node.id, out };
  }

  function openCited(link, target) {
    const value = link.dataset.value?.split(" ").map(Number);
    if (target.matches(".quotation")) return openQuotation(target, link, value);
    if (!value) return false;
    const source = Number(link.dataset.source);
    const out = one("a[href]", document.getElementById(`source-${source}`))?.href ?? "";
    return open([{ source, start: value[0], end: value[1], statement: null, quotation: "", out }], 0, link);
  }

  function openQuotation(node, link, value) {
    const found = all(".quotation", node.closest(".item")).map(readQuotation);
    const at = found.findIndex((mention) => mention.quotation === node.id);
    if (value) found[at].value = value;
    return open(found, at, link);
  }

  function openSource(number, link) {
    const found = all(`.quotation[data-source="${number}"]`).map(readQuotation).sort((a, b) => a.start - b.start);
    const out = one("a[href]", document.getElementById(`source-${number}`))?.href ?? "";
    const whole = { source: Number(number), start: 0, end: 0, statement: null, quotation: "", out };
    return open(found.length ? found : [whole], 0, link);
  }

  function open(list, at, link) {
    if (texts[list[at].source - 1] == null) return false;
    const anchor = link?.closest(".item, .difference, .picture, li") ?? list[at].statement;
    const before = anchor?.getBoundingClientRect().top;
    [mentions, opener] = [list.filter((mention) => texts[mention.source - 1] != null), link];
    current = mentions.indexOf(list[at]);
    if (!reader.open) {
      if (phone.matches) reader.showModal();
      else reader.show();
      document.body.classList.add("beside");
      if (anchor && link) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    }
    show();
    one("#reader-title").focus({ preventScroll: true });
    return true;
  }

  function show() {
    const mention = mentions[current];
    const source = document.getElementById(`source-${mention.source}`);
    const text = (selector) => one(selector, source)?.textContent ?? "";
    one(".where .outlet", reader).textContent = `${mention.source} ${text(".outlet")}`;
    one(".where .published", reader).textContent = text(".published");
    one("#reader-title").textContent = text(".headline") || text(".outlet");
    const out = one(".out a", reader);
    out.parentElement.hidden = !mention.out;
    if (mention.out) out.href = mention.out;
    else out.removeAttribute("href");
    fillText(mention);
    const few = mentions.length < 2;
    one(".steps", reader).hidden = few;
    one("[name=previous]", reader).setAttribute("aria-disabled", current === 0);
    one("[name=next]", reader).setAttribute("aria-disabled", current === mentions.length - 1);
    one(".step", reader).textContent = few ? "" : `Mention ${current + 1} of ${mentions.length}`;
    for (const node of all(".reading")) node.classList.remove("reading");
    mention.statement?.classList.add("reading");
    for (const node of all(".cite[aria-current]")) node.removeAttribute("aria-current");
    const cites = mention.statement ? all(".carriers .cite", mention.statement) : [];
    cites.find((cite) => quoted(cite)?.dataset.source === `${mention.source}`)?.setAttribute("aria-current", "true");
    state.read = mention.quotation;
    writeAddress();
  }

  const quoted = (cite) => document.getElementById(cite.getAttribute("href").slice(1));

  function fillText(mention) {
    const { source, start, end, value } = mention;
    if (!letters.has(source)) letters.set(source, Array.from(texts[source - 1]));
    const cut = (from, to) => letters.get(source).slice(from, to).join("");
    const mark = document.createElement("mark");
    if (value) {
      const inner = document.createElement("mark");
      inner.textContent = cut(...value);
      mark.append(cut(start, value[0]), inner, cut(value[1], end));
    } else {
      mark.textContent = cut(start, end);
    }
    const marked = end > start;
    one(".reader > .text").replaceChildren(cut(0, start), ...(marked ? [mark] : []), cut(end));
    reader.scrollTop = 0;
    if (!marked) return;
    const head = one(".bar", reader).offsetHeight;
    const place = mark.getBoundingClientRect().top - reader.getBoundingClientRect().top;
    reader.scrollTop = Math.max(0, place - head - Math.max(24, (reader.clientHeight - head) / 4));
  }

  function step(by) {
    const next = current + by;
    if (next < 0 || next >= mentions.length) return;
    current = next;
    show();
  }

  if (reader) {
    const hint = one(".steps", reader);
    one("[name=previous]", hint).addEventListener("click", () => step(-1));
    one("[name=next]", hint).addEventListener("click", () => step(1));
    one("[name=close]", reader).addEventListener("click", () => reader.close());
    // Single letters are keys only while the focus is in the article (WCAG 2.1.4).
    reader.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "j") step(1);
      if (event.key === "k") step(-1);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !reader.open) return;
      event.preventDefault();
      reader.close();
    });
    reader.addEventListener("close", () => {
      const node = opener?.isConnected ? opener : mentions[current]?.statement;
      const before = node?.getBoundingClientRect().top;
      document.body.classList.remove("beside");
      for (const marked of all(".reading")) marked.classList.remove("reading");
      for (const cite of all(".cite[aria-current]")) cite.removeAttribute("aria-current");
      if (node) {
        scrollBy({ top: node.getBoundingClientRect().top - before, behavior: "instant" });
        node.focus({ preventScroll: true });
      }
      state.read = "";
      writeAddress();
    });
  }

  addEventListener("popstate", readAddress);
  readAddress();
})();
