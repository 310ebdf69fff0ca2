/** What the page asks its own server. */

export class NotThereError extends Error {}

async function asked(path, options = {}) {
  const answer = await fetch(`api/${path}`, options);
  if (answer.status === 404) {
    throw new NotThereError(path);
  }
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status}`);
  }
  return await answer.json();
}

function sent(method, value) {
  return {
    method,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  };
}

const part = encodeURIComponent;

export const settings = () => asked("settings");
export const users = () => asked("users");
export const folders = (user) => asked(`users/${part(user)}/folders`);
export const messages = (user, folder) =>
  asked(`users/${part(user)}/folders/${part(folder)}/messages`);
export const openMessage = (user, id) =>
  asked(`users/${part(user)}/messages/${part(id)}/opening`, { method: "POST" });
export const content = (user, id) => asked(`users/${part(user)}/messages/${part(id)}/content`);
export const setTrouble = (trouble) => asked("faults", sent("PUT", trouble));
export const mend = () => asked("faults", { method: "DELETE" });
export const token = (request) => asked("token", sent("POST", request));
