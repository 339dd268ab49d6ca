/** The page of one scan: its flags, its picture, its keys. */
import { prepareDeciding } from "/static/deciding.js";
import { onKeys } from "/static/keys.js";
import { listen } from "/static/live.js";
import "/static/scan-viewer.js";

const scan = document.getElementById("scan");
const viewers = [...document.querySelectorAll("scan-viewer")];
const flags = [...document.querySelectorAll("#flags > li")];
const boxes = flags.map((flag) => flag.dataset.box?.split(",").map(Number) ?? null);
let chosen = -1;
/** The view that keys and buttons act on: that of the flag chosen last, or on which somebody last clicked. */
let [viewer] = viewers;

function choose(number) {
  if (flags.length === 0) return;
  chosen = (number + flags.length) % flags.length;
  flags.forEach((flag, at) => flag.classList.toggle("chosen", at === chosen));
  flags[chosen].scrollIntoView({ block: "nearest" });
  viewer = viewers.find((each) => each.dataset.view === flags[chosen].dataset.view) ?? viewer;
  for (const each of viewers) each.pointAt(each === viewer ? boxes[chosen] : null);
}

function judge(answer) {
  if (chosen < 0) return choose(0);
  const choice = flags[chosen]?.querySelector(`input[value=${answer}]`);
  if (!choice) return undefined;
  choice.checked = true;
  return chosen + 1 < flags.length ? choose(chosen + 1) : undefined;
}

/** Numbers, from 1, of the flags of which the officer says this: "confirmed", "rejected", or nothing yet. */
function answered(answer) {
  return flags.flatMap((flag, at) => (flag.querySelector("input:checked")?.value === answer ? [at + 1] : []));
}

function untouched() {
  return answered(undefined);
}

function toggleMarks() {
  if (!viewer) return;
  const wanted = !viewer.marks;
  for (const each of viewers) each.marks = wanted;
  document.querySelector("[data-tool=marks]").setAttribute("aria-pressed", wanted);
}

function fit() {
  for (const each of viewers) each.fit();
}

/** Chooses the flag on which somebody clicked in a view; the smallest, where they lie within each other. */
function chooseAt(view, [x, y]) {
  const size = ([x0, y0, x1, y1]) => (x1 - x0) * (y1 - y0);
  const hit = boxes
    .map((box, at) => ({ box, at }))
    .filter(({ at }) => flags[at].dataset.view === view)
    .filter(({ box }) => box && box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3])
    .sort((one, other) => size(one.box) - size(other.box));
  if (hit.length > 0) choose(hit[0].at);
}

const deciding = prepareDeciding({
  untouched,
  confirmed: () => answered("confirmed"),
  look: () => choose(untouched()[0] - 1),
});
const tools = {
  in: () => viewer.zoomBySteps(2),
  out: () => viewer.zoomBySteps(-2),
  fit,
  marks: toggleMarks,
};
onKeys({
  n: () => choose(chosen + 1),
  p: () => choose(chosen < 0 ? -1 : chosen - 1),
  y: () => judge("confirmed"),
  x: () => judge("rejected"),
  c: () => deciding.ask("clear"),
  h: () => deciding.ask("hold"),
  r: () => deciding.ask("refer"),
  m: toggleMarks,
  Escape: () => location.assign("/queue"),
  "+": () => viewer?.zoomBySteps(1),
  "=": () => viewer?.zoomBySteps(1),
  "-": () => viewer?.zoomBySteps(-1),
  0: fit,
  ArrowLeft: () => viewer?.move(0.15, 0),
  ArrowRight: () => viewer?.move(-0.15, 0),
  ArrowUp: () => viewer?.move(0, 0.15),
  ArrowDown: () => viewer?.move(0, -0.15),
});

for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", tools[button.dataset.tool]);
}
flags.forEach((flag, at) => {
  flag.addEventListener("click", () => choose(at));
  flag.querySelector("button").addEventListener("focus", () => chosen === at || choose(at));
});
for (const each of viewers) {
  const act = () => (viewer = each);
  each.addEventListener("pointerdown", act);
  each.addEventListener("focus", act);
  each.addEventListener("place", (event) => chooseAt(each.dataset.view, event.detail));
}

const changed = document.getElementById("changed");
const DONE = { clear: "cleared", hold: "held", refer: "referred" };
changed.querySelector("a").addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});

function tell(text) {
  changed.querySelector("span").textContent = text;
  changed.hidden = false;
}

function onScan({ kind, scan: id, details }) {
  if (id !== scan.dataset.id || deciding.decided()) return;
  // Nothing could be looked at yet, so nothing is lost by showing what has come.
  if (scan.dataset.state === "received" || scan.dataset.state === "analysing") location.reload();
  else if (kind === "scan.decided") tell(`Another officer has just ${DONE[details.verdict]} this scan.`);
  else if (kind === "scan.taken-back") tell("The station has said the size of a pixel: the scan is being analysed again.");
  else if (kind === "scan.analysed") tell("The scan was analysed again.");
  else if (kind === "flags.changed") tell("The flags have changed since you opened this scan.");
  else if (kind === "scan.described") tell("The station has sent a new declaration.");
}

listen({ onState() {}, onScan });
