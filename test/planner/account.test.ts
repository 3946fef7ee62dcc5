import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AccessRequest } from "../../src/kube/access-request.ts";
import { accountObjects } from "../../src/planner/account.ts";
import { allows, type Attributes, rulesOf } from "../rbac/authorizer.ts";

const GROUPS = ["", "apps"];
const RESOURCES = ["secrets", "deployments"];
const NAMESPACES = ["istio-system", "default"];
const NAMES = ["a", "b"];
const VERBS = ["get", "list", "watch", "create", "patch", "escalate", "bind"];

const grant: fc.Arbitrary<AccessRequest> = fc.record(
  {
    verb: fc.constantFrom(...VERBS),
    group: fc.constantFrom(...GROUPS),
    resource: fc.constantFrom(...RESOURCES),
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constantFrom(...NAMES),
  },
  { requiredKeys: ["verb", "group", "resource"] },
);

/** Every request that these words can make. */
const REQUESTS: readonly Attributes[] = VERBS.flatMap((verb) =>
  GROUPS.flatMap((group) =>
    RESOURCES.flatMap((resource) =>
      ["", ...NAMESPACES].flatMap((namespace) =>
        ["", ...NAMES].map((name) => ({ verb, group, resource, namespace, name, path: "" })),
      ),
    ),
  ),
);

function isGranted(grants: readonly AccessRequest[], request: Attributes): boolean {
  return grants.some(
    ({ verb, group, resource, namespace, name }) =>
      verb === request.verb &&
      group === request.group &&
      resource === request.resource &&
      (namespace === undefined || namespace === request.namespace) &&
      (name === undefined || name === request.name),
  );
}

const objectsOf = (grants: readonly AccessRequest[]) =>
  accountObjects(grants, {
    name: "tested",
    subject: { kind: "ServiceAccount", name: "tested", namespace: "meshplan" },
    namespaces: ["istio-system"],
  });

describe("the roles of an account", () => {
  test("allow exactly what was granted", () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 12 }), (grants) => {
        const rules = rulesOf(objectsOf(grants));
        for (const request of REQUESTS)
          expect(
            rules.some((rule) => allows(rule, request)),
            JSON.stringify(request),
          ).toBe(isGranted(grants, request));
      }),
      { numRuns: 150 },
    );
  });

  test("are equal for equal rights, in whatever order and how often they were asked for", () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 12 }), fc.nat(), (grants, by) => {
        const turned = [...grants.slice(by % 12), ...grants, ...grants.slice(0, by % 12)].reverse();
        expect(objectsOf(turned)).toEqual(objectsOf(grants));
      }),
    );
  });

  test("have one binding each, to the account and to nobody else", () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 12 }), (grants) => {
        const objects = objectsOf(grants);
        const placed = (kind: RegExp) =>
          objects
            .filter((object) => kind.test(object.kind))
            .map(
              ({ kind: of, metadata }) =>
                `${of.replace("Binding", "")} ${metadata.namespace ?? ""}`,
            );
        expect(placed(/Binding$/)).toEqual(placed(/Role$/));
        for (const binding of objects.filter(({ kind }) => kind.endsWith("Binding")))
          expect(binding["subjects"]).toEqual([
            { kind: "ServiceAccount", name: "tested", namespace: "meshplan" },
          ]);
      }),
    );
  });
});
