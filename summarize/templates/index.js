"use strict";
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const runs = Array.from(document.querySelectorAll("#runs > article"), (element) => {
  const statements = Array.from(element.querySelectorAll("details li"), (line) => ({ line, text: fold(line.textContent) }));
  const head = fold(`${element.querySelector("h2").textContent} ${element.querySelector("p").textContent}`);
  return { element, head, statements, opened: false, details: element.querySelector("details") };
});
const search = document.getElementById("search");
const count = document.getElementById("count");
const OPENED = 30; // runs whose statements are laid open at once; hundreds would make typing slow
const all = count.textContent;

// A run is found by its title, name and day, or by a statement; then only the statements that were meant are shown.
function show() {
  const words = fold(search.value).split(/\s+/).filter(Boolean);
  const meant = (text) => words.every((word) => text.includes(word));
  let found = 0;
  let opened = 0;
  for (const run of runs) {
    const hits = words.length ? run.statements.filter(({ text }) => meant(text)) : [];
    const hit = hits.length > 0 || meant(run.head);
    run.element.hidden = !hit;
    found += hit;
    const open = hits.length > 0 && opened < OPENED;
    opened += open;
    if (open) for (const { line, text } of run.statements) line.hidden = !meant(text);
    else if (run.opened) for (const { line } of run.statements) line.hidden = false;
    if (open || run.opened) run.details.open = open;
    run.opened = open;
  }
  count.textContent = words.length ? `${found} of ${all}` : all;
  document.getElementById("none").hidden = found > 0 || !words.length;
}

let waiting = 0;
search.addEventListener("input", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(show);
});
document.getElementById("tools").hidden = runs.length < 2;
if (search.value) show();
