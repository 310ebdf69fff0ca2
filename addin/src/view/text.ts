/** Text from mail, made harmless to look at; nothing here makes markup. */

import type { Words } from "../words";
import type { Piece } from "./dom";
import { h } from "./dom";

/** Longer than any honest subject; a mail may claim megabytes. */
const MAX_CHARACTERS = 400;

/** Controls, lone surrogates, private use, and marks that are invisible or turn the direction. */
const UNSEEN =
  /[\p{Cc}\p{Cs}\p{Co}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;

/** One line without anything that could hide text or turn it around. */
export function cleaned(text: string, limit = MAX_CHARACTERS): string {
  const characters = Array.from(text.replace(/\s+/gu, " ").replace(UNSEEN, "").trim());
  return characters.length > limit
    ? `${characters.slice(0, limit).join("")}…`
    : characters.join("");
}

/** Hostile text in an element of its own, whose direction reaches no further. */
export function hostile(text: string | null, instead: string): Piece {
  const plain = text === null ? "" : cleaned(text);
  return plain === "" ? h("span", {}, instead) : h("bdi", { class: "hostile" }, plain);
}

/** The mailbox that Exchange writes its own reports from, in every organisation. */
const EXCHANGE_SENDER = /^microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@(.+)$/isu;

/**
 * A sender. Exchange's own, of 50 characters that say nothing, gets the name that Outlook gives it;
 * the domain stays, because anybody may write such an address.
 */
export function sender(from: string | null, words: Words): Piece {
  const domain = EXCHANGE_SENDER.exec(from ?? "")?.[1];
  return hostile(
    domain === undefined ? from : words.message.exchange(domain),
    words.message.noSender,
  );
}
