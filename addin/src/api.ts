/** Calls the backend; the only user of fetch. */

import type { Check, Deletion, ListLine, Reported, ReportKind, Settings } from "./contract";
import { FailureError } from "./failure";
import { linesOf } from "./lines";
import {
  readCheck,
  readDeletion,
  readProblem,
  readReported,
  readRestoration,
  readSettings,
  readStreamLine,
} from "./reading";

export interface Api {
  /** Find and judge the bounces of the last days; each line as it comes. */
  bounces(days: number, signal: AbortSignal, onLine: (line: ListLine) => void): Promise<void>;
  check(internetMessageId: string, signal: AbortSignal): Promise<Check>;
  /** Move one message to Deleted Items; answers the id that brings it back. */
  remove(id: string): Promise<string>;
  restore(restoreId: string): Promise<void>;
  /** Tell the administrators about a message. */
  report(id: string, kind: ReportKind): Promise<Reported>;
}

interface Caller {
  /** An access token for the backend. */
  token(): Promise<string>;
  language(): string;
}

type Send = typeof fetch;

/** How this deployment signs its users in; needs no token. */
export async function loadSettings(send: Send = fetch): Promise<Settings> {
  const response = await answerOf(send, "/addin/settings.json", {});
  return parsed(readSettings, await jsonOf(response));
}

export function createApi(caller: Caller, send: Send = fetch): Api {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      Accept: "application/json, application/x-ndjson",
      "Accept-Language": caller.language(),
      Authorization: `Bearer ${await caller.token()}`,
      ...(init.body === undefined ? {} : { "Content-Type": "application/json" }),
    };
    return answerOf(send, path, { ...init, headers });
  };
  const post = (path: string, body: object, signal: AbortSignal | null = null): Promise<Response> =>
    ask(path, { method: "POST", body: JSON.stringify(body), signal });

  return {
    async bounces(days, signal, onLine): Promise<void> {
      const response = await ask(`/api/bounces?days=${days}`, { signal });
      await readStream(response, onLine);
    },
    async check(internetMessageId, signal): Promise<Check> {
      const response = await post("/api/checks", { message: { internetMessageId } }, signal);
      return parsed(readCheck, await jsonOf(response));
    },
    async remove(id): Promise<string> {
      const response = await post("/api/deletions", { ids: [id], force: true });
      return restoreIdOf(parsed(readDeletion, await jsonOf(response)), id);
    },
    async report(id, kind): Promise<Reported> {
      const response = await post("/api/reports", { id, kind });
      return parsed(readReported, await jsonOf(response));
    },
    async restore(restoreId): Promise<void> {
      const response = await post("/api/restorations", { ids: [restoreId] });
      const answer = parsed(readRestoration, await jsonOf(response));
      if (!answer.restored.some((each) => each.restoreId === restoreId)) {
        throw new FailureError({ kind: "not_restored" });
      }
    },
  };
}

function restoreIdOf(answer: Deletion, id: string): string {
  const mine = answer.deleted.find((each) => each.id === id);
  if (mine === undefined) throw new FailureError({ kind: "kept" });
  return mine.restoreId;
}

/** Read until the last line; a stream without a last line was cut. */
async function readStream(response: Response, onLine: (line: ListLine) => void): Promise<void> {
  if (response.body === null) throw new FailureError({ kind: "unexpected" });
  for await (const text of unbroken(linesOf(response.body))) {
    const line = parsed(readStreamLine, parsed(JSON.parse, text));
    if (line.type === "problem") {
      throw new FailureError({ kind: "problem", problem: line.problem });
    }
    onLine(line);
    if (line.type === "done") return;
  }
  throw new FailureError({ kind: "unreachable" });
}

async function* unbroken(lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } catch (error) {
    throw new FailureError({ kind: "unreachable" }, { cause: error });
  }
}

async function answerOf(send: Send, path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await send(path, { ...init, cache: "no-store", credentials: "omit" });
  } catch (error) {
    throw new FailureError({ kind: "unreachable" }, { cause: error });
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** A proxy in between may answer with a page of its own: then we only know that it failed. */
async function problemOf(response: Response): Promise<FailureError> {
  try {
    return new FailureError({ kind: "problem", problem: readProblem(await response.json()) });
  } catch (error) {
    const failure =
      response.status === 401 ? { kind: "signed_out" as const } : { kind: "unreachable" as const };
    return new FailureError(failure, { cause: error });
  }
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new FailureError({ kind: "unexpected" }, { cause: error });
  }
}

function parsed<From, To>(read: (value: From) => To, value: From): To {
  try {
    return read(value);
  } catch (error) {
    throw new FailureError({ kind: "unexpected" }, { cause: error });
  }
}
