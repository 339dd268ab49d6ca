/** Keeps the queue as it is now: whenever something happens, its rows are fetched anew, made by the service alone. */
import { onKeys } from "/static/keys.js";
import { listen } from "/static/live.js";
import { waited } from "/static/waiting.js";

const GATHER_MS = 300;
const NEW_MS = 30_000;

const queue = document.getElementById("queue");
const line = document.getElementById("line");
const title = document.title;
let fetching = false;
let again = false;
let down = null;

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch("/queue/rows");
    if (answer.status === 401) location.assign("/sign-in");
    if (answer.ok) show(await answer.text());
  } catch {
    // The stream of events says that the line is down, and asks again once it is back.
  }
  // What happens within a moment is shown together.
  setTimeout(() => {
    fetching = false;
    if (!again) return;
    again = false;
    refresh();
  }, GATHER_MS);
}

/** Puts new rows in place, and keeps those that are as they were: so nothing flickers, jumps or loses the focus. */
function show(text) {
  const fresh = document.createElement("template");
  fresh.innerHTML = text;
  const focused = document.activeElement?.id;
  const known = new Map([...queue.querySelectorAll(".rows > li")].map((row) => [idOf(row), row]));
  for (const row of fresh.content.querySelectorAll(".rows > li")) {
    const old = known.get(idOf(row));
    if (old && written(old) === written(row)) row.replaceWith(old);
    else if (!old || sectionOf(old) !== sectionOf(row)) markNew(row);
  }
  queue.replaceChildren(fresh.content);
  if (focused?.startsWith("scan-")) document.getElementById(focused)?.focus({ preventScroll: true });
  tick();
}

function idOf(row) {
  return row.firstElementChild.id;
}

function sectionOf(row) {
  return row.closest("section").id;
}

/** A row's own text, whatever its clock and its highlight say. */
function written(row) {
  const copy = row.firstElementChild.cloneNode(true);
  copy.querySelector("time").textContent = "";
  return copy.outerHTML;
}

function markNew(row) {
  if (sectionOf(row) === "decided") return;
  row.classList.add("new");
  setTimeout(() => row.classList.remove("new"), NEW_MS);
}

function tick() {
  for (const time of queue.querySelectorAll("time[datetime]")) {
    const text = time.dateTime ? waited(time.dateTime) : "";
    if (time.textContent !== text) time.textContent = text;
  }
  const urgent = queue.querySelectorAll("#problems .rows > li, #flagged .rows > li").length;
  document.title = urgent ? `(${urgent}) ${title}` : title;
}

function say(live) {
  if (live) refresh();
  down = live ? null : (down ?? new Date());
  line.textContent = live ? "live" : `not live since ${down.toLocaleTimeString()}; trying again`;
  line.classList.toggle("down", !live);
  queue.classList.toggle("stale", !live);
}

function step(by) {
  const rows = [...queue.querySelectorAll(".rows a")];
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

line.textContent = "connecting …";
listen({ onState: say, onScan: refresh });
setInterval(tick, 1000);
onKeys({ j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1) });
