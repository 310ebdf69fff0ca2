/** Readers of parsed JSON: each gives the value in its type, or refuses it. */

type Json = Readonly<Record<string, unknown>>;

/** The backend said something that this pane does not know. */
class ContractError extends Error {
  override readonly name = "ContractError";
}

export function asRecord(value: unknown, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ContractError(`${name} is not an object`);
  }
  return { ...value };
}

export function textOf(from: Json, name: string): string {
  const value = from[name];
  if (typeof value !== "string") throw new ContractError(`${name} is not text`);
  return value;
}

/** Absent and null are the same answer: not known. */
export function textOrNull(from: Json, name: string): string | null {
  return from[name] === undefined || from[name] === null ? null : textOf(from, name);
}

export function numberOf(from: Json, name: string): number {
  const value = from[name];
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new ContractError(`${name} is not a number`);
  }
  return value;
}

export function flagOf(from: Json, name: string): boolean {
  const value = from[name];
  if (typeof value !== "boolean") throw new ContractError(`${name} is not true or false`);
  return value;
}

/** A moment in RFC 3339, as the text it came in. */
export function momentOf(from: Json, name: string): string {
  const value = textOf(from, name);
  if (Number.isNaN(Date.parse(value))) throw new ContractError(`${name} is not a time`);
  return value;
}

export function momentOrNull(from: Json, name: string): string | null {
  return from[name] === undefined || from[name] === null ? null : momentOf(from, name);
}

export function listOf<T>(from: Json, name: string, read: (item: unknown) => T): readonly T[] {
  const value: unknown = from[name];
  if (!Array.isArray(value)) throw new ContractError(`${name} is not a list`);
  return value.map((item: unknown) => read(item));
}

/** One of a closed set. */
export function memberOf<T extends string>(from: Json, name: string, set: readonly T[]): T {
  const value = textOf(from, name);
  const member = set.find((each) => each === value);
  if (member === undefined) throw new ContractError(`${name} has an unknown value`);
  return member;
}

export function recordOrNull<T>(from: Json, name: string, read: (value: unknown) => T): T | null {
  return from[name] === undefined || from[name] === null ? null : read(from[name]);
}

export function asText(value: unknown): string {
  if (typeof value !== "string") throw new ContractError("a member of a list is not text");
  return value;
}
