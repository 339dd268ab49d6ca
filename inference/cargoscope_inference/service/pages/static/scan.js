/** The page of one scan: flags, decision, keys. */
import { send } from "/static/asking.js";
import "/static/scan-viewer.js";

const scan = document.getElementById("scan");
const viewer = document.querySelector("scan-viewer");
const flags = [...document.querySelectorAll("#flags > li")];
const form = document.getElementById("decision");
const wrong = document.getElementById("wrong");
let chosen = -1;

function choose(number) {
  if (flags.length === 0) return;
  chosen = (number + flags.length) % flags.length;
  flags.forEach((flag, at) => flag.classList.toggle("chosen", at === chosen));
  flags[chosen].scrollIntoView({ block: "nearest" });
  const box = flags[chosen].dataset.box;
  viewer?.pointAt(box ? box.split(",").map(Number) : null);
}

function judge(confirmed) {
  if (chosen < 0) choose(0);
  const choice = flags[chosen]?.querySelector(`input[value="${confirmed}"]`);
  if (!choice) return;
  choice.checked = true;
  if (chosen + 1 < flags.length) choose(chosen + 1);
}

function take(verdict) {
  if (!form) return;
  form.elements.verdict.value = verdict;
  form.elements.reason.focus();
}

function judgements() {
  const confirmed = {};
  for (const flag of flags) {
    const choice = flag.querySelector("input:checked");
    if (choice) confirmed[flag.dataset.flag] = choice.value === "true";
  }
  return confirmed;
}

async function decide(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  wrong.hidden = true;
  try {
    await send(`/v1/inspections/${scan.dataset.id}/decision`, {
      verdict: form.elements.verdict.value,
      reason: form.elements.reason.value,
      flags_key: scan.dataset.flagsKey,
      confirmed: judgements(),
    });
    location.assign("/queue");
  } catch (error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
    button.disabled = false;
  }
}

function toggleMarks() {
  if (!viewer) return;
  viewer.marks = !viewer.marks;
  document.querySelector("[data-tool=marks]").setAttribute("aria-pressed", viewer.marks);
}

const tools = {
  in: () => viewer.zoomBySteps(2),
  out: () => viewer.zoomBySteps(-2),
  fit: () => viewer.fit(),
  marks: toggleMarks,
};
const keys = {
  n: () => choose(chosen + 1),
  p: () => choose(chosen - 1),
  y: () => judge(true),
  x: () => judge(false),
  c: () => take("clear"),
  h: () => take("hold"),
  r: () => take("refer"),
  b: toggleMarks,
  q: () => location.assign("/queue"),
  "+": () => viewer?.zoomBySteps(1),
  "=": () => viewer?.zoomBySteps(1),
  "-": () => viewer?.zoomBySteps(-1),
  0: () => viewer?.fit(),
  ArrowLeft: () => viewer?.move(0.15, 0),
  ArrowRight: () => viewer?.move(-0.15, 0),
  ArrowUp: () => viewer?.move(0, 0.15),
  ArrowDown: () => viewer?.move(0, -0.15),
};

for (const button of document.querySelectorAll("[data-tool]")) {
  button.addEventListener("click", tools[button.dataset.tool]);
}
flags.forEach((flag, at) => {
  flag.addEventListener("click", () => choose(at));
  flag.addEventListener("focus", () => choose(at));
});
form?.addEventListener("submit", decide);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) return form?.requestSubmit();
  if (event.key === "Escape") return document.activeElement.blur();
  const typing = event.target.matches("input:not([type=radio]), textarea, select");
  const choosing = event.target.matches("input[type=radio]") && event.key.startsWith("Arrow");
  if (typing || choosing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]();
});

document.querySelector("#changed a").addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});
new EventSource("/v1/events").addEventListener("scan", (event) => {
  if (JSON.parse(event.data).scan !== scan.dataset.id) return;
  // Nothing was looked at yet, so nothing is lost by showing what has come.
  if (scan.dataset.state === "received" || scan.dataset.state === "analysing") location.reload();
  document.getElementById("changed").hidden = false;
});
