/** Why something that the pane asked for did not happen. */

import type { Problem } from "./contract";

export type Failure =
  /** The backend said so. */
  | { readonly kind: "problem"; readonly problem: Problem }
  /** No answer came, or it broke off. */
  | { readonly kind: "unreachable" }
  /** An answer came that this pane does not understand. */
  | { readonly kind: "unexpected" }
  /** Nobody is signed in. */
  | { readonly kind: "signed_out" }
  /** Signing in did not work; the code is Microsoft's. */
  | { readonly kind: "sign_in"; readonly code: string }
  /** The message was not moved: it was gone already, or somebody changed it. */
  | { readonly kind: "kept" }
  /** The message did not come back: it is no longer in Deleted Items. */
  | { readonly kind: "not_restored" };

/** Carries a Failure through a promise. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.kind, options);
    this.failure = failure;
  }
}

/** The failure inside an error; for an error that is not ours, that we do not understand it. */
export function failureOf(error: unknown): Failure {
  return error instanceof FailureError ? error.failure : { kind: "unexpected" };
}

/** What to ask for when signing in again. */
export interface Challenge {
  readonly claims: string | null;
  /** Whether a person must agree to what the app may read. */
  readonly consent: boolean;
}

/** What signing in again must ask for, if that is the way out of this failure. */
export function challengeOf(failure: Failure): Challenge | null {
  if (failure.kind === "signed_out") return { claims: null, consent: false };
  if (failure.kind !== "problem" || failure.problem.status !== 401) return null;
  const { claims, code } = failure.problem;
  return { claims, consent: code === "consent_required" };
}
