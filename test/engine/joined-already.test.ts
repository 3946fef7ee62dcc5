import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type JsonMap } from "../../src/kube/object.ts";
import { planView } from "../../src/report/plan-view.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { changesOf, outcomeOf, startWorld, type World } from "./world.ts";

const SECRETS = "/api/v1/namespaces/istio-system/secrets";
const NAME = "istio-remote-secret-cluster2";
const TAKEN = [
  `update (drift: MANAGER) cluster1/remote-secret:cluster2 Secret istio-system/${NAME}`,
  "  data.cluster2: (sensitive)",
];
const JOIN_ONLY = SEED.replace("network1 }", "network1, delivery: { all: external } }").replace(
  "primary: cluster1 }",
  "primary: cluster1, delivery: { all: external } }",
);

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.converge();
});
afterAll(() => world.close());

/** What `istioctl create-remote-secret` prints, with the kubeconfig that is live and a line more. */
async function ofTheGuide(change: JsonMap = {}, name = NAME): Promise<JsonMap> {
  const { body } = await world.api("cluster1").request("GET", `${SECRETS}/${NAME}`);
  const { data } = body as { readonly data: { readonly cluster2: string } };
  const text = `${Buffer.from(data.cluster2, "base64").toString("utf8")}\n# by hand\n`;
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace: "istio-system",
      labels: { "istio/multiCluster": "true" },
      annotations: { "networking.istio.io/cluster": "cluster2" },
    },
    data: { cluster2: Buffer.from(text).toString("base64") },
    ...change,
  };
}

/** In place of what is there: a Secret that meshplan never saw. */
async function replaced(body: JsonMap, manager: string, how: "apply" | "create"): Promise<void> {
  const api = world.api("cluster1");
  await api.request("DELETE", `${SECRETS}/${NAME}`);
  const { status } =
    how === "apply"
      ? await api.apply(`${SECRETS}/${NAME}`, body, manager)
      : await api.request("POST", `${SECRETS}?fieldManager=${manager}`, body);
  expect(status).toBe(201);
}

describe("a remote secret that Istio's guide had people make", () => {
  test.each([
    ["kubectl-client-side-apply", "create", SEED],
    ["kubectl-create", "create", JOIN_ONLY],
    ["kubectl", "apply", JOIN_ONLY],
  ] as const)("with %s is taken over by a reviewed change", async (manager, how, file) => {
    await replaced(await ofTheGuide(), manager, how);
    const plan = await world.plan(file);
    expect(changesOf(plan).filter((line) => !line.includes("part-of"))).toEqual(
      TAKEN.map((line) => line.replace("MANAGER", manager)),
    );
    const { actions } = planView(plan, "0.0.0");
    expect(actions.find(({ component }) => component === "remote-secret")).toMatchObject({
      risk: "trust",
    });
    const { plan: read } = await world.tryPlan(file, { readOnly: true });
    expect(read && changesOf(read)).toEqual(changesOf(plan));
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(changesOf(await world.plan(file))).toEqual([]);
  });

  test("and that somebody changed meanwhile makes the plan stale", async () => {
    await replaced(await ofTheGuide(), "kubectl-create", "create");
    const plan = await world.plan();
    await replaced(await ofTheGuide(), "kubectl-create", "create");
    await expect(world.apply(plan)).rejects.toThrow("the object was deleted and made again");
  });

  test.each([
    [
      "for another cluster",
      {
        metadata: {
          name: NAME,
          namespace: "istio-system",
          labels: { "istio/multiCluster": "true" },
          annotations: { "networking.istio.io/cluster": "cluster3" },
        },
      },
    ],
    [
      "without the label",
      {
        metadata: {
          name: NAME,
          namespace: "istio-system",
          annotations: { "networking.istio.io/cluster": "cluster2" },
        },
      },
    ],
  ] as const)("is no such secret %s, and the way out is a command", async (_, change) => {
    await replaced(await ofTheGuide(change), "kubectl-create", "create");
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics.find(({ code }) => code === "MP0506")?.help).toContain(
      `kubectl --context cluster1 -n istio-system edit secret ${NAME}`,
    );
  });

  test("of a controller stays the controller's", async () => {
    await replaced(await ofTheGuide(), "external-secrets", "apply");
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics.map(({ code }) => code)).toContain("MP0506");
  });
});
