import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { isList, isMap, type Json, type KubeObject } from "../../src/kube/object.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import { refOf } from "../../src/kube/object.ts";
import { SchemaJudge } from "../../src/observe/schema-judge.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import type { ClusterReader, HashedJson } from "../../src/ports.ts";
import { SEED_TEXT } from "../planner/seed.ts";
import { outlinePlan } from "../report/outline-plan.ts";
import { at, type ContractAnswer, type ContractTarget, NAMESPACE, textAt } from "./target.ts";

/** With what plans have seldom and patches add: probes, volumes, quantities, lists of every kind. */
const WORKLOAD: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shape", namespace: NAMESPACE, annotations: { a: "b" }, finalizers: ["a/b"] },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "shape" } },
    strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
    template: {
      metadata: { labels: { app: "shape" } },
      spec: {
        containers: [
          {
            name: "one",
            image: "one",
            args: ["a"],
            env: [
              { name: "A", value: "1" },
              { name: "B", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            ],
            ports: [{ containerPort: 80 }, { containerPort: 80, protocol: "UDP" }],
            resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: 2 } },
            readinessProbe: { httpGet: { path: "/", port: 80 }, periodSeconds: 5 },
            securityContext: { runAsUser: 1337, capabilities: { drop: ["ALL"] } },
            volumeMounts: [{ name: "v", mountPath: "/v", readOnly: true }],
          },
        ],
        volumes: [{ name: "v", emptyDir: { sizeLimit: "1Gi" } }],
        tolerations: [{ key: "a", operator: "Exists" }],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "zone",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: { app: "shape" } },
          },
        ],
      },
    },
  },
};

/** The objects of a plan that the target serves, in the namespace of the contract. */
function subjects(): readonly KubeObject[] {
  const planned = [...outlinePlan(SEED_TEXT).bodies.values()].filter(
    (body) => deferredIn(body).length === 0 && !CUSTOM.test(body.apiVersion),
  );
  return [WORKLOAD, ...planned.filter(({ kind }) => kind !== "Secret")].map(inContract);
}

const CUSTOM = /istio\.io\//;

function inContract(body: KubeObject): KubeObject {
  const { metadata } = body;
  const place = metadata.namespace === undefined ? {} : { namespace: NAMESPACE };
  return { ...body, metadata: { ...metadata, ...place } };
}

/** One change somewhere in an object; numbers pick the place among all there are. */
interface Change {
  readonly object: number;
  readonly place: number;
  readonly how: (value: Json) => Json;
}

const VALUES: readonly Json[] = [
  null,
  "",
  "a text",
  "1",
  "500m",
  "12 m",
  "2026-01-31T12:00:00Z",
  0,
  1,
  -1,
  1.5,
  4_294_967_296,
  true,
  [],
  [1],
  ["a"],
  [null],
  [{}],
  {},
  { a: 1 },
  { name: "a" },
];

const HOW: fc.Arbitrary<Change["how"]> = fc.oneof(
  fc.constantFrom(...VALUES).map((value) => () => value),
  fc.constantFrom("unknown", "Name", "status", "spec").map((name) => (value: Json) => {
    if (!isMap(value)) return value;
    return { ...value, [name]: {} };
  }),
  // An item once more, and one without any field.
  fc.constant((value: Json) => (isList(value) ? [...value, ...value] : value)),
  fc.constant((value: Json) => (isList(value) ? [...value, {}] : value)),
  fc.constant((value: Json) => (isList(value) ? [...value, null] : value)),
);

const CHANGE = fc.record({ object: fc.nat(), place: fc.nat(), how: HOW });

/** Every place of a value but what says which object it is. */
function placesIn(value: Json, above: readonly (string | number)[] = []): readonly Steps[] {
  const children: readonly (readonly [string | number, Json | undefined])[] = isList(value)
    ? [...value.entries()]
    : isMap(value)
      ? Object.entries(value)
      : [];
  return children.flatMap(([step, child]) => {
    const steps = [...above, step];
    if (child === undefined || IDENTITY.has(steps.join("."))) return [];
    return [steps, ...placesIn(child, steps)];
  });
}

type Steps = readonly (string | number)[];
const IDENTITY = new Set([
  "apiVersion",
  "kind",
  "metadata",
  "metadata.name",
  "metadata.namespace",
  "metadata.managedFields",
]);

function changed(value: Json, [step, ...rest]: Steps, how: Change["how"]): Json {
  if (step === undefined) return how(value);
  if (isList(value))
    return value.map((item, index) => (index === step ? changed(item, rest, how) : item));
  if (!isMap(value)) return value;
  return { ...value, [step]: changed(value[step] ?? null, rest, how) };
}

function strictDryRun(target: ContractTarget, body: KubeObject): Promise<ContractAnswer> {
  const query = "fieldManager=meshplan&fieldValidation=Strict&force=true&dryRun=All";
  return target.request("PATCH", `${objectPath(refOf(body))}?${query}`, body, {
    contentType: "application/apply-patch+yaml",
  });
}

const sha512 = (text: string): string => createHash("sha512").update(text).digest("hex");

function readerOf(target: ContractTarget): ClusterReader {
  const getDocument = async (path: string): Promise<HashedJson> => {
    const { status, body, text } = await target.request("GET", path);
    if (status !== 200) throw new Error(`${path}: ${String(status)}`);
    return { json: body, sha512: sha512(text) };
  };
  const getJson = async (path: string): Promise<Json> => (await getDocument(path)).json;
  return { cluster: "contract", server: "", getJson, getDocument } as unknown as ClusterReader;
}

/**
 * Refused before what the object means is looked at: what the server says where it cannot read a body, with 500 in server-side apply and
 * with 400 elsewhere. Other answers of these codes are no word about the shape: admission, what is not served, a server in trouble.
 */
function isShapeless({ status, body }: ContractAnswer): boolean {
  const message = at(body, "message");
  return (status === 400 || status === 500) && typeof message === "string" && UNREAD.test(message);
}

const UNREAD =
  /^failed to (create typed|convert)|strict decoding error|cannot unmarshal|unable to (parse quantity|decode|convert)/;

/** What the judge of a plan says of objects that no dry run can judge, beside what a strict dry run says. */
export function shapeCases(target: () => ContractTarget): void {
  test("a document of schemas is named by the SHA-512 of its bytes", async () => {
    const index = await target().request("GET", "/openapi/v3");
    for (const path of ["api/v1", "apis/apps/v1", "apis/rbac.authorization.k8s.io/v1"]) {
      const url = textAt(index.body, "paths", path, "serverRelativeURL");
      const { text } = await target().request("GET", url);
      expect(url).toBe(`/openapi/v3/${path}?hash=${sha512(text).toUpperCase()}`);
    }
  });

  describe("the judge of shapes", () => {
    const judge = new SchemaJudge();
    let objects: readonly KubeObject[] = [];
    beforeAll(() => {
      objects = subjects();
    });

    test("takes every object of a plan", async () => {
      const reader = readerOf(target());
      for (const object of objects)
        expect([refOf(object), await judge.problemsOf(reader, object, [])]).toEqual([
          refOf(object),
          [],
        ]);
    });

    test("knows a port by its protocol alone, which has a default", async () => {
      const ports = ["spec", "template", "spec", "containers", 0, "ports"];
      const body = changed(WORKLOAD, ports, () => [{ name: "a" }]) as unknown as KubeObject;
      expect(isShapeless(await strictDryRun(target(), body))).toBe(false);
      expect(await judge.problemsOf(readerOf(target()), body, [])).toEqual([]);
    });

    test("refuses what the server cannot read, and takes what it takes", async () => {
      const reader = readerOf(target());
      const kinds = new Set<string>();
      await fc.assert(
        fc.asyncProperty(CHANGE, async ({ object: picked, place, how }) => {
          const object = objects[picked % objects.length] ?? WORKLOAD;
          const places = placesIn(object);
          const steps = places[place % places.length];
          if (steps === undefined) return;
          const body = changed(object, steps, how) as unknown as KubeObject;
          const [answer, problems] = await Promise.all([
            strictDryRun(target(), body),
            judge.problemsOf(reader, body, []),
          ]);
          const said = { steps, status: answer.status, answer: answer.body, body, problems };
          if (isShapeless(answer)) expect(said).not.toMatchObject({ problems: [] });
          // Of what is refused for its meaning the judge may know the reason, too.
          if (answer.status < 300) expect(said).toMatchObject({ problems: [] });
          kinds.add(`${body.kind} ${answer.status < 300 ? "taken" : "refused"}`);
        }),
        { numRuns: RUNS },
      );
      expect(kinds.size).toBeGreaterThan(5);
    }, 120_000);
  });
}

const RUNS = 300;
