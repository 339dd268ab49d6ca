/** Keeps the queue as it is now: whenever something happens, its rows are fetched anew, made by the service alone. */
const queue = document.getElementById("queue");
const line = document.getElementById("line");
const GATHER_MS = 300;

let waiting = false;
let again = false;

async function refresh() {
  if (waiting) {
    again = true;
    return;
  }
  waiting = true;
  try {
    const answer = await fetch("/queue/rows");
    if (answer.status === 401) location.assign("/sign-in");
    if (answer.ok) replaceRows(await answer.text());
  } catch {
    // The event stream says that the line is down, and asks again once it is back.
  }
  // What happens within a moment is shown together.
  setTimeout(() => {
    waiting = false;
    if (again) {
      again = false;
      refresh();
    }
  }, GATHER_MS);
}

function replaceRows(rows) {
  const focused = document.activeElement?.id;
  queue.innerHTML = rows;
  if (focused?.startsWith("scan-")) document.getElementById(focused)?.focus();
}

function waited(since) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

function tick() {
  for (const time of queue.querySelectorAll("time[data-since]")) {
    if (time.dateTime) time.textContent = waited(time.dateTime);
  }
}

function say(text, down) {
  line.textContent = text;
  line.classList.toggle("down", down);
}

const events = new EventSource("/v1/events");
events.addEventListener("hello", () => {
  say("live", false);
  refresh();
});
events.addEventListener("scan", refresh);
events.addEventListener("error", () => {
  say("not connected; what you see may be old", true);
  // A browser gives up for good after an answer that is no stream, such as to a session that has ended.
  if (events.readyState === EventSource.CLOSED) location.assign("/sign-in");
});
setInterval(tick, 1000);

document.addEventListener("keydown", (event) => {
  if (!["j", "k", "ArrowDown", "ArrowUp"].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...queue.querySelectorAll(".rows a")];
  if (rows.length === 0) return;
  const step = event.key === "j" || event.key === "ArrowDown" ? 1 : -1;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
  event.preventDefault();
});
