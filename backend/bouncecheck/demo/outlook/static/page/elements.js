/** Makes elements. Text is always text: mail is hostile. */

const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  picture.setAttribute("aria-hidden", "true");
  picture.append(use);
  return picture;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Ask in a modal dialog; return the value of the button that closed it ("" for Escape). */
export function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
  });
}

/** Show only the moments that matter: the hour today, the day before that. */
export function when(text, now) {
  const moment = new Date(text);
  const isToday = moment.toDateString() === now.toDateString();
  const format = isToday
    ? { hour: "2-digit", minute: "2-digit" }
    : { weekday: "short", day: "numeric", month: "numeric" };
  return moment.toLocaleString(document.documentElement.lang, format);
}
