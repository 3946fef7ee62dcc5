import { type DesiredObject, wholeBody } from "../planner/desired-object.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { ApiError, isOfAdmission } from "../kube/api-error.ts";
import { type KubeObject, type ObjectRef, refOf, refText } from "../kube/object.ts";
import type { Cluster, ClusterName } from "../mesh/model.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import type { ReachableFacts } from "../planner/facts.ts";
import { countSteps, type OnStep } from "../planner/plan-step.ts";
import { sendable, withStandIns } from "../planner/sendable.ts";
import { type Observation, observationKey, type Observed } from "../planner/observed.ts";
import type { ClusterClient } from "../ports.ts";
import { compareObject, UNREAD } from "./compare-object.ts";
import { type Court, judgeUnseen } from "./judge-unseen.ts";
import { kubectl, kubectlType } from "../planner/kubectl.ts";
import { commandLine } from "../util/command-line.ts";
import { missingRight } from "../planner/missing-right.ts";
import { type DryRunner, observeObject, observeOfOthers } from "./observe-object.ts";
import { SchemaJudge } from "./schema-judge.ts";

interface ObserveInput {
  /** Label value of this mesh's objects. */
  readonly part: string;
  readonly actions: readonly DesiredAction[];
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  readonly client: (cluster: ClusterName) => ClusterClient;
  /** How each cluster is reached, for commands to copy. */
  readonly clusters: readonly Pick<Cluster, "name" | "context" | "kubeconfig">[];
  /** Nothing but reads: no dry runs, and a Secret that may not be read is no problem. */
  readonly readOnly: boolean;
  readonly onStep?: OnStep | undefined;
}

/** Looks at every desired object, all clusters at once; the clients bound how many requests are in flight. */
export async function observe(input: ObserveInput): Promise<Observed> {
  const total = input.actions.reduce((sum, { objects }) => sum + objects.length, 0);
  const counted = countSteps("compare", total, input.onStep);
  const courts = courtsOf(input);
  const looks = input.actions.flatMap((action) =>
    action.objects.map(async (object): Promise<[string, Observation]> => [
      observationKey(action.cluster, refOf(object.body)),
      await counted(observeOne(input, action, object, courts(action.cluster))),
    ]),
  );
  return new Map(await Promise.all(looks));
}

/** One judge for all clusters, and for each the definitions that the plan brings. */
function courtsOf({ actions, client }: ObserveInput): (cluster: ClusterName) => Court {
  const judge = new SchemaJudge();
  const definitions = new Map<ClusterName, KubeObject[]>();
  for (const { cluster, objects } of actions) {
    const found = objects.map(({ body }) => body).filter(isDefinition);
    definitions.set(cluster, [...(definitions.get(cluster) ?? []), ...found]);
  }
  return (cluster) => ({
    judge,
    client: client(cluster),
    cluster,
    definitions: definitions.get(cluster) ?? [],
  });
}

function isDefinition({ kind }: KubeObject): boolean {
  return kind === "CustomResourceDefinition";
}

async function observeOne(
  input: ObserveInput,
  { cluster, delivery }: DesiredAction,
  object: DesiredObject,
  court: Court,
): Promise<Observation> {
  const wanted = wholeBody(object) ?? withStandIns(object.body, unreadOutputs(input));
  const namespaced = wanted.metadata.namespace !== undefined;
  const likelyNew = input.facts.get(cluster)?.namespace === undefined;
  const noNamespace = namespaced && likelyNew;
  const client = input.client(cluster);
  try {
    if (delivery?.mode === "render") {
      const seen = await observeOfOthers(client, wanted, noNamespace);
      return await judgeUnseen(seen, object, court);
    }
    const hasUnknown = object.state === "waiting";
    const held = (live: KubeObject | undefined) => sendable(object, live);
    const look = { part: input.part, wanted, sendable: held, hasUnknown, noNamespace, likelyNew };
    if (input.readOnly) return await judgeUnseen(await compareObject(client, look), object, court);
    const warnings: string[] = [];
    const observation = await observeObject(hearing(client, warnings), look);
    const judged = await judgeUnseen(observation, object, court);
    return withWarnings(judged, warnings, cluster, object);
  } catch (error) {
    if (input.readOnly && isForbiddenSecret(error, wanted)) return { kind: "unread" };
    const problem = refusal(error, cluster, object, refOf(wanted), input.clusters);
    if (problem === undefined) throw error;
    return { kind: "refused", problem };
  }
}

/** Keeps what the API server warns of when it is asked what a write would do. */
function hearing(client: ClusterClient, warnings: string[]): DryRunner {
  return {
    get: (ref, options) => client.get(ref, options),
    apply: async (body, options) => {
      const result = await client.apply(body, options);
      if (result.kind === "applied") warnings.push(...result.warnings);
      return result;
    },
  };
}

/** MP0620. The place is that of the last patch, as where an object is refused. */
function withWarnings(
  observation: Observation,
  warnings: readonly string[],
  cluster: ClusterName,
  { body, patched }: DesiredObject,
): Observation {
  if (warnings.length === 0) return observation;
  const object = refOf(body);
  const patch = patched?.by.at(-1);
  const warning: Diagnostic = {
    code: "MP0620",
    message: `the API server warns of ${refText(object)}: ${[...new Set(warnings)].join("; ")}`,
    help:
      patch === undefined
        ? "read it before the apply: the server takes the object all the same"
        : `read it before the apply, and the patch of ${refText(object)}: the server takes the object all the same`,
    cluster,
    object,
    ...(patch === undefined ? {} : { at: patch.at }),
  };
  return { ...observation, warning };
}

function isForbiddenSecret(error: unknown, { kind }: KubeObject): boolean {
  return kind === "Secret" && error instanceof ApiError && error.api.status === 403;
}

/** Outputs that follow from a Secret which a read-only plan may not read, and say nothing of what it holds. */
function unreadOutputs({ facts }: ObserveInput): ReadonlyMap<string, string> {
  const unread = [...facts.values()].flatMap((one) => one.unread ?? []);
  return new Map(unread.some(({ fact }) => fact === "istiodToken") ? [["checksum", UNREAD]] : []);
}

function deletion(
  cluster: ClusterName,
  object: ObjectRef,
  clusters: ObserveInput["clusters"],
): string {
  const { namespace, name } = object;
  const target = clusters.find((one) => one.name === cluster) ?? { context: cluster };
  const place = namespace === undefined ? [] : ["-n", namespace];
  return commandLine`${kubectl(target)} ${place} delete ${kubectlType(object)} ${name}`;
}

/** What is collected instead of ending the plan at the first: missing rights, and objects the server will not take. */
function refusal(
  error: unknown,
  cluster: ClusterName,
  { patched }: DesiredObject,
  object: ObjectRef,
  clusters: ObserveInput["clusters"],
): Diagnostic | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { status, serverMessage, reason } = error.api;
  const place = { cluster, object };
  if (status === 403 && !isOfAdmission(serverMessage))
    return missingRight(cluster, error.message, object);
  if (status === 422 && /immutable/.test(serverMessage)) {
    return {
      code: "MP0505",
      message: `a field of the live object cannot be changed: ${serverMessage}`,
      help: `when what it serves can be interrupted: ${deletion(cluster, object, clusters)}, then plan again`,
      ...place,
    };
  }
  const judged =
    status === 400 ||
    status === 403 ||
    status === 409 ||
    status === 413 ||
    status === 422 ||
    (status === 500 && reason !== "Timeout");
  if (!judged) return undefined;
  // The last one, because what it says stands in the object.
  const patch = patched?.by.at(-1);
  return {
    code: "MP0504",
    message: `the API server refuses the object${patch === undefined ? "" : " as the file patches it"}: ${serverMessage}`,
    help:
      patch === undefined ? error.nextSteps.join("\n") : `correct the patch of ${refText(object)}`,
    ...place,
    ...(patch === undefined ? {} : { at: patch.at }),
  };
}
