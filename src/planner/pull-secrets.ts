import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { isList, isMap, type Json, type KubeObject, refOf, refText } from "../kube/object.ts";
import type { Cluster, ClusterName, Mesh } from "../mesh/model.ts";
import { nameText } from "../mesh/name-text.ts";
import { valueAt } from "../mesh/value-at.ts";
import { commandLine } from "../util/command-line.ts";
import type { DesiredAction } from "./desired-action.ts";
import type { ReachableFacts } from "./facts.ts";
import { kubectl } from "./kubectl.ts";

/** A Secret with the login for a registry, which objects of the mesh name. */
export interface PullSecret {
  readonly cluster: ClusterName;
  readonly namespace: string;
  readonly name: string;
  /** What names it, as people read it: `ServiceAccount istio-system/istiod`. */
  readonly namedBy: readonly string[];
}

/** `unread`: the account may not look. */
export type PullSecretState = "there" | "missing" | "unread";

export type LookedFor = PullSecret & { readonly state: PullSecretState };

/** Every pull secret that an object of the mesh will name, each once a cluster, in the order of the actions. */
export function pullSecretsOf(desired: readonly DesiredAction[]): readonly PullSecret[] {
  const found = new Map<string, PullSecret>();
  for (const { cluster, objects } of desired)
    for (const { body } of objects) {
      const { namespace } = body.metadata;
      for (const name of namesIn(body)) {
        if (namespace === undefined) continue;
        const key = JSON.stringify([cluster, namespace, name]);
        const namedBy = [...(found.get(key)?.namedBy ?? []), refText(refOf(body))];
        found.set(key, { cluster, namespace, name, namedBy });
      }
    }
  return [...found.values()];
}

/** What a ServiceAccount or the template of pods names, in whatever form the file has it: values, a patch. */
function namesIn(body: KubeObject): readonly string[] {
  const pointer = body.kind === "ServiceAccount" ? "" : "/spec/template/spec";
  const list = valueAt(body, `${pointer}/imagePullSecrets`);
  return namesOf(list as Json | undefined);
}

function namesOf(list: Json | undefined): readonly string[] {
  return isList(list) ? list.flatMap(nameOf) : [];
}

/** `{ name: regcred }` in an object; a name alone in values. */
function nameOf(item: Json): readonly string[] {
  const name = isMap(item) ? item["name"] : item;
  return typeof name === "string" && name !== "" ? [name] : [];
}

/**
 * MP0602, a warning: a pull secret that is not there. Kubernetes takes an object that names it all the same, and the node pulls
 * without a login: only a registry that asks for one refuses, so this alone stops no plan.
 */
export function missingPullSecrets(
  mesh: Mesh,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
  looked: readonly LookedFor[],
): readonly Diagnostic[] {
  const placed = inState(mesh, looked, "missing").map((one) => ({
    ...one,
    place: placeOf(one.cluster, one.secret),
  }));
  // In the order in which they are printed, for the first of a namespace to make it.
  const printed = placed.toSorted((a, b) => a.place.at.start - b.place.at.start);
  const isFirst = ({ secret }: (typeof placed)[number]): boolean =>
    printed.find((one) => isBeside(one.secret, secret))?.secret === secret;
  return placed.map((one) => {
    const { cluster, secret, place } = one;
    const { namespace, name } = secret;
    const run = kubectl(cluster);
    const make = commandLine`${run} -n ${namespace} create secret docker-registry ${name} --from-file=.dockerconfigjson=config.json`;
    const isThere = facts.get(cluster.name)?.namespace !== undefined;
    const steps =
      isThere || !isFirst(one)
        ? make
        : `${commandLine`${run} create namespace ${namespace}`}; ${make}; apply takes the namespace over`;
    return {
      code: "MP0602",
      message: `there is no pull secret ${nameText(name)} in ${namespace} of ${cluster.name}, and ${naming(secret)} it`,
      help: `before the apply, with the login for the registry in config.json: ${steps}`,
      ...place,
    };
  });
}

function isBeside(one: PullSecret, other: PullSecret): boolean {
  return one.cluster === other.cluster && one.namespace === other.namespace;
}

/** MP0603, a warning where nobody may look. What an account sees is its own affair, so it is told and is in no plan. */
export function unreadPullSecrets(mesh: Mesh, looked: readonly LookedFor[]): readonly Diagnostic[] {
  return inState(mesh, looked, "unread").map(({ cluster, secret }) => ({
    code: "MP0603",
    message: `whether the pull secret ${nameText(secret.name)} is in ${secret.namespace} of ${cluster.name} was not checked: the account may not list Secrets there, and ${naming(secret)} it`,
    help: `look with an account that may: ${commandLine`${kubectl(cluster)} -n ${secret.namespace} get secret ${secret.name}`}`,
    ...placeOf(cluster, secret),
  }));
}

function inState({ clusters }: Mesh, looked: readonly LookedFor[], state: PullSecretState) {
  return looked.flatMap((secret) => {
    const cluster = clusters.find(({ name }) => name === secret.cluster);
    return cluster === undefined || secret.state !== state ? [] : [{ cluster, secret }];
  });
}

/** The first that names it, and how many do besides, with the verb. */
function naming({ namedBy: [first = "", ...others] }: PullSecret): string {
  return others.length === 0 ? `${first} names` : `${first} and ${String(others.length)} more name`;
}

function placeOf(cluster: Cluster, { namespace, name }: PullSecret) {
  return {
    at: writtenAt(cluster, name) ?? cluster.at,
    cluster: cluster.name,
    object: { apiVersion: "v1", kind: "Secret", namespace, name },
  };
}

/** The place where the file names it: the strongest layer of the values that does, or else a patch. */
function writtenAt(cluster: Cluster, name: string): Span | undefined {
  const sources = [
    ...cluster.values.map(({ values, fieldsAt }) => ({ tree: values, fieldsAt })),
    ...cluster.patches.map(({ patch, fieldsAt = {} }) => ({ tree: patch, fieldsAt })),
  ];
  const spans = sources.flatMap(({ tree, fieldsAt }) =>
    Object.entries(fieldsAt).filter(([pointer]) => isNamedAt(tree, pointer, name)),
  );
  return spans.at(-1)?.[1];
}

/** Leaves of a list may be its items, their names, or the whole of it. */
function isNamedAt(tree: unknown, pointer: string, name: string): boolean {
  if (!/\/imagePullSecrets(\/\d+(\/name)?)?$/.test(pointer)) return false;
  const value = valueAt(tree, pointer) as Json;
  return (isList(value) ? namesOf(value) : nameOf(value)).includes(name);
}
