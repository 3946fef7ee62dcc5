import type { KubeObject } from "../kube/object.ts";
import { printable, rechecked } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { plural } from "./layout.ts";

interface AccountTextOptions {
  readonly account: "plan" | "apply";
  readonly mesh: string;
  readonly clusters: readonly string[];
  /** Whether the account may read Secrets by their names. */
  readonly secrets: boolean;
  /** The built-in outline stood in for istioctl. */
  readonly isOutline: boolean;
  /** One object as YAML, with a line break at its end. */
  readonly print: (object: KubeObject) => Printable;
}

/** The roles of an account as YAML for `kubectl apply --server-side -f -`, under a comment that says how far they reach. */
export function accountText(
  objects: readonly KubeObject[],
  { account, mesh, clusters, secrets, isOutline, print }: AccountTextOptions,
): Printable {
  const where = `${plural(clusters.length, "cluster")} (${clusters.join(", ")})`;
  const lines = [
    printable`# For the mesh ${mesh}, in ${where}: what ${WHO[account]} has to be allowed.`,
    ...(account === "apply" ? APPLY : secrets ? [...PLAN, SECRETS] : [...PLAN, NO_SECRETS]),
    ...(isOutline
      ? ["# Made with the built-in outline of Istio, for embedded clusters only: install istioctl."]
      : []),
  ];
  return rechecked(
    `${lines.join("\n")}\n${objects.map((object) => `---\n${print(object)}`).join("")}`,
  );
}

const WHO = { plan: "`meshplan plan --read-only`", apply: "`meshplan apply`" } as const;

const PLAN = [
  "# It only reads: get and list, and in Istio's namespace what stands below. Print it again when the mesh file names",
  "# another namespace, or a component of another kind.",
];
const NO_SECRETS =
  "# It reads no Secrets. What a plan then does not check, the plan of an apply does.";
const SECRETS = [
  "# It reads the Secrets named below, and with them the tokens and keys of the mesh: whoever has this account can read",
  "# every cluster of the mesh as istiod does.",
].join("\n");
const APPLY = [
  "# Whoever has this account is as good as an administrator of the mesh and of its clusters: it writes the roles that",
  "# istiod holds (`escalate`, `bind`), the webhooks that change every pod, and what runs. Keep it out of pull requests.",
  "# It is bound to names: print it again when the mesh file gets another revision, cluster, patch or Istio version.",
];
