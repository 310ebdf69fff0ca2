/** What every part of the view needs besides the state. */

import type { Words } from "../words";
import type { Times } from "./times";

export interface Look {
  readonly words: Words;
  readonly times: Times;
  /** Our own origin, to which links are allowed. */
  readonly origin: string;
}

/** What the user can click; the page carries it in data-action, the message in data-id. */
export const ACTIONS = [
  "sign_in",
  "refresh",
  "choose",
  "more",
  "remove",
  "undo",
  "open",
  "report_not_me",
  "ask_it",
  "phishing",
  "check_open",
] as const;
export type Action = (typeof ACTIONS)[number];
