import { describe, expect, test, vi } from "vitest";
import { isMap, type KubeObject } from "../../src/kube/object.ts";
import { COMPONENTS } from "../../src/planner/components/registry.ts";
import { checkInstalled } from "../../src/planner/components/installed/check.ts";
import { deliveredByOthers } from "../../src/planner/components/installed/delivered-by-others.ts";
import { decodePlan } from "../../src/planner/decode-plan.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { homeAction } from "../../src/planner/rendered-parts.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { explainAction } from "../../src/report/explain.ts";
import { planView } from "../../src/report/plan-view.ts";
import { outlinePlan } from "../report/outline-plan.ts";
import { meshOf, SEED_TEXT } from "./seed.ts";

/** All that another component takes beside its folder (`dummy/`): a line in the registry. */
vi.mock(import("../../src/planner/components/registry.ts"), async (original) => {
  const [real, { dummy }] = await Promise.all([original(), import("./dummy/component.ts")]);
  return { COMPONENTS: [...real.COMPONENTS, dummy] };
});

/** A renderer that knows it. */
vi.mock(import("../../src/embedded/istio/outline/outline.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    outlineObjects: (request) => {
      const { dummy } = request.operator;
      if (!isMap(dummy)) return real.outlineObjects(request);
      const { namespace, address } = dummy as {
        readonly namespace: string;
        readonly address: string;
      };
      const metadata = { name: "dummy", namespace };
      return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { url: `tcp://${address}` } }];
    },
  };
});

const plan = outlinePlan(SEED_TEXT);
const action = plan.actions.find(({ id }) => id === "cluster2/dummy");

describe("a component that is added as a folder and a line", () => {
  test("is planned where a cluster has it, with its objects, its hole and its wait", () => {
    expect(plan.actions.filter(({ component }) => component === "dummy")).toHaveLength(1);
    const [change] = action?.changes ?? [];
    expect(change).toMatchObject({ verb: "create", object: { kind: "ConfigMap", name: "dummy" } });
    const body = plan.bodies.get(change?.body ?? "") as KubeObject;
    expect(deferredIn(body)).toEqual(["cluster1/gateway-address#address"]);
    expect(action?.waits.map(({ kind }) => kind)).toEqual(["root-certificate"]);
  });

  test("is after what it needs, in the order of the registry otherwise", () => {
    const ids = plan.actions.map(({ id }) => id as string);
    expect(ids.indexOf("cluster1/gateway-address")).toBeLessThan(ids.indexOf("cluster2/dummy"));
    expect(COMPONENTS.at(-1)?.name).toBe("dummy");
  });

  test("is explained, and is the home of its objects", () => {
    expect(explainAction(planView(plan, "0.1.0"), "cluster2/dummy")).toContain(
      "Stands for a component that is yet to come.",
    );
    const { mesh, topology } = meshOf(SEED_TEXT);
    const request = renderRequests(mesh, topology).find(({ component }) => component === "dummy");
    if (request === undefined) throw new Error("nothing is rendered for it");
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "dummy" } };
    expect(homeAction(request, object)).toBe("cluster2/dummy");
  });

  test("is saved and read back", () => {
    const text = encodePlan(plan, { version: "0.1.0", time: "2026-01-01T00:00:00Z" });
    const machine = { pathOf: (written: string) => written };
    expect(decodePlan(text, "plan.json", machine).plan.digest).toBe(plan.digest);
  });

  test("may be brought by others, and is missed where they did not", () => {
    const text = SEED_TEXT.replace(
      "primary: cluster1 }",
      "primary: cluster1, delivery: { all: external } }",
    );
    const { mesh, topology } = meshOf(text);
    const cluster = mesh.clusters.find(({ name }) => name === "cluster2");
    if (cluster === undefined) throw new Error("a cluster of the file is gone");
    const place = { mesh, topology, cluster };
    expect(deliveredByOthers(place).map(({ name }) => name)).toContain("dummy");
    const problems = checkInstalled({ ...place, factsOf: () => undefined }, { dummy: [] });
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "MP0555 there is no ConfigMap istio-system/dummy in cluster2, although others deliver its dummy",
    ]);
  });
});
