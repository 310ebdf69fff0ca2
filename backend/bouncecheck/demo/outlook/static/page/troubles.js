/** The drawer in which a newcomer breaks things: one choice for each kind of trouble. */

import { byId, element } from "./elements.js";

const CHOICES = [
  {
    name: "graph",
    title: "Microsoft Graph",
    options: [
      ["up", "answers"],
      ["down", "is down"],
      ["throttled", "asks to wait"],
      ["slow", "is slow"],
    ],
  },
  {
    name: "consent",
    title: "Permission to read mail",
    options: [
      ["given", "given"],
      ["withdrawn", "withdrawn"],
      ["claims", "needs a stronger sign-in"],
    ],
  },
  {
    name: "sign_in",
    title: "Sign-in through Outlook",
    options: [
      ["silent", "works silently"],
      ["prompt", "asks the person"],
      ["signed_out", "nobody is signed in"],
      ["no_network", "cannot reach the service"],
      ["unsupported", "not supported (older Outlook)"],
    ],
  },
  {
    name: "no_item",
    title: "When a delivery report is open, the pane gets",
    options: [
      ["undefined", "an item that is undefined"],
      ["null", "an item that is null"],
    ],
  },
  {
    name: "client",
    title: "Outlook itself is",
    options: [
      ["current", "current (Mailbox 1.15)"],
      ["old", "old (Mailbox 1.3)"],
    ],
  },
];

/**
 * Show the choices, with the present ones chosen.
 *
 * @param {Record<string, string>} present
 * @param {(name: string, value: string) => void} onChoice
 */
export function showTroubles(present, onChoice) {
  byId("troubles").replaceChildren(
    ...CHOICES.map(({ name, title, options }) => {
      const select = element(
        "select",
        { name, id: `trouble-${name}` },
        ...options.map(([value, text]) => element("option", { value }, text)),
      );
      select.value = present[name];
      select.addEventListener("change", () => onChoice(name, select.value));
      return element("label", {}, element("span", { class: "label" }, title), select);
    }),
  );
  const isWell = CHOICES.every(({ name, options }) => present[name] === options[0][0]);
  byId("break").classList.toggle("is-broken", !isWell);
}
