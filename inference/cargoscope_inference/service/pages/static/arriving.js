/** The page of a scan that is still coming in: loads itself anew whenever more is known. */
import { listen } from "/static/live.js";

const GATHER_MS = 200;
const { id } = document.getElementById("arriving").dataset;
let waiting = false;

function refresh() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => location.reload(), GATHER_MS);
}

listen({ onState() {}, onScan: ({ scan }) => scan === id && refresh() });
