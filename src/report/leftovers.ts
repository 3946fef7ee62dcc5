import { refText } from "../kube/object.ts";
import { kubectl, kubectlType } from "../planner/kubectl.ts";
import type { Leftover } from "../planner/owned-objects.ts";
import type { PlannedCluster } from "../planner/plan.ts";
import { commandLine } from "../util/command-line.ts";
import type { LeftoversView, RemovalStepView } from "./view.ts";

/** How a cluster is reached, for a command. */
type Target = Pick<PlannedCluster, "context" | "kubeconfig">;

/**
 * The leftovers, with the commands that remove them in the order of the plan. meshplan itself removes nothing that no action
 * names.
 */
export function leftoversView(
  leftovers: readonly Leftover[],
  targets: ReadonlyMap<string, Target>,
): LeftoversView {
  return {
    objects: leftovers.map(({ cluster, object, by, reads }) => ({
      cluster,
      object,
      ...(by === undefined ? {} : { by }),
      ...(reads === undefined ? {} : { reads }),
    })),
    removal: grouped(leftovers).flatMap((group) => {
      const [{ cluster }] = group;
      const target = targets.get(cluster) ?? { context: cluster };
      const isKnown = (name: string): boolean => targets.has(name);
      return stepsOf(group, kubectl(target), isKnown).map((step) => ({ cluster, ...step }));
    }),
  };
}

type Step = Omit<RemovalStepView, "cluster">;
type Group = readonly [Leftover, ...Leftover[]];

/** Groups neighbours that one command can name. The purpose of a remote secret is stated for each. */
function grouped(objects: readonly Leftover[]): readonly Group[] {
  const groups: [Leftover, ...Leftover[]][] = [];
  for (const one of objects) {
    const group = groups.at(-1);
    if (group !== undefined && one.reads === undefined && isAlike(group[0], one)) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

function isAlike(a: Leftover, b: Leftover): boolean {
  const [one, other] = [a.object, b.object];
  return (
    a.cluster === b.cluster &&
    a.by === b.by &&
    a.reads === undefined &&
    one.kind === other.kind &&
    one.apiVersion === other.apiVersion &&
    one.namespace === other.namespace
  );
}

function stepsOf(
  group: Group,
  run: readonly string[],
  isKnown: (cluster: string) => boolean,
): readonly Step[] {
  const [{ cluster, object, by, reads }] = group;
  const texts = group.map((one) => refText(one.object)).join(", ");
  if (by !== undefined) return [{ note: `${by} brings ${texts}: remove it there` }];
  const remove = { command: deletion(group, run) };
  if (reads !== undefined) return [{ note: readingNote(cluster, reads, isKnown(reads)) }, remove];
  switch (object.kind) {
    case "MutatingWebhookConfiguration":
      return [
        {
          note: `first check that no namespace of ${cluster} uses ${askedFor(group)} any more`,
          command: commandLine`${run} get namespaces -L istio.io/rev -L istio-injection`,
        },
        ...proxiesOf(group, run),
        remove,
      ];
    case "CustomResourceDefinition":
      return group.map(({ object: { name } }) => ({
        note: `deleting ${name} also deletes every object of its kind; this lists them`,
        command: commandLine`${run} get ${name} --all-namespaces`,
      }));
    case "Namespace":
      return [{ note: `check what else is in ${texts} before you delete it` }];
    default:
      return [remove];
  }
}

/** A cluster that left the file is in no plan, and its webhooks lead to the istiod that is about to let go of it. */
function readingNote(cluster: string, reads: string, isKnown: boolean): string {
  const still = `istiod of ${cluster} still reads ${reads}, and sends traffic to its pods`;
  return isKnown
    ? still
    : `${still}; if ${reads} is to stay in the mesh, add it to the file again. Otherwise remove the mesh from ${reads} first, its webhooks before the rest: the file does not name it, so no plan looks there (README, "Removing a mesh by hand")`;
}

/** Pods keep the proxy they were given, and a later step removes the istiod that serves it. A tag's istiod may stay. */
function proxiesOf(group: Group, run: readonly string[]): readonly Step[] {
  const [{ cluster }] = group;
  const revisions = group.flatMap(({ tag, revision }) =>
    tag === undefined && revision !== undefined ? [revision] : [],
  );
  if (revisions.length === 0) return [];
  return [
    {
      note: `and that no pod of ${cluster} has a proxy of ${revisions.join(" or ")} any more: restart those that have`,
      command: commandLine`${run} get pods --all-namespaces -o ${PROXIES}`,
    },
  ];
}

/** The annotation is the injector's. Source: istio-control/istio-discovery/files/injection-template.yaml. */
const PROXIES =
  "custom-columns=NAMESPACE:.metadata.namespace,POD:.metadata.name,PROXY:.metadata.annotations.istio\\.io/rev";

/** The labels with which a namespace asks these injectors to complete its pods. */
function askedFor(group: Group): string {
  return group.map(({ tag, revision, object }) => tag ?? revision ?? object.name).join(" or ");
}

function deletion([first, ...others]: Group, run: readonly string[]): string {
  const { namespace } = first.object;
  const place = namespace === undefined ? [] : ["-n", namespace];
  const names = [first, ...others].map(({ object }) => object.name);
  return commandLine`${run} ${place} delete ${kubectlType(first.object)} ${names}`;
}
