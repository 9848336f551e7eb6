/** What driftlint's own requests give; see server/driftlint/lsp/requests. */

import { type Range, RequestType } from "vscode-languageclient";

export interface Place {
  readonly uri: string;
  readonly range: Range;
}

export interface Step extends Place {
  readonly file: string;
  readonly message: string;
}

export interface Finding extends Step {
  readonly severity: "error" | "warning" | "info" | "hint";
  readonly status: "new" | "known" | "suppressed";
  readonly reason: string;
  /** What it is about, in short; "" where nothing is shorter than the message. */
  readonly subject: string;
  /** Whether a baseline can take it in. */
  readonly acceptable: boolean;
  readonly fingerprint: string;
  readonly route: readonly Step[];
}

export interface Constraint {
  readonly id: string;
  readonly severity: Finding["severity"];
  readonly summary: string;
  readonly why: string;
  readonly instead: string;
  readonly findings: readonly Finding[];
}

export interface Effect extends Place {
  readonly effect: string;
  readonly route: readonly string[];
}

export interface Endpoint extends Place {
  readonly title: string;
  readonly kind: string;
  readonly methods: readonly string[];
  readonly path: string;
  readonly handler: string;
  readonly framework: string;
  readonly guarded: boolean;
  readonly guards: readonly string[];
  readonly public: string;
  readonly unknown: string;
  readonly transaction: string;
  readonly effects: readonly Effect[];
  readonly summary: string;
}

/** Which findings are to be accepted: those that all of this holds for. */
export interface Chosen {
  readonly uri?: string;
  readonly rule?: string;
  readonly fingerprint?: string;
}

/** How many of each rule the baselines were given. */
export interface Accepted {
  readonly accepted: Readonly<Record<string, number>>;
  readonly baselines: readonly string[];
}

export interface Within {
  readonly uri?: string;
}

export interface Spot {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

export const constraints = new RequestType<Within, { readonly constraints: readonly Constraint[] }, void>("driftlint/constraints");
export const endpoints = new RequestType<Within, { readonly endpoints: readonly Endpoint[] }, void>("driftlint/endpoints");
export const explain = new RequestType<Spot, { readonly kind: string; readonly value: string } | null, void>("driftlint/explain");
