import { afterAll, beforeAll, expect, test } from "vitest";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { PLAIN, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.converge();
});
afterAll(() => world.close());

const DEPLOYMENT = "/deployments/istio-eastwestgateway";
const SECURITY = `would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false`;
const labelled = (
  team: string,
): string => `${SEED}metadata: { labels: { example.com/team: ${team} } }
`;

/** What API servers say to a dry run of the gateway, and to its write. */
function warn(text: string, dryRun: boolean): void {
  world.sandbox.cluster("cluster2").faults.add({
    when: ({ method, path, query }) =>
      method === "PATCH" && path.endsWith(DEPLOYMENT) && query.has("dryRun") === dryRun,
    effect: { kind: "warn", text },
  });
}

test("what a server warns of is in the plan once, whole, with object and place, and not said again by its apply", async () => {
  warn(SECURITY, true);
  warn(SECURITY, false);
  warn('policy "images": tag is not \\ pinned', false);
  const { plan, diagnostics } = await world.tryPlan(labelled("a"));
  const wanted = {
    code: "MP0620",
    message: `the API server warns of Deployment istio-system/istio-eastwestgateway: ${SECURITY}`,
    cluster: "cluster2",
    object: { kind: "Deployment", namespace: "istio-system", name: "istio-eastwestgateway" },
  };
  expect(diagnostics.filter(({ code }) => code === "MP0620")).toMatchObject([wanted]);
  if (plan === undefined) throw new Error("no plan");
  const view = planView(plan, "1");
  expect(view.diagnostics).toMatchObject([{ code: wanted.code, message: wanted.message }]);
  const words = planText(view, { ...PLAIN, color: false, full: false }).replaceAll(/\s+/g, " ");
  expect(words.split(SECURITY)).toHaveLength(2);
  const events = await world.apply(plan);
  expect(events.filter(({ type }) => type === "note")).toMatchObject([
    {
      action: "cluster2/gateway",
      text: `the API server warns of Deployment istio-system/istio-eastwestgateway: policy "images": tag is not \\ pinned`,
    },
  ]);
  world.sandbox.cluster("cluster2").faults.clear();
});

test("a webhook that denies the object is no missing right: its words are told with the object", async () => {
  const message =
    'admission webhook "validation.gatekeeper.sh" denied the request: [costs] label team is missing';
  world.sandbox.cluster("cluster2").faults.add({
    when: ({ method, path }) => method === "PATCH" && path.endsWith(DEPLOYMENT),
    effect: { kind: "status", code: 403, reason: "Forbidden", message },
  });
  const { plan, diagnostics } = await world.tryPlan(labelled("b"));
  expect(plan).toBeUndefined();
  expect(diagnostics.filter(({ code }) => code !== "MP0620")).toMatchObject([
    {
      code: "MP0504",
      message: `the API server refuses the object: ${message}`,
      help: "meshplan explain MP9113",
      object: { kind: "Deployment", name: "istio-eastwestgateway" },
    },
  ]);
  world.sandbox.cluster("cluster2").faults.clear();
});

test("the reason of an authorizer stays with the right that is missing", async () => {
  const message =
    'secrets "cacerts" is forbidden: User "jane" cannot get resource "secrets" in API group "" in the namespace "istio-system": requires one of ["container.secrets.get"] permission(s)';
  world.sandbox.cluster("cluster2").faults.add({
    when: ({ path }) => path.endsWith("/secrets/cacerts") || path.includes("/secrets/istio-reader"),
    effect: { kind: "status", code: 403, reason: "Forbidden", message },
  });
  const { diagnostics } = await world.tryPlan();
  expect(diagnostics[0]?.message).toBe(
    'cluster2 does not allow jane to get secrets in namespace istio-system: requires one of ["container.secrets.get"] permission(s)',
  );
  world.sandbox.cluster("cluster2").faults.clear();
});
