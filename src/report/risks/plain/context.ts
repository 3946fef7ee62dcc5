import { canonicalJson } from "../../../kube/canonical.ts";
import type { Json } from "../../../kube/object.ts";
import { hashOf } from "../../../planner/digest.ts";
import type { ClusterView, PlanView } from "../../view.ts";

/** What a mesh file chooses and a renderer has no say in. */
type Choosing = Pick<ClusterView, "name" | "role" | "primary" | "host" | "values">;

/** Values on which it depends what a plain Istio is, and what each of them is where no file writes it. */
const CHOICES: Readonly<Record<string, Json>> = {
  compatibilityVersion: "",
  "global.networkPolicy.enabled": false,
  "global.platform": "",
  "istio.defaultValidator": true,
  "telemetry.enabled": true,
  "telemetry.v2.enabled": true,
  "telemetry.v2.prometheus.enabled": true,
};

/** Any value below this one does the same as a choice, or does not. */
const ALSO: Readonly<Record<string, string>> = {
  "telemetry.enabled": "meshConfig.defaultProviders",
};

/** A value that a mesh file gives one of them. */
export interface Choice {
  readonly path: string;
  /**
   * Of the value. Undefined: nobody knows which, because the clusters of one istiod do not agree, and what is rendered for one of
   * them stands in the other.
   */
  readonly sha256: string | undefined;
}

/** What the file chooses for what runs in a cluster: what is plain there depends on it, and on nothing that a renderer says. */
export function choicesOf(clusters: readonly Choosing[], cluster: string): readonly Choice[] {
  const own = clusters.filter(({ name, host }) => name === cluster || host === cluster);
  return Object.entries(CHOICES).flatMap(([path, usual]): readonly Choice[] => {
    const unwritten = hashOf(usual);
    const said = own.map(
      ({ values = [] }) => values.find((one) => one.path === path)?.sha256 ?? unwritten,
    );
    const [first = unwritten, ...others] = [...new Set(said)];
    const also = ALSO[path];
    const isOpen = own.some(({ values = [] }) =>
      values.some((one) => also !== undefined && one.path.startsWith(also)),
    );
    if (others.length > 0 || isOpen) return [{ path, sha256: undefined }];
    return first === unwritten ? [] : [{ path, sha256: first }];
  });
}

/** What an object of a cluster belongs to, as rows beside its own. */
export function contextRows(
  clusters: readonly Choosing[],
  cluster: string,
  component: string,
): readonly string[] {
  return [
    contextRow("role", roleIn(clusters, cluster, component)),
    contextRow("component", component),
  ];
}

/** The same for the list of a component's objects: the file's names of revisions and tags decide which of them are there. */
export function listRows(
  { clusters, revisions }: { readonly clusters: readonly Choosing[] } & Pick<PlanView, "revisions">,
  cluster: string,
  component: string,
): readonly string[] {
  const isDefault = revisions?.some(({ tags }) => tags.includes("default")) === true;
  const named = revisions === undefined ? "none" : isDefault ? "one by default" : "none by default";
  return [...contextRows(clusters, cluster, component), contextRow("revisions", named)];
}

/** Whether a primary serves others makes a difference in its control plane alone. */
function roleIn(clusters: readonly Choosing[], cluster: string, component: string): string {
  const { role, host } = clusters.find(({ name }) => name === cluster) ?? {};
  if (role !== "primary") return role ?? "";
  if (host !== undefined) return "primary of a host";
  const serves = clusters.some(({ primary }) => primary === cluster);
  return component === "control-plane" && serves ? "primary of others" : "primary";
}

const contextRow = (what: string, value: string): string => `(${what}) | ${canonicalJson(value)}`;

/** Whether a row is one of these; no path of an object is in brackets. */
export const isContext = (row: string): boolean => row.startsWith("(");
