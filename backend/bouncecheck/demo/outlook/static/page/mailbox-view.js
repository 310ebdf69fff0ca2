/** Folders, the list of messages and the open message. */

import { byId, element, icon, when } from "./elements.js";

const AVATAR_COLOURS = 8;

export class MailboxView {
  #on;
  #now;
  #selected = null;

  /**
   * @param {{folder: (id: string) => void, message: (id: string) => void}} on  what a click means
   * @param {Date} now
   */
  constructor(on, now) {
    this.#on = on;
    this.#now = now;
    const list = byId("messages");
    list.addEventListener("keydown", (event) => this.#move(event));
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) {
        this.#on.message(row.dataset.id);
      }
    });
  }

  showFolders(folders, openFolder) {
    byId("folders").replaceChildren(
      ...folders.map((folder) => {
        const isOpen = folder.id === openFolder;
        const count = folder.unread > 0 ? String(folder.unread) : "";
        const button = element(
          "button",
          { type: "button", ...(isOpen && { "aria-current": "true" }) },
          icon(folder.id),
          element("span", {}, folder.name),
          element("span", { class: "count" }, count),
        );
        button.addEventListener("click", () => this.#on.folder(folder.id));
        return element("li", {}, button);
      }),
    );
    byId("list-title").textContent =
      folders.find((folder) => folder.id === openFolder)?.name ?? "";
  }

  showMessages(messages, selectedId) {
    this.#selected = selectedId;
    const list = byId("messages");
    const scrolled = list.scrollTop;
    list.replaceChildren(...messages.map((message) => this.#row(message)));
    list.scrollTop = scrolled;
    byId("list-empty").hidden = messages.length > 0;
    this.#markSelected();
  }

  select(id) {
    this.#selected = id;
    this.#markSelected();
  }

  showMessage(message) {
    const reading = byId("reading");
    if (!message) {
      reading.replaceChildren(element("p", { class: "quiet" }, "Select a message to read it."));
      return;
    }
    const to = message.to.map((person) => person.name || person.address).join("; ");
    reading.replaceChildren(
      element("h1", { class: "subject" }, message.subject || "(no subject)"),
      element(
        "article",
        { class: "card" },
        element(
          "div",
          { class: "card-head" },
          avatar(message.from),
          element(
            "div",
            {},
            element("p", { class: "from" }, nameOf(message.from)),
            element("p", { class: "quiet" }, `To: ${to}`),
          ),
          element("time", { datetime: message.receivedAt }, longMoment(message.receivedAt)),
        ),
        ...attachmentsOf(message),
        element("pre", { class: "body", tabindex: "0", "aria-label": "Text" }, message.body),
      ),
    );
    reading.scrollTop = 0;
  }

  #row(message) {
    const row = element(
      "div",
      { role: "option", id: `m-${message.id}`, class: message.isRead ? "row" : "row unread" },
      avatar(message.from),
      element(
        "div",
        { class: "row-text" },
        element("span", { class: "row-from" }, message.from.name || message.from.address || "-"),
        element("span", { class: "row-subject" }, message.subject || "(no subject)"),
        element("time", { datetime: message.receivedAt }, when(message.receivedAt, this.#now)),
        element("span", { class: "row-preview" }, message.preview),
      ),
    );
    row.dataset.id = message.id;
    row.dataset.class = message.itemClass;
    return row;
  }

  #move(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    const rows = [...byId("messages").querySelectorAll("[role=option]")];
    if (step === undefined || rows.length === 0) {
      return;
    }
    event.preventDefault();
    const at = rows.findIndex((row) => row.dataset.id === this.#selected);
    const next = Math.max(0, Math.min(rows.length - 1, at === -1 && step === 1 ? 0 : at + step));
    this.#on.message(rows[next].dataset.id);
    rows[next].scrollIntoView({ block: "nearest" });
  }

  #markSelected() {
    const list = byId("messages");
    list.removeAttribute("aria-activedescendant");
    for (const row of list.querySelectorAll("[role=option]")) {
      const isSelected = row.dataset.id === this.#selected;
      row.setAttribute("aria-selected", String(isSelected));
      if (isSelected) {
        list.setAttribute("aria-activedescendant", row.id);
        row.classList.remove("unread");
      }
    }
  }
}

function attachmentsOf(message) {
  if (message.attachments.length === 0) {
    return [];
  }
  const items = message.attachments.map((name) =>
    element("li", {}, icon("paperclip"), element("span", {}, name || "attachment")),
  );
  return [element("ul", { class: "attachments", "aria-label": "Attachments" }, ...items)];
}

function avatar(person) {
  const name = person.name || person.address || "?";
  const letters = name.replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  const initials = letters.length > 1 ? letters[0][0] + letters.at(-1)[0] : name.slice(0, 1);
  const colour = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % AVATAR_COLOURS;
  return element(
    "span",
    { class: `avatar avatar-${colour}`, "aria-hidden": "true" },
    initials.toUpperCase(),
  );
}

function nameOf({ name, address }) {
  return name && name !== address ? `${name} <${address}>` : address || "(no sender)";
}

function longMoment(text) {
  const format = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Date(text).toLocaleString(document.documentElement.lang, format);
}
