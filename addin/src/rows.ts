/** The list of bounces, newest first: pure. */

import type { Check } from "./contract";

export type Rows = readonly Check[];

export function findRow(rows: Rows, id: string): Check | null {
  return rows.find((row) => row.message.id === id) ?? null;
}

export function without(rows: Rows, id: string): Rows {
  return rows.filter((row) => row.message.id !== id);
}

/** Put a check where its time belongs; a newer answer about the same message takes its place. */
export function withCheck(rows: Rows, check: Check): Rows {
  const { id } = check.message;
  if (findRow(rows, id) !== null) return rows.map((row) => (row.message.id === id ? check : row));
  const older = rows.findIndex((row) => arrival(row) < arrival(check));
  const at = older === -1 ? rows.length : older;
  return [...rows.slice(0, at), check, ...rows.slice(at)];
}

/** Rows that the last load brought; what it did not bring is no longer there. */
export function freshOnly(rows: Rows, fresh: ReadonlySet<string>): Rows {
  return rows.filter((row) => fresh.has(row.message.id));
}

/** Whether two Message-IDs are the same; Outlook and Graph may differ in the angle brackets. */
export function sameMessageId(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && bare(one) === bare(other);
}

function bare(id: string): string {
  return id.trim().replace(/^<|>$/gu, "");
}

function arrival(check: Check): number {
  return Date.parse(check.message.receivedAt);
}
