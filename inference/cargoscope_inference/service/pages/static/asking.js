/** Sends something that changes the service; the token shows that it comes from a page of ours. */
export async function send(address, body) {
  const token = document.querySelector("meta[name=csrf]").content;
  const headers = { "X-CSRF-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(address, { method: "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Error("The service does not answer. Nothing was changed; try again.");
  }
  if (answer.status === 401) location.assign("/sign-in");
  if (!answer.ok) throw new Error((await answer.json()).detail);
  return answer;
}
