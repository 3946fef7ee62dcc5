import { ApiError } from "../../src/kube/api-error.ts";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { gatherFacts } from "../../src/observe/gather-facts.ts";
import { meshSubjects } from "../../src/observe/subjects.ts";
import type { ReachableFacts } from "../../src/planner/facts.ts";
import { partOf } from "../../src/planner/marks.ts";
import type { ClusterClient } from "../../src/ports.ts";
import { meshOf } from "../planner/seed.ts";

export const NOW = new Date("2026-01-01T00:00:00Z");
const TEXT = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;
/** Label value of the objects of that mesh. */
export const PART = partOf({ name: "mesh1", istio: { namespace: "istio-system" } });

/** An object in the namespace of Istio. */
export function named(kind: string, name: string, more: JsonMap = {}): KubeObject {
  return { apiVersion: "v1", kind, metadata: { name, namespace: "istio-system" }, ...more };
}

/** A cluster with these objects, which can only be read. Lists are of a kind, whatever they select. */
export function clusterOf(objects: readonly KubeObject[], denied: readonly string[] = []) {
  const asked: string[] = [];
  const answer = <T>(what: string, found: T): Promise<T> => {
    asked.push(what);
    return denied.includes(what) ? Promise.reject(forbidden(what)) : Promise.resolve(found);
  };
  const refuse = () => Promise.reject(new Error("internal: facts only read"));
  const client: ClusterClient = {
    cluster: "cluster1",
    context: "cluster1",
    server: "https://cluster1.example:6443",
    shown: () => [],
    ahead: () => undefined,
    getJson: () => Promise.resolve({ gitVersion: "v1.35.4" }),
    getDocument: refuse,
    getText: refuse,
    get: ({ kind, name }) => {
      const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
      return answer(`${kind} ${name}`, found);
    },
    list: ({ kind }) => {
      const items = objects.filter((one) => one.kind === kind);
      return answer(`${kind}s`, { items, resourceVersion: "1" });
    },
    may: refuse,
    apply: refuse,
    watch: () => {
      throw new Error("internal: facts do not watch");
    },
  };
  return { asked, client };
}

function forbidden(what: string): ApiError {
  const api = { status: 403, serverMessage: "forbidden", request: `GET ${what}` };
  return new ApiError("MP0503", `${what} is forbidden`, api, { nextSteps: [] });
}

interface Asked {
  readonly cluster?: string;
  /** The mesh file. */
  readonly text?: string;
  readonly denied?: readonly string[];
  readonly readOnly?: boolean;
}

/** What is found out of a cluster with these objects, and what was asked for, for a plan of the mesh. */
export async function askedFacts(objects: readonly KubeObject[], asked: Asked = {}) {
  const { cluster = "cluster1", text = TEXT, denied = [], readOnly = false } = asked;
  const { mesh, topology } = meshOf(text);
  const of = meshSubjects(mesh, topology).find((one) => one.cluster === cluster);
  if (of === undefined) throw new Error(`no cluster ${cluster}`);
  const world = clusterOf(objects, denied);
  const facts = await gatherFacts(world.client, of, { now: NOW, readOnly });
  if (!facts.reachable) throw new Error(facts.why.message);
  return { facts, asked: world.asked };
}

export async function factsOf(
  objects: readonly KubeObject[],
  asked: Asked = {},
): Promise<ReachableFacts> {
  return (await askedFacts(objects, asked)).facts;
}
