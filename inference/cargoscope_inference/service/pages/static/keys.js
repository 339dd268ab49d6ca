/** Keys without modifiers, one function each; "?" shows them all. */
const help = document.getElementById("keys");

/** Calls actions[key] when a key is pressed, unless somebody is typing or a dialog is open. */
export function onKeys(actions) {
  const all = { ...actions, "?": () => help.showModal() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]") || !(event.key in all) || takesKey(event.target, event.key)) return;
    event.preventDefault();
    all[event.key]();
  });
}

function takesKey(element, key) {
  if (element.matches("input[type=radio]")) return key.startsWith("Arrow");
  return element.matches("input, textarea, select");
}

for (const button of document.querySelectorAll("[data-opens]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
}
