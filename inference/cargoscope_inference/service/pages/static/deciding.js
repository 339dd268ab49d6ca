/** The dialog that asks for the reason of a decision, and sends it. */
const dialog = document.getElementById("deciding");
const form = document.getElementById("decision");

/**
 * Prepares the dialog, where the scan is one to decide on.
 *
 * untouched() returns the numbers, from 1, of the flags that are neither confirmed nor rejected, confirmed() of those
 * that are confirmed; look() shows the first untouched one.
 */
export function prepareDeciding({ untouched, confirmed, look }) {
  if (!form) return { ask() {}, decided: () => false };
  const first = document.getElementById("first");
  const wrong = document.getElementById("wrong");
  const notice = document.getElementById("caution");
  let sent = false;

  function ask(verdict) {
    const open = untouched();
    if (verdict === "clear" && open.length > 0) {
      say(first, `${named(open)} neither confirmed nor rejected yet. Look first, then clear the scan.`);
      look();
      return;
    }
    first.hidden = true;
    wrong.hidden = true;
    document.getElementById("deciding-title").textContent = `${verdict[0].toUpperCase()}${verdict.slice(1)} this scan`;
    document.getElementById("decide").textContent = verdict[0].toUpperCase() + verdict.slice(1);
    for (const fieldset of form.querySelectorAll("fieldset")) {
      fieldset.hidden = fieldset.dataset.verdict !== verdict;
      fieldset.disabled = fieldset.hidden;
    }
    const caution = cautionOf(verdict, open, confirmed());
    notice.hidden = caution === "";
    notice.textContent = caution;
    dialog.showModal();
    (form.querySelector("fieldset:enabled input:checked") ?? form.querySelector("fieldset:enabled input")).focus();
  }

  async function send(event) {
    event.preventDefault();
    const button = document.getElementById("decide");
    button.disabled = true;
    wrong.hidden = true;
    try {
      const onward = await post();
      location.assign(onward);
    } catch (error) {
      sent = false;
      say(wrong, error.message);
      button.disabled = false;
    }
  }

  async function post() {
    sent = true;
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
      });
    } catch {
      throw new Error("The service does not answer. Nothing was decided; try again.");
    }
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.detail);
    return said.next;
  }

  form.addEventListener("submit", send);
  form.addEventListener("change", () => {
    const own = form.querySelector("input[name=choice]:checked")?.value.endsWith("/own");
    form.elements.note.required = Boolean(own);
    if (own) form.elements.note.focus();
  });
  dialog.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea");
    if (typing && event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
    if (typing || !/^[1-9]$/.test(event.key)) return;
    event.preventDefault();
    form.querySelectorAll("fieldset:enabled input")[Number(event.key) - 1]?.click();
  });
  document.getElementById("not-yet").addEventListener("click", () => dialog.close());
  for (const button of document.querySelectorAll("button[data-verdict]")) {
    button.addEventListener("click", () => ask(button.dataset.verdict));
  }
  return { ask, decided: () => sent };
}

function say(element, text) {
  element.textContent = text;
  element.hidden = false;
}

function cautionOf(verdict, open, confirmed) {
  if (verdict === "clear" && confirmed.length > 0) return `${named(confirmed)} confirmed by you. Clear the scan all the same?`;
  if (open.length > 0) return `${named(open)} neither confirmed nor rejected. Better look first; a reason will do, too.`;
  return "";
}

function named(numbers) {
  if (numbers.length === 1) return `Flag ${numbers[0]} is`;
  return `Flags ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)} are`;
}
