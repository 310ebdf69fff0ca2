/** The backend's JSON, parsed into the types of contract.ts; what is not known is refused. */

import type {
  Check,
  Deletion,
  FailedRecipient,
  Finding,
  Guide,
  Message,
  Original,
  Problem,
  Reported,
  Restoration,
  SentCopy,
  Settings,
  StreamLine,
} from "./contract";
import { SIGNS, SOURCES, VERDICTS } from "./contract";
import {
  asRecord,
  asText,
  flagOf,
  listOf,
  memberOf,
  momentOf,
  momentOrNull,
  numberOf,
  recordOrNull,
  textOf,
  textOrNull,
} from "./json";

export function readCheck(value: unknown): Check {
  const from = asRecord(value, "check");
  const bounce = recordOrNull(from, "bounce", readBounce);
  return {
    checkedAt: momentOf(from, "checkedAt"),
    mailbox: textOf(from, "mailbox"),
    verdict: memberOf(from, "verdict", VERDICTS),
    title: textOf(from, "title"),
    body: textOf(from, "body"),
    steps: from["steps"] === undefined ? [] : listOf(from, "steps", asText),
    message: readMessage(from["message"]),
    recipients: bounce?.recipients ?? [],
    original: bounce?.original ?? null,
    evidence: listOf(from, "evidence", readFinding),
    sent: recordOrNull(from, "sent", readSentCopy),
    actions: listOf(from, "actions", asText),
    guidance: from["guidance"] === undefined ? [] : listOf(from, "guidance", readGuide),
    recheckAt: momentOrNull(from, "recheckAt"),
  };
}

export function readProblem(value: unknown): Problem {
  const from = asRecord(value, "problem");
  return {
    status: numberOf(from, "status"),
    code: textOf(from, "code"),
    title: textOf(from, "title"),
    detail: textOrNull(from, "detail"),
    advice: textOrNull(from, "advice"),
    requestId: textOrNull(from, "requestId"),
    claims: textOrNull(from, "claims"),
  };
}

const LINES = ["progress", "bounce", "done", "problem"] as const;

export function readStreamLine(value: unknown): StreamLine {
  const from = asRecord(value, "line");
  const type = memberOf(from, "type", LINES);
  switch (type) {
    case "progress":
      return { type, found: numberOf(from, "found"), judged: numberOf(from, "judged") };
    case "bounce":
      return { type, check: readCheck(from["check"]) };
    case "done":
      return { type, complete: flagOf(from, "complete") };
    case "problem":
      return { type, problem: readProblem({ ...from, type: undefined }) };
  }
}

export function readDeletion(value: unknown): Deletion {
  const read = (item: unknown): { id: string; restoreId: string } => {
    const from = asRecord(item, "deleted");
    return { id: textOf(from, "id"), restoreId: textOf(from, "restoreId") };
  };
  return { deleted: listOf(asRecord(value, "answer"), "deleted", read) };
}

export function readRestoration(value: unknown): Restoration {
  const read = (item: unknown): { restoreId: string } => ({
    restoreId: textOf(asRecord(item, "restored"), "restoreId"),
  });
  return { restored: listOf(asRecord(value, "answer"), "restored", read) };
}

export function readReported(value: unknown): Reported {
  return { deliveredAt: momentOrNull(asRecord(value, "answer"), "deliveredAt") };
}

export function readSettings(value: unknown): Settings {
  const from = asRecord(value, "settings");
  return {
    clientId: textOf(from, "clientId"),
    authority: textOf(from, "authority"),
    knownAuthorities: listOf(from, "knownAuthorities", asText),
    scopes: listOf(from, "scopes", asText),
  };
}

function readMessage(value: unknown): Message {
  const from = asRecord(value, "message");
  return {
    id: textOf(from, "id"),
    internetMessageId: textOrNull(from, "internetMessageId"),
    subject: textOrNull(from, "subject"),
    from: textOrNull(from, "from"),
    receivedAt: momentOf(from, "receivedAt"),
    folder: textOf(from, "folder"),
    webLink: textOrNull(from, "webLink"),
  };
}

function readBounce(value: unknown): Pick<Check, "recipients" | "original"> {
  const from = asRecord(value, "bounce");
  return {
    recipients: listOf(from, "recipients", readRecipient),
    original: recordOrNull(from, "original", readOriginal),
  };
}

function readRecipient(value: unknown): FailedRecipient {
  const from = asRecord(value, "recipient");
  return {
    address: textOf(from, "address"),
    status: textOrNull(from, "status"),
    cause: textOrNull(from, "cause"),
    fix: textOrNull(from, "fix"),
  };
}

function readOriginal(value: unknown): Original {
  const from = asRecord(value, "original");
  return {
    subject: textOrNull(from, "subject"),
    from: textOrNull(from, "from"),
    sentAt: momentOrNull(from, "sentAt"),
  };
}

function readFinding(value: unknown): Finding {
  const from = asRecord(value, "finding");
  return {
    source: memberOf(from, "source", SOURCES),
    sign: memberOf(from, "sign", SIGNS),
    text: textOf(from, "text"),
  };
}

function readGuide(value: unknown): Guide {
  const from = asRecord(value, "guide");
  return { text: textOf(from, "text"), href: textOf(from, "href") };
}

function readSentCopy(value: unknown): SentCopy {
  const from = asRecord(value, "sent");
  return {
    id: textOf(from, "id"),
    subject: textOrNull(from, "subject"),
    sentAt: momentOrNull(from, "sentAt"),
    recipients: listOf(from, "recipients", asText),
    webLink: textOrNull(from, "webLink"),
  };
}
