import { send } from "/static/asking.js";

document.getElementById("sign-out").addEventListener("click", async () => {
  await send("/sign-out");
  location.assign("/sign-in");
});
