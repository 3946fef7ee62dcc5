import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isList, type Json, type JsonMap } from "../../src/kube/object.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Action, WaitPayloads } from "../../src/planner/action.ts";
import { COMPONENTS } from "../../src/planner/components/registry.ts";
import type { Change } from "../../src/planner/change.ts";
import { digestOf, hashOf } from "../../src/planner/digest.ts";
import { isPlanFile } from "../../src/planner/is-plan-file.ts";
import type { Leftover } from "../../src/planner/owned-objects.ts";
import type { Plan, PlannedCluster } from "../../src/planner/plan.ts";
import type {
  ActionContent,
  ClusterContent,
  DiagnosticContent,
  PlanContent,
} from "../../src/planner/plan-content.ts";
import { encodePlan, type SavedPlan } from "../../src/planner/plan-file.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import schema from "../../schema/saved-plan.schema.json" with { type: "json" };
import { MADE } from "../engine/saved.ts";
import { decoded, edited, refusal, TEXT, type To } from "./plan-edits.ts";
import { planned } from "./planned.ts";
import { SEED_TEXT } from "./seed.ts";

/** What files of before may have left, of every sort of which a text says something. */
const leftovers = fc.array(
  fc.record(
    {
      cluster: fc.constantFrom("cluster1", "cluster2"),
      object: fc.oneof(
        fc.record({
          apiVersion: fc.constant("v1"),
          kind: fc.constantFrom("Secret", "ConfigMap", "Service"),
          namespace: fc.constant("istio-system"),
          name: fc.constantFrom("istio-remote-secret-cluster9", "values-1-30-4", "istiod-1-30-4"),
        }),
        fc.record({
          apiVersion: fc.constant("admissionregistration.k8s.io/v1"),
          kind: fc.constant("MutatingWebhookConfiguration"),
          name: fc.constantFrom("istio-revision-tag-prod", "istio-sidecar-injector-1-30-4"),
        }),
        fc.record({
          apiVersion: fc.constant("apiextensions.k8s.io/v1"),
          kind: fc.constant("CustomResourceDefinition"),
          name: fc.constant("gateways.networking.istio.io"),
        }),
        fc.record({
          apiVersion: fc.constant("v1"),
          kind: fc.constant("Namespace"),
          name: fc.constant("old"),
        }),
      ),
      by: fc.constant("Argo CD application mesh"),
      revision: fc.constant("1-30-4"),
      tag: fc.constant("prod"),
      reads: fc.constant("cluster9"),
    },
    { requiredKeys: ["cluster", "object"] },
  ),
  { minLength: 1, maxLength: 6 },
);

const shown = (plan: Plan, full: boolean): string =>
  planText(planView(plan, "0.0.0"), { color: false, full, width: 100 });

describe("a saved plan", () => {
  test("shows the text of the plan that was saved, also of what is left over", () => {
    const { digest: _, ...whole } = planned();
    fc.assert(
      fc.property(leftovers, fc.boolean(), (left, full) => {
        const rest = { ...whole, leftovers: left as unknown as Leftover[] };
        const plan: Plan = { ...rest, digest: digestOf(rest) };
        const read = decoded(encodePlan(plan, MADE));
        expect(read).toEqual(plan);
        expect(shown(read, full)).toBe(shown(plan, full));
        expect(shown(read, full)).toContain("MP0610");
      }),
      { numRuns: 25 },
    );
  });

  test("comes back as it was", () => {
    expect(isPlanFile(TEXT)).toBe(true);
    expect(isPlanFile(SEED_TEXT)).toBe(false);
    expect(decoded(TEXT)).toEqual(planned());
    expect(decoded(edited("mesh", (mesh) => mesh))).toEqual(planned());
  });

  test("is refused when any byte of its meaning was changed", () => {
    const [start, end] = [TEXT.indexOf('"plan":'), TEXT.indexOf('"notes":')];
    fc.assert(
      fc.property(fc.integer({ min: start + 8, max: end - 2 }), (index) => {
        const other = TEXT[index] === "7" ? "8" : "7";
        const bytes = TEXT.slice(0, index) + other + TEXT.slice(index + 1);
        if (bytes === TEXT) return;
        expect(() => decoded(bytes)).toThrow(/is not a plan/);
      }),
    );
  });

  test.each([
    ["a text that ends early", TEXT.slice(0, -10)],
    ["5,000 brackets", "[".repeat(5_000)],
    [
      "200,000 brackets",
      `{"meshplan_plan":"2.0","plan":${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
    ],
    ["an object without anything", "{}"],
    ["no object", "[]"],
    ["half a character", TEXT.replace('"mesh1"', String.raw`"mesh\ud83d"`)],
  ])("that is %s is refused", (_, text) => {
    expect(refusal(text)).toMatch(/^MP9008 mesh\.plan is not a plan that meshplan wrote: /);
  });

  test.each([
    ["a mesh", '"mesh":"mesh1"', '"mesh":"evil","mesh":"mesh1"'],
    ["a plan", '"plan":{', '"plan":{},"plan":{'],
    ["a digest", '"digest":', '"digest":"sha256:0","digest":'],
    ["a kind of a body", '"kind":"Namespace"', '"kind":"ClusterRole","kind":"Namespace"'],
    [
      "the kind spelt in two ways",
      '"kind":"Namespace"',
      String.raw`"k\u0069nd":"x","kind":"Namespace"`,
    ],
    ["an escaped letter", '"mesh":"mesh1"', String.raw`"mesh":"mesh\u0031"`],
    [
      "a number of another spelling",
      '"timeoutSeconds":',
      '"timeoutSeconds":0.1e1,"timeoutSeconds":',
    ],
    ["a number with digits too many", '"complete":true', '"complete":10000000000000000001'],
  ])("with %s twice, or spelt otherwise, is refused", (_, from, to) => {
    expect(TEXT).toContain(from);
    expect(refusal(TEXT.replace(from, to))).toMatch(/^MP9008 .* a key of it is there twice, or/);
  });

  test("law: any key of it that is there twice is refused", () => {
    const keys = [...TEXT.matchAll(/[{,](?="(?:[^"\\]|\\.)*":)/g)].map(({ index }) => index + 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.constantFrom("1", "{}", "null", '"x"'),
        (at, value) => {
          const key = /^"(?:[^"\\]|\\.)*":/.exec(TEXT.slice(at))?.[0] ?? "";
          expect(refusal(`${TEXT.slice(0, at)}${key}${value},${TEXT.slice(at)}`)).toContain(
            "twice",
          );
        },
      ),
    );
  });

  test("with a text of megabytes in it is read, whatever it ends with", () => {
    const long = `${"x".repeat(20_000_000)} "\\\\`;
    const file = JSON.stringify({ ...(JSON.parse(TEXT) as JsonMap), meshplan_version: long });
    expect(decoded(file)).toEqual(planned());
  });

  test("may be laid out anew, but has nothing before or behind it", () => {
    const file = JSON.parse(TEXT) as Json;
    expect(decoded(JSON.stringify(file, null, 2))).toEqual(planned());
    expect(decoded(`\r\n${TEXT.trim()}\r\n`)).toEqual(planned());
    for (const odd of [`\ufeff${TEXT}`, `${TEXT}{}`, `${TEXT}\u00a0`, `${TEXT}\0`])
      expect(refusal(odd)).toMatch(/^MP9008 .* it is not JSON/);
  });

  test("of format 1 is refused with what to do", () => {
    expect(refusal('{"meshplan_plan":"1.0"}')).toMatch(
      /^MP9007 mesh\.plan is a plan of format "1\.0", and the digest of that format did not cover/,
    );
    expect(refusal('{"meshplan_plan":{"a":1}}')).toContain("MP9007");
  });

  test("of another build's format is refused as such, whatever else it lacks", () => {
    expect(refusal('{"meshplan_plan":"2.0"}')).toMatch(
      /^MP9007 mesh\.plan is a plan of format "2\.0"; this meshplan reads 2\.1/,
    );
  });

  const twice = (list: Json): Json => (isList(list) ? [...list, list[0] ?? null] : list);
  const EXTRA = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } };
  const BODY = Object.keys((JSON.parse(TEXT) as SavedPlan).plan.bodies)[0] ?? "";
  const faults: readonly (readonly [string, string, To, RegExp])[] = [
    ["actions are null", "actions", () => null, /plan\/actions must be array/],
    ["an action is empty", "actions", () => [{}], /plan\/actions\/0 tag "kind"/],
    ["clusters are gone", "clusters", () => [], /plan\/clusters must NOT have fewer/],
    ["bodies are gone", "bodies", () => ({}), /actions\/0\/changes\/0 means a body/],
    ["there are no bodies", "bodies", () => undefined, /plan must have .* 'bodies'/],
    ["a key is new", "other", () => 1, /additional properties: "other"/],
    [
      "a body is another",
      `bodies/${BODY}/kind`,
      () => "Secret",
      /plan\/bodies\/[0-9a-f]{64} is not the body of that hash/,
    ],
    ["a body is too many", `bodies/${hashOf(EXTRA)}`, () => EXTRA, /belongs to nothing/],
    [
      "an object is another",
      "actions/0/changes/0/object/apiVersion",
      () => "v2",
      /changes\/0 names Namespace istio-system, and its body is/,
    ],
    ["an action has another name", "actions/0/id", () => "cluster1/gateway", /actions\/0\/id/],
    ["an action is there twice", "actions", twice, /is there twice/],
    ["an action is of nowhere", "actions/*/cluster", () => "cluster9", /actions\/0\/id does not/],
    [
      "clusters have other names",
      "clusters/0/name",
      () => "cluster9",
      /clusters\/1 belongs to cluster1|is about cluster1, which is no cluster of the plan/,
    ],
    [
      "actions are in another order",
      "actions",
      (list) => (isList(list) ? [...list].reverse() : list),
      /needs .*, which no action before it is/,
    ],
    ["waits are gone", "actions/*/waits", () => [], /hands out address and waits for none/],
    [
      "needs are gone",
      "actions/*/needs",
      () => [],
      /does not wait for|nothing before it hands out/,
    ],
    ["what is absent is updated", "actions/0/changes/0/verb", () => "update", /cannot update what/],
    [
      "something is deleted",
      "actions/0/changes/0/verb",
      () => "delete",
      /verb must be equal to one/,
    ],
    ["an object is written twice", "actions/0/changes", twice, /a second time/],
    ["a cluster has no identity", "clusters/0/identity", () => undefined, /clusters\/0 was read/],
    ["it is not complete", "complete", () => false, /plan\/complete is not what/],
    ["others bring what it writes", "actions/0/kind", () => "wait", /writes what others bring/],
  ];

  test.each(faults)("in which %s is refused with the place", (_, path, to, says) => {
    expect(refusal(edited(path, to))).toMatch(says);
    expect(refusal(edited(path, to))).toMatch(/^MP9008/);
  });

  test("hands out no token of a cluster that it does not name", () => {
    const { actions } = planned();
    const index = actions.findIndex(({ kind }) => kind === "remote-secret");
    const other = edited(`actions/${index}/of`, () => "cluster1");
    expect(refusal(other)).toContain("hands out a token of another cluster than cluster1");
  });
});

describe("the schema of saved plans", () => {
  const { $defs } = schema;

  test("lets every component pass", () => {
    const allowed = new RegExp($defs.component.pattern);
    expect(COMPONENTS.filter(({ name }) => !allowed.test(name))).toEqual([]);
  });

  test("knows every wait, and every kind of action", () => {
    const waits: { readonly [K in keyof WaitPayloads]: true } = {
      "crds-established": true,
      "deployment-available": true,
      "daemonset-ready": true,
      "gateway-programmed": true,
      "webhook-ca": true,
      "validation-answers": true,
      "load-balancer-address": true,
      "token-filled": true,
      "cluster-synced": true,
      "root-certificate": true,
      "as-rendered": true,
    };
    const kinds: { readonly [K in Action["kind"]]: true } = {
      apply: true,
      trust: true,
      "reader-token": true,
      "remote-secret": true,
      wait: true,
    };
    const tags = ({
      oneOf,
    }: {
      readonly oneOf: readonly { properties: { kind: { const: string } } }[];
    }) => oneOf.map(({ properties }) => properties.kind.const);
    expect(tags($defs.wait)).toEqual(Object.keys(waits));
    expect(tags($defs.action)).toEqual(Object.keys(kinds));
  });
});

/**
 * A field of a plan is in what is hashed unless this list, which the compiler compares with the types, says otherwise: a new
 * one that lands nowhere, or on both sides, fails the build.
 */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type KeysOf<T> = T extends unknown ? keyof T : never;
export const SPLIT: readonly true[] = [
  true satisfies Same<Exclude<keyof Plan, keyof PlanContent>, "file" | "digest" | "unlisted">,
  true satisfies Same<Exclude<keyof PlanContent, keyof Plan>, never>,
  true satisfies Same<
    Exclude<keyof PlannedCluster, keyof ClusterContent>,
    "line" | "context" | "kubeconfig" | "server"
  >,
  true satisfies Same<KeysOf<Action>, KeysOf<ActionContent>>,
  true satisfies Same<keyof Change, keyof ActionContent["changes"][number]>,
  true satisfies Same<Exclude<keyof Diagnostic, keyof DiagnosticContent>, "at">,
];

test("every leaf of a plan is in what is hashed or in the notes", () => {
  const file = JSON.parse(TEXT) as JsonMap;
  const { plan, notes } = file as { readonly plan: JsonMap; readonly notes: JsonMap };
  expect(Object.keys(file)).toEqual([
    "meshplan_plan",
    "meshplan_version",
    "created",
    "digest",
    "plan",
    "notes",
  ]);
  expect(Object.keys(notes)).toEqual(["file", "lines"]);
  expect(JSON.stringify(plan)).not.toContain('"line"');
});
