/** The stream of events; goes on by itself after the line or the service was down. */
const PAUSE_MS = 3000;
/** The newest event that was in the page when it was made: what happens until this script listens is told all the same. */
let seen = document.querySelector("meta[name=seen]")?.content;

/**
 * Listens to what happens to scans.
 *
 * onState(live) is called whenever the stream begins or breaks off, onScan(event) with every event, and
 * onStations() when an administrator's page of the stations would look different by now.
 */
export function listen({ onState, onScan, onStations = () => {} }) {
  const events = new EventSource(seen === undefined ? "/v1/events" : `/v1/events?after=${seen}`);
  events.addEventListener("hello", () => onState(true));
  events.addEventListener("open", () => onState(true));
  events.addEventListener("scan", (event) => {
    if (seen !== undefined) seen = event.lastEventId;
    onScan(JSON.parse(event.data));
  });
  events.addEventListener("stations", () => onStations());
  events.addEventListener("error", () => {
    onState(false);
    // A browser tries again by itself, but not after an answer that is no stream.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => again({ onState, onScan, onStations }), PAUSE_MS);
  });
}

async function again(handlers) {
  try {
    const answer = await fetch("/queue/rows");
    if (answer.status === 401) return location.assign("/sign-in");
  } catch {
    // Not there yet; the stream will say so too.
  }
  return listen(handlers);
}
