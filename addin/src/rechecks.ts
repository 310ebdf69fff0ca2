/** When to ask again by itself, because an answer says that it will know more later: pure. */

import type { Check } from "./contract";
import type { Home } from "./home";

interface Recheck {
  /** The moment that the backend names; each is waited for once. */
  readonly at: string;
  readonly afterMs: number;
}

/** The server's clock may be a little behind its own promise. */
const SPARE_MS = 5_000;

/** The earliest moment at which something shown may have another answer; null if none has. */
export function nextRecheck(home: Home, done: ReadonlySet<string>): Recheck | null {
  const asked = home.openCheck.phase === "done" ? [home.openCheck.check] : [];
  const waiting = [...home.rows, ...asked]
    .map(recheckOf)
    .filter((each): each is Recheck => each !== null && !done.has(each.at));
  return waiting.sort((one, other) => one.afterMs - other.afterMs)[0] ?? null;
}

/** Counted from the server's own time of answer: this computer's clock may be wrong. */
function recheckOf({ checkedAt, recheckAt }: Check): Recheck | null {
  if (recheckAt === null) return null;
  const afterMs = Math.max(0, Date.parse(recheckAt) - Date.parse(checkedAt)) + SPARE_MS;
  return { at: recheckAt, afterMs };
}
