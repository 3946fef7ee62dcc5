import { afterEach, describe, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { changesOf, startWorld, type World } from "./world.ts";

let world: World;
afterEach(() => world.close());

const withPatches = (patches: string): string =>
  SEED.replace("network: network1", `network: network1, patches: [${patches}]`);

const patch = (target: string, change: string): string =>
  `{ target: { ${target} }, patch: ${change} }`;

const GATEWAY = "kind: Deployment, name: istio-eastwestgateway";
const MISSPELT = patch(
  GATEWAY,
  "{ spec: { replicas: 2, template: { spec: { nodeSelectors: { a: b } } } } }",
);
/** Of a kind that the plan itself defines. */
const EXPOSE = patch(
  "kind: Gateway, name: cross-network-gateway",
  "{ spec: { selector: { zone: 1 } } }",
);

/** What is said of a file, with the words it points at. */
async function saidOf(file: string, readOnly: boolean): Promise<readonly (readonly unknown[])[]> {
  const { plan, diagnostics } = await world.tryPlan(file, { readOnly });
  expect(plan).toBeUndefined();
  return diagnostics.map(({ code, message, help, at }) => [
    code,
    message,
    help,
    file.slice(at?.start, at?.end),
  ]);
}

describe("on a first install, objects that no dry run can judge", () => {
  test.each([false, true])(
    "are judged by what the API servers say of their kinds (read-only: %s)",
    async (readOnly) => {
      world = await startWorld();
      const file = withPatches(`${patch(GATEWAY, "{ spec: { replicas: 3 } }")}, ${MISSPELT}`);
      expect(await saidOf(file, readOnly)).toEqual([
        [
          "MP0504",
          "the API server would refuse the object as the file patches it: spec.template.spec.nodeSelectors is no field that this Kubernetes knows",
          "write nodeSelector (spec.template.spec.nodeSelectors)",
          "{ a: b }",
        ],
      ]);
      expect(world.writes()).toEqual([]);
    },
  );

  test("and whose kind is still to come, by the definition that comes with it", async () => {
    world = await startWorld();
    expect(await saidOf(withPatches(EXPOSE), false)).toEqual([
      [
        "MP0504",
        "the API server would refuse the object as the file patches it: spec.selector.zone is the number 1, and Kubernetes takes a text there",
        "put it in quotes (spec.selector.zone)",
        "1",
      ],
    ]);
  });

  test("stay marked as not proven where nothing is wrong with them", async () => {
    world = await startWorld();
    const { plan } = await world.tryPlan(withPatches(patch(GATEWAY, "{ spec: { replicas: 3 } }")));
    const changes = plan?.actions.flatMap((action) => action.changes) ?? [];
    const gateway = changes.find(({ object }) => object.kind === "Deployment");
    expect(gateway).toMatchObject({ verb: "create", previewed: true });
    if (plan !== undefined) expect(changesOf(plan)).not.toEqual([]);
  });

  test("cost one document of each group and version, however many clusters have it", async () => {
    const names = ["cluster1", "cluster2", "cluster3"];
    const file = `${SEED}  cluster3: { network: network3, primary: cluster1 }\n`;
    world = await startWorld({ clusters: names, file });
    await world.plan();
    const asked = world.sandbox.clusters.flatMap(({ requests }) =>
      requests.map(({ path }) => path).filter((path) => path.startsWith("/openapi/v3")),
    );
    expect(asked.filter((path) => path === "/openapi/v3")).toHaveLength(names.length);
    const documents = asked.filter((path) => path !== "/openapi/v3");
    expect(documents.length).toBeGreaterThan(3);
    expect(new Set(documents).size).toBe(documents.length);
  });
});
