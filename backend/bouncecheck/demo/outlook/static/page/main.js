/** The page: mail on the left, the task pane on the right, and the host between them. */

import { isReport } from "../host/item-data.js";
import { OutlookHost } from "../host/outlook-host.js";
import { refused } from "../host/sign-in.js";
import * as api from "./api.js";
import { ask, byId } from "./elements.js";
import { MailboxView } from "./mailbox-view.js";
import { makeSplitter } from "./splitter.js";
import { showTroubles } from "./troubles.js";

const REFRESH_MS = 2000;
const REQUIREMENTS = {
  current: { Mailbox: "1.15", NestedAppAuth: "1.1", DialogApi: "1.2", DialogOrigin: "1.1" },
  old: { Mailbox: "1.3" },
};

const page = {
  settings: null,
  users: [],
  user: null,
  folder: "inbox",
  message: null,
  trouble: {},
  theme: "light",
};

const asked = new URLSearchParams(window.location.search);
let view = null;
let host = null;

async function start() {
  page.settings = await api.settings();
  page.trouble = page.settings.trouble;
  page.users = await api.users();
  byId("standalone").href = page.settings.appUrl;
  view = new MailboxView({ folder: openFolder, message: openMessage }, new Date(page.settings.now));
  host = new OutlookHost(byId("pane-frame"), outlookFor());
  setTheme(asked.get("theme") ?? preferredTheme());
  setLanguage(asked.get("language") ?? "en-US");
  fillUsers();
  listen();
  showTroubles(page.trouble, chooseTrouble);
  await openUser(asked.get("user") ?? page.users[0].id);
  if (asked.has("message")) {
    await openMessage(asked.get("message"));
  }
  if (asked.has("pane")) {
    openPane();
  }
  setInterval(() => void refresh(), REFRESH_MS);
  document.body.dataset.ready = "true";
}

function outlookFor() {
  return {
    user: () => page.user,
    message: () => page.message,
    theme: () => page.theme,
    language: () => byId("language").value,
    noItem: () => page.trouble.no_item,
    requirements,
    content: (message) => api.content(page.user.id, message.id),
    show: (id) => void openMessage(id),
    closed: closePane,
    leave: (backwards) => (backwards ? byId("pane-close") : byId("user")).focus(),
    tokens: async (request) => {
      try {
        return await api.token({ ...request, userId: page.user.id });
      } catch {
        return refused("NO_NETWORK", "The demo's server did not answer.");
      }
    },
    askPerson: async () => {
      byId("consent-user").textContent = page.user.address;
      const isAccepted = (await ask(byId("consent"))) === "accept";
      queueMicrotask(() => void readTrouble());
      return isAccepted;
    },
  };
}

function requirements() {
  const all = REQUIREMENTS[page.trouble.client];
  if (page.trouble.sign_in !== "unsupported") {
    return all;
  }
  const { NestedAppAuth: _without, ...rest } = all;
  return rest;
}

async function openUser(id) {
  page.user = page.users.find((user) => user.id === id || user.address === id) ?? page.users[0];
  byId("user").value = page.user.id;
  page.message = null;
  view.showMessage(null);
  closePane();
  await openFolder("inbox");
}

async function openFolder(id) {
  page.folder = id;
  await refresh();
}

async function openMessage(id) {
  const user = page.user;
  view.select(id);
  try {
    const message = await api.openMessage(user.id, id);
    if (user !== page.user) {
      return;
    }
    page.message = message;
  } catch (error) {
    if (!(error instanceof api.NotThereError)) {
      throw error;
    }
    page.message = null; // It was moved or deleted since the list was shown.
  }
  view.select(page.message?.id ?? null);
  view.showMessage(page.message);
  if (host.isOpen && !isPinned()) {
    closePane();
  }
  host.messageChanged();
}

async function refresh() {
  const { user, folder } = page;
  if (document.hidden && view.shown === folder) {
    return;
  }
  const [folders, messages] = await Promise.all([
    api.folders(user.id),
    api.messages(user.id, folder),
  ]);
  if (user !== page.user || folder !== page.folder) {
    return;
  }
  const print = JSON.stringify([user.id, folder, folders, messages]);
  if (print === view.print) {
    return;
  }
  view.print = print;
  view.shown = folder;
  view.showFolders(folders, folder);
  view.showMessages(messages, page.message?.id ?? null);
}

async function pressButton() {
  if (host.isOpen) {
    closePane();
    return;
  }
  if (page.message && isReport(page.message)) {
    // Outlook on the web warns first, then opens the pane all the same (office-js issue 6558).
    if ((await ask(byId("restricted"))) !== "ok") {
      return;
    }
  }
  openPane();
}

function openPane() {
  showPane(true);
  host.open(page.settings.paneUrl);
}

function closePane() {
  host.close();
  showPane(false);
}

function showPane(isOpen) {
  byId("pane").hidden = byId("splitter").hidden = !isOpen;
  byId("bounce-check").setAttribute("aria-expanded", String(isOpen));
}

function isPinned() {
  return byId("pin").getAttribute("aria-pressed") === "true";
}

async function chooseTrouble(name, value) {
  page.trouble = await api.setTrouble({ [name]: value });
  showTroubles(page.trouble, chooseTrouble);
  byId(`trouble-${name}`).focus();
  if (host.isOpen && ["sign_in", "client", "no_item"].includes(name)) {
    openPane(); // What Outlook can do is settled when the pane opens.
  }
}

async function readTrouble() {
  page.trouble = (await api.settings()).trouble;
  showTroubles(page.trouble, chooseTrouble);
}

async function mendAll() {
  page.trouble = await api.mend();
  showTroubles(page.trouble, chooseTrouble);
}

function setTheme(name) {
  page.theme = name === "dark" ? "dark" : "light";
  document.documentElement.dataset.theme = page.theme;
  byId("theme").setAttribute("aria-pressed", String(page.theme === "dark"));
  host.themeChanged();
}

function preferredTheme() {
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function setLanguage(language) {
  const select = byId("language");
  select.value = language;
  if (select.value !== language) {
    select.value = "en-US";
  }
  if (host.isOpen) {
    openPane();
  }
}

function fillUsers() {
  byId("user").replaceChildren(
    ...page.users.map((user) => {
      const option = document.createElement("option");
      option.value = user.id;
      option.textContent = `${user.name} (${user.address})`;
      return option;
    }),
  );
}

function toggleDrawer(isOpen) {
  byId("drawer").hidden = !isOpen;
  byId("break").setAttribute("aria-expanded", String(isOpen));
  (isOpen ? byId("drawer").querySelector("select") : byId("break")).focus();
}

function listen() {
  const click = (id, action) => byId(id).addEventListener("click", () => void action());
  click("bounce-check", pressButton);
  click("pane-close", () => {
    closePane();
    byId("bounce-check").focus();
  });
  click("pin", () => byId("pin").setAttribute("aria-pressed", String(!isPinned())));
  click("theme", () => setTheme(page.theme === "dark" ? "light" : "dark"));
  click("break", () => toggleDrawer(byId("drawer").hidden));
  click("drawer-close", () => toggleDrawer(false));
  click("mend", mendAll);
  byId("user").addEventListener("change", () => void openUser(byId("user").value));
  byId("language").addEventListener("change", () => setLanguage(byId("language").value));
  byId("drawer").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      toggleDrawer(false);
    }
  });
  makeSplitter(byId("splitter"), byId("pane"));
}

await start();
