import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { MeshplanError } from "../errors.ts";

/** One thing that was looked at before anything is planned, and how it stands: a row of `meshplan doctor`. */
export interface Finding {
  /** `node`, `kubeconfig`, `rights`. */
  readonly about: string;
  /** Those it is about; none: this machine. */
  readonly clusters: readonly string[];
  /** `note`: nothing fails because of it. `unknown`: nobody was asked. */
  readonly state: "fine" | "note" | "wrong" | "unknown";
  readonly text: string;
  readonly code?: DiagnosticCode;
  /** Each a sentence with the line to type. */
  readonly nextSteps: readonly string[];
}

/** What is found of one subject; without clusters, of this machine. */
export function findings(about: string, ...clusters: readonly string[]) {
  const finding = (state: Finding["state"], text: string, ...nextSteps: readonly string[]) => ({
    about,
    clusters,
    state,
    text,
    nextSteps,
  });
  return {
    fine: (text: string): Finding => finding("fine", text),
    unknown: (text: string, ...nextSteps: readonly string[]): Finding =>
      finding("unknown", text, ...nextSteps),
    note: (text: string, ...nextSteps: readonly string[]): Finding =>
      finding("note", text, ...nextSteps),
    wrong: (text: string, ...nextSteps: readonly string[]): Finding =>
      finding("wrong", text, ...nextSteps),
    /** As a command that meets the error says it. */
    refused: ({ code, message, nextSteps }: MeshplanError): Finding => ({
      ...finding("wrong", message, ...nextSteps),
      code,
    }),
  };
}

/** One finding for all the clusters that have the same problem, such as a kubeconfig that is not there. */
export function problemsOnce(all: readonly Finding[]): readonly Finding[] {
  const once = new Map<string, Finding>();
  for (const one of all) {
    const { about, clusters, state, text } = one;
    const key =
      state === "wrong" ? `${one.code ?? about} ${text}` : JSON.stringify([about, clusters, text]);
    const first = once.get(key) ?? { ...one, clusters: [] };
    once.set(key, { ...first, clusters: [...new Set([...first.clusters, ...clusters])] });
  }
  return [...once.values()];
}
