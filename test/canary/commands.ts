import type { Fault } from "./faults.ts";

/** A command line with everything that it can write. */
export interface Command {
  readonly args: string;
  /** What it meets: the API servers, a plug-in that logs in to them, a renderer. Nothing: it reads files alone, or starts clusters. */
  readonly meets: readonly ("servers" | "renderer")[];
  /** What must be there first, made without a fault. */
  readonly before?: "saved plan" | "held locks";
  /** Its streams say that they are a terminal, or are one; somebody types yes there. */
  readonly terminal?: "said" | "real";
  /** What is asked there, where a plug-in logs in. */
  readonly asks?: string;
}

const ALL = ["servers", "renderer"] as const;
const RENDERER = ["renderer"] as const;
const SERVERS = ["servers"] as const;
/** Where it has to wait for a fault, not for long. */
const SOON = "--timeout 20s --lock-timeout 2s";

/** Every command; test/cli/reach.test.ts holds which of them reach a cluster. */
export const COMMANDS: readonly Command[] = [
  { args: "validate mesh.yaml", meets: [] },
  { args: "validate mesh.yaml --format json", meets: [] },
  { args: "schema", meets: [] },
  { args: "explain MP9260", meets: [] },
  { args: "version", meets: [] },
  { args: "doctor mesh.yaml", meets: ALL },
  { args: "doctor mesh.yaml --read-only --format json", meets: ALL },
  { args: "demo", meets: [] },
  { args: "sandbox mesh.yaml --state state.json -- ./inside.sh", meets: [] },
  { args: "show saved.plan --full", meets: [], before: "saved plan" },
  { args: "render address.yaml --all --outline", meets: RENDERER },
  { args: "render address.yaml --all --outline --out manifests", meets: RENDERER },
  { args: "explain cluster1/Deployment/istio-system/istiod mesh.yaml", meets: RENDERER },
  { args: "explain cluster1/remote-secret:cluster2 mesh.yaml", meets: ALL },
  { args: "plan mesh.yaml", meets: ALL },
  { args: "plan mesh.yaml", meets: ALL, terminal: "said" },
  // Its kubeconfig, which the file names, runs a plug-in, so it asks first.
  { args: "plan trusting.yaml", meets: ALL, terminal: "real", asks: "Trust it as it is now?" },
  { args: "plan mesh.yaml --full", meets: ALL },
  { args: "plan mesh.yaml --format json", meets: ALL },
  { args: "plan mesh.yaml --read-only", meets: ALL },
  { args: "plan mesh.yaml --out other.plan", meets: ALL },
  { args: "plan mesh.yaml --verbose", meets: ALL },
  { args: `apply mesh.yaml --auto-approve --verbose ${SOON}`, meets: ALL },
  { args: "graph mesh.yaml", meets: ALL },
  { args: "rbac plan mesh.yaml --outline", meets: ALL },
  { args: "rbac apply mesh.yaml --outline", meets: ALL },
  { args: `apply saved.plan ${SOON} --events events.jsonl`, meets: SERVERS, before: "saved plan" },
  { args: `apply mesh.yaml --auto-approve ${SOON} --format json`, meets: ALL },
  { args: `apply mesh.yaml ${SOON} --events events2.jsonl`, meets: ALL, terminal: "said" },
  { args: "unlock mesh.yaml --force", meets: SERVERS, before: "held locks" },
  { args: "unlock mesh.yaml", meets: SERVERS, before: "held locks", terminal: "said" },
];

export const titleOf = ({ args, terminal }: Command): string =>
  terminal === undefined ? args : `${args}, in a terminal`;

/** A fault of a server means nothing to a command that reaches none. */
export function canMeet({ args, meets }: Command, { program }: Fault): boolean {
  if (program === "renderer" || program === "helm")
    return meets.includes("renderer") && !args.startsWith("rbac");
  return meets.includes("servers");
}
