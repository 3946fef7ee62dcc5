import fc from "fast-check";
import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import {
  apply,
  at,
  type ContractAnswer,
  type ContractTarget,
  mergePatch,
  urlOf,
} from "./target.ts";

/** One write of a random sequence. */
export type Step =
  | {
      readonly kind: "apply";
      readonly manager: string;
      readonly force: boolean;
      readonly body: JsonMap;
    }
  | { readonly kind: "edit"; readonly manager: string; readonly body: JsonMap };

export interface Subject {
  readonly plural: string;
  readonly group: string;
  readonly step: fc.Arbitrary<Step>;
}

const manager = fc.constantFrom("one", "two", "three");
const word = fc.constantFrom("x", "y");
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

function steps(apiVersion: string, kind: string, body: fc.Arbitrary<JsonMap>): fc.Arbitrary<Step> {
  const whole = body.map((rest) => ({ apiVersion, kind, ...rest }));
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("apply" as const),
        manager,
        force: fc.boolean(),
        body: whole,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), manager, body }) },
  );
}

const labels = fc.dictionary(fc.constantFrom("a", "b"), word, { maxKeys: 2 });
const data = fc.dictionary(fc.constantFrom("a", "b", "c"), word, { maxKeys: 3 });

const configMaps = steps(
  "v1",
  "ConfigMap",
  fc.record({ data: optional(data), metadata: fc.record({ labels: optional(labels) }) }),
);

const port = fc.record({
  name: fc.constantFrom("p", "q"),
  port: fc.constantFrom(80, 443),
  targetPort: optional(fc.constantFrom(8080, 8443)),
});
const ports = fc.uniqueArray(port, { maxLength: 2, minLength: 1, selector: (one) => one.port });
const services = steps(
  "v1",
  "Service",
  fc.record({ spec: fc.record({ ports: ports.map(withOwnNames), selector: optional(labels) }) }),
);

/** Two ports of one Service need two names. */
function withOwnNames(list: readonly { readonly name: string; readonly port: number }[]): Json {
  return list.map((one) => ({ ...one, name: `${one.name}-${String(one.port)}` }));
}

const variable = fc.record({
  name: fc.constantFrom("A", "B"),
  value: optional(fc.constantFrom("1", "2", "")),
});
const container = fc.record({
  name: fc.constantFrom("main", "side"),
  image: fc.constantFrom("a:1", "a:2"),
  args: optional(fc.array(word, { maxLength: 2 })),
  env: optional(fc.uniqueArray(variable, { maxLength: 2, selector: ({ name }) => name })),
  resources: optional(fc.constantFrom({ limits: { cpu: "1000m" } }, { limits: { cpu: "1" } })),
});
const template = { metadata: { labels: { app: "x" } } };
const deployments = steps(
  "apps/v1",
  "Deployment",
  fc
    .record({
      containers: fc.uniqueArray(container, {
        minLength: 1,
        maxLength: 2,
        selector: ({ name }) => name,
      }),
      labels: optional(labels),
    })
    .map(({ containers, labels: own }) => ({
      metadata: { labels: own },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: "x" } },
        template: { ...template, spec: { containers } },
      },
    })),
);

export const SUBJECTS: Readonly<Record<string, Subject>> = {
  ConfigMap: { plural: "configmaps", group: "", step: configMaps },
  Service: { plural: "services", group: "", step: services },
  Deployment: { plural: "deployments", group: "apps/v1", step: deployments },
};

export interface Outcome {
  readonly status: number;
  readonly object: Json;
}

/** Does one step to the object of that name. */
export function perform(
  target: ContractTarget,
  { plural, group }: Subject,
  name: string,
  step: Step,
): Promise<ContractAnswer> {
  const url = urlOf(plural, name, group);
  const clean = JSON.parse(JSON.stringify(step.body)) as JsonMap;
  if (step.kind === "edit") return mergePatch(target, url, clean, step.manager);
  const metadata = isMap(clean["metadata"]) ? clean["metadata"] : {};
  const body = { ...clean, metadata: { ...metadata, name } };
  return apply(target, url, body, step);
}

/** Performs a whole sequence; each outcome is free of what differs from server to server. */
export async function performAll(
  target: ContractTarget,
  subject: Subject,
  name: string,
  sequence: readonly Step[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of sequence) {
    const answer = await perform(target, subject, name, step);
    const live = await target.request("GET", urlOf(subject.plural, name, subject.group));
    outcomes.push({ status: answer.status, object: comparable(live.body, name) });
  }
  return outcomes;
}

const VOLATILE = new Set([
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "time",
  "clusterIP",
  "clusterIPs",
  "nodePort",
  "name",
  "status",
  "annotations",
]);

/** Without identity, times and addresses; managedFields in the order of their names, those of controllers left out. */
function comparable(value: Json, name: string): Json {
  if (isList(value)) {
    const items = value.filter((item) => at(item, "subresource") === undefined);
    const plain = items.map((item) => comparable(item, name));
    const isOwners = plain.some((item) => at(item, "fieldsV1") !== undefined);
    return isOwners
      ? plain.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : plain;
  }
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, member]) =>
      member !== undefined && !(VOLATILE.has(key) && (key !== "name" || member === name)),
  );
  return Object.fromEntries(
    kept.sort().map(([key, member]) => [key, comparable(member ?? null, name)]),
  );
}
