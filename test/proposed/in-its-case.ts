import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import type { SandboxCluster } from "../../src/embedded/istio/sandbox.ts";
import { type EmbeddedCluster, listObjects } from "../../src/embedded/kube/cluster.ts";
import type { ServedKind } from "../../src/embedded/kube/kinds.ts";
import { labelSelector } from "../../src/embedded/kube/selectors.ts";
import { isMap, type Json, type JsonMap, type KubeObject } from "../../src/kube/object.ts";
import { commandsIn, type KubectlCommand, kubectlCommand, refusalOfMeshplan } from "./commands.ts";

/** Where a command was proposed: the clusters as they were, and the kubeconfig of whoever is to run it. */
export interface Case {
  readonly clusters: readonly SandboxCluster[];
  /** The variable KUBECONFIG. */
  readonly kubeconfig: string;
  /** The folder that relative paths are in. */
  readonly folder?: string;
}

/**
 * Holds each command of printed lines against the program that would run it, in the case that printed it: meshplan's by its own
 * command line; kubectl's by its context, by what the cluster serves, and by the objects that are there. What nothing would come of is
 * refused as well: a selector that no object has, a label that is not there to be taken.
 *
 * It sends nothing, so it may look at any moment; test/proposed/in-its-case.test.ts holds it against the real kubectl.
 */
export function refusedCommands(lines: readonly string[], where: Case): readonly string[] {
  const made = new Set<string>();
  return lines
    .flatMap((text) => text.split("\n"))
    .flatMap((line) => commandsIn(line))
    .flatMap((words) => {
      const [program, ...rest] = words;
      const refusal =
        program === "meshplan" ? refusalOfMeshplan(rest) : refusalOfKubectl(rest, where, made);
      return refusal === undefined ? [] : [`${words.join(" ")}: ${refusal}`];
    });
}

/** Why kubectl would refuse the words after its name. What it would make counts for the commands that follow. */
export function refusalOfKubectl(
  words: readonly string[],
  where: Case,
  made = new Set<string>(),
): string | undefined {
  const command = kubectlCommand(words);
  if (typeof command === "string") return command;
  const server = serverOf(command.flags, where);
  if (server.refusal !== undefined) return server.refusal;
  // Another server, or none that answers, cannot be asked.
  const cluster = where.clusters.find((one) => one.server === server.address);
  if (cluster === undefined) return undefined;
  const namespace = command.flags.get("-n") ?? command.flags.get("--namespace") ?? "default";
  const there = (type: string, name: string): boolean =>
    made.has(`${cluster.name} ${type} ${name}`) ||
    find(cluster.embedded, type, namespace, name) !== undefined;
  if (!command.name.startsWith("create "))
    return refusalOfTarget(command, namespace, cluster.embedded);
  const [name = ""] = command.rest;
  const type = command.name === "create namespace" ? "namespace" : "secret";
  if (there(type, name)) return `${type} "${name}" already exists`;
  if (type === "secret" && !there("namespace", namespace))
    return `namespaces "${namespace}" not found`;
  made.add(`${cluster.name} ${type} ${name}`);
  return undefined;
}

interface Server {
  readonly address?: string;
  readonly refusal?: string;
}

function serverOf(flags: KubectlCommand["flags"], { kubeconfig, folder }: Case): Server {
  const name = flags.get("--context");
  // The command names none: that of the kubeconfig is meant, and a template has a word for it.
  if (name === undefined || /^[A-Z]+$/.test(name)) return {};
  const paths = (flags.get("--kubeconfig") ?? kubeconfig)
    .split(delimiter)
    .map((path) => join(path.startsWith("/") ? "" : (folder ?? ""), path.replace(/^~/, homedir())))
    .filter((path) => existsSync(path));
  for (const path of paths) {
    const file = parse(readFileSync(path, "utf8")) as Json;
    const context = entry(file, "contexts", name)?.["context"];
    const cluster = isMap(context) ? context["cluster"] : undefined;
    if (typeof cluster !== "string") continue;
    const found = entry(file, "clusters", cluster)?.["cluster"];
    const address = isMap(found) ? found["server"] : undefined;
    return typeof address === "string" ? { address } : {};
  }
  return { refusal: `context "${name}" does not exist` };
}

function entry(file: Json, list: string, name: string): JsonMap | undefined {
  const entries = isMap(file) ? file[list] : undefined;
  const all = Array.isArray(entries) ? (entries as readonly Json[]) : [];
  return all.filter(isMap).find((one) => one["name"] === name);
}

/** `TYPE[,TYPE] [NAME...]`, `TYPE/NAME...`, and for labels and annotations what follows. */
function refusalOfTarget(
  { name, rest, flags }: KubectlCommand,
  namespace: string,
  cluster: EmbeddedCluster,
): string | undefined {
  const targets =
    /^(?:delete|describe|edit|rollout restart|label|annotate|logs)$/.test(name) ||
    (name === "get" && !flags.has("--raw"));
  if (!targets) return undefined;
  const marks = /^(?:label|annotate)$/.test(name);
  const changes = marks ? rest.filter((word) => isMark(word)) : [];
  const [first = "", ...others] =
    name === "logs" ? ["pods"] : rest.filter((word) => !changes.includes(word));
  const pairs = first.includes("/")
    ? [first, ...others].map((word) => word.split("/"))
    : first
        .split(",")
        .flatMap((type) => (others.length === 0 ? [[type]] : others.map((one) => [type, one])));
  if (marks && changes.length === 0) return "nothing to change";
  const selector = flags.get("--selector") ?? flags.get("-l");
  for (const [type = "", one] of pairs) {
    const kind = kindOf(cluster, type);
    if (kind === undefined) return `the server doesn't have a resource type "${type}"`;
    if (one === undefined) {
      if (selector === undefined && name !== "get") return "names no object";
      if (selector !== undefined && selected(cluster, kind, namespace, selector).length === 0)
        return `no ${type} in ${namespace} has ${selector}`;
      continue;
    }
    const object = find(cluster, type, namespace, one);
    if (object === undefined && !flags.has("--ignore-not-found"))
      return `${type} "${one}" not found in ${namespace}`;
    const refused = object && refusedMark(object, { name, flags, changes });
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const isMark = (word: string): boolean => /^[\w./-]+=|^[\w.]+\/[\w.-]+-$|^[\w.-]+-$/.test(word);

function refusedMark(
  { metadata }: KubeObject,
  {
    name,
    flags,
    changes,
  }: { name: string; flags: KubectlCommand["flags"]; changes: readonly string[] },
): string | undefined {
  const live = (name === "label" ? metadata.labels : metadata.annotations) ?? {};
  for (const change of changes) {
    const [key = "", ...rest] = change.split("=");
    if (!change.includes("=")) {
      if (live[key.slice(0, -1)] === undefined)
        return `${key.slice(0, -1)} is not there to be taken`;
    } else if (live[key] !== undefined && !flags.has("--overwrite") && live[key] !== rest.join("="))
      return `${key} already has a value, and --overwrite is false`;
  }
  return undefined;
}

function kindOf({ kinds }: EmbeddedCluster, type: string): ServedKind | undefined {
  const [name = "", ...group] = type.toLowerCase().split(".");
  return kinds
    .all()
    .find(
      (one) =>
        [one.plural, one.singular, ...one.shortNames].includes(name) &&
        (group.length === 0 || one.group === group.join(".")),
    );
}

function find(
  cluster: EmbeddedCluster,
  type: string,
  namespace: string,
  name: string,
): KubeObject | undefined {
  const kind = kindOf(cluster, type);
  const all = kind === undefined ? [] : listObjects(cluster, kind, namespace);
  return all.find(({ metadata }) => metadata.name === name);
}

function selected(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  namespace: string,
  selector: string,
): readonly KubeObject[] {
  return listObjects(cluster, kind, namespace).filter(labelSelector(selector));
}
