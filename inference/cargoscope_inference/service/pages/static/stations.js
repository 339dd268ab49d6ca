/** Keeps the page of the stations as things are now; its rows are made by the service alone. */
import { listen } from "/static/live.js";
import { waited } from "/static/waiting.js";

const GATHER_MS = 1000;

const stations = document.getElementById("stations");
const line = document.getElementById("line");
let coming = null;
let down = null;

/** What happens within a moment is shown together. */
function refresh() {
  coming ??= setTimeout(fetchRows, GATHER_MS);
}

async function fetchRows() {
  coming = null;
  try {
    const answer = await fetch("/stations/rows");
    if (answer.status === 401) location.assign("/sign-in");
    if (answer.ok) stations.innerHTML = await answer.text();
    tick();
  } catch {
    // The stream of events says that the line is down, and asks again once it is back.
  }
}

function tick() {
  for (const time of stations.querySelectorAll("time[datetime]")) {
    const text = waited(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
  }
}

function say(live) {
  if (live) refresh();
  down = live ? null : (down ?? new Date());
  line.textContent = live ? "live" : `not live since ${down.toLocaleTimeString()}; trying again`;
  line.classList.toggle("down", !live);
  stations.classList.toggle("stale", !live);
}

line.textContent = "connecting …";
listen({ onState: say, onScan: refresh, onStations: refresh });
setInterval(tick, 1000);
