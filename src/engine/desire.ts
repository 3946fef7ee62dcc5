import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ClusterName } from "../mesh/model.ts";
import { chooser, gatewayApi, renderAll } from "../observe/manifests.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { type DesiredInput, desiredState } from "../planner/desired.ts";
import { type ReachableFacts, unaskedFacts } from "../planner/facts.ts";
import { addressesInUse, knownAddress } from "../planner/known-address.ts";
import type { Plan } from "../planner/plan.ts";
import type { OnStep } from "../planner/plan-step.ts";
import { type ManifestRequest, renderRequests, withoutOthers } from "../planner/render-requests.ts";
import { unreadTrust } from "../planner/trust.ts";
import type { Ports } from "../ports.ts";
import type { Gathered } from "./gather.ts";
import { judgeDesired } from "./judge.ts";
import type { Planned } from "./planning.ts";

/** What every cluster should hold, and what rendered it. */
interface Desired {
  readonly renderer: Plan["renderer"];
  readonly desired: readonly DesiredAction[];
  readonly problems: readonly Diagnostic[];
}

/** Stages 7b to 9: from what is known of the clusters to what each should hold. */
export async function desire(
  ports: Pick<Ports, "manifests">,
  { mesh, topology, facts, files, trust }: Gathered,
  lineOf: DesiredInput["lineOf"],
  onStep?: OnStep,
): Promise<Desired> {
  const outline = facts.size > 0 && [...facts.values()].every((one) => one.embedded);
  const known = { mesh, topology, facts, files: files.texts, trust, lineOf };
  return await rendered(ports, known, { outline, onStep });
}

/** The same from the file alone: what only clusters know is a hole. */
export async function desiredUnasked(
  ports: Pick<Ports, "manifests">,
  { mesh, topology }: Planned,
  options: {
    readonly outline: boolean;
    readonly onStep?: OnStep | undefined;
    /** Where the actions are shown with their lines. */
    readonly lineOf?: DesiredInput["lineOf"];
  },
): Promise<Desired> {
  const { lineOf = () => 0 } = options;
  const facts = new Map(mesh.clusters.map(({ name }) => [name, unaskedFacts(name)]));
  const known = { mesh, topology, facts, trust: unreadTrust(mesh), lineOf };
  return await rendered(ports, known, options);
}

async function rendered(
  ports: Pick<Ports, "manifests">,
  known: Omit<DesiredInput, "manifests" | "gatewayApi">,
  { outline, onStep }: { readonly outline: boolean; readonly onStep?: OnStep | undefined },
): Promise<Desired> {
  const { mesh } = known;
  const choose = chooser(ports, mesh, outline);
  const { renderer, manifests } = await renderAll(ports, mesh, requestsOf(known), choose, onStep);
  const desired = desiredState({ ...known, manifests, ...(await gatewayApi(ports, mesh)) });
  return { renderer, desired, problems: judgeDesired(mesh, desired) };
}

interface Known extends Planned {
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
}

/** What is rendered: nothing of what others deliver. */
function requestsOf(known: Known): readonly ManifestRequest[] {
  const { mesh, topology } = known;
  return withoutOthers(mesh, renderRequests(mesh, topology, ipv6Gateways(known)));
}

/** The versions of Istio that have to be rendered; none where others deliver all of it. */
export function versionsToRender(planned: Planned): readonly string[] {
  const requests = requestsOf({ ...planned, facts: new Map() });
  const { version } = planned.mesh.istio;
  return requests.length === 0
    ? []
    : [...new Set([version, ...requests.map((request) => request.version)])];
}

/** The clusters whose gateway is known to have an IPv6 address. */
function ipv6Gateways({ mesh, topology, facts }: Known): ReadonlySet<string> {
  const known = mesh.clusters.filter((one) =>
    knownAddress(
      one,
      facts.get(one.name),
      addressesInUse(one.name, topology, (name) => facts.get(name)),
    )?.includes(":"),
  );
  return new Set(known.map((one) => one.name));
}
