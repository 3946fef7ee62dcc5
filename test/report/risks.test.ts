import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KubeObject, refOf, refText } from "../../src/kube/object.ts";
import { componentNamed } from "../../src/planner/components/named.ts";
import type { Action } from "../../src/planner/action.ts";
import type { Change } from "../../src/planner/change.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import { DETECTORS } from "../../src/report/risks/index.ts";
import { planText } from "../../src/report/text.ts";
import type { PlanView } from "../../src/report/view.ts";
import { SEED_TEXT } from "../planner/seed.ts";
import { DANGERS, type Danger, type Spoilt } from "./dangers.ts";
import { saved } from "../engine/saved.ts";
import { outlinePlan } from "./outline-plan.ts";
import { spoilt } from "./spoilt-plan.ts";

const REMOTES = Array.from({ length: 4 }, (_, index) => `cluster${String(index + 2)}`);
const PLAN = outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
${REMOTES.map((name) => `  ${name}: { network: ${name.replace("cluster", "network")}, primary: cluster1 }`).join("\n")}
`);

/** Everything that can be spoilt: a change of the plan, and a way to make it dangerous. */
const PLACES = PLAN.actions.flatMap((action) =>
  action.changes.flatMap((change) => {
    const body = PLAN.bodies.get(change.body);
    if (body === undefined) throw new Error("internal: a change without a body");
    return DANGERS.filter(({ isFor }) => isFor(body)).map((danger) => ({
      action,
      change,
      body,
      danger,
    }));
  }),
);

interface Spoiling extends Spoilt {
  readonly action: Action;
  readonly change: Change;
  readonly danger: Danger;
  readonly verb: "create" | "update";
}

const spoiling: fc.Arbitrary<Spoiling> = fc
  .tuple(fc.constantFrom(...DANGERS), fc.constantFrom("create" as const, "update" as const))
  .chain(([danger, verb]) =>
    fc
      .constantFrom(...PLACES.filter((place) => place.danger === danger))
      .chain(({ action, change, body }) =>
        danger.spoil(body).map((spoilt) => ({ ...spoilt, action, change, danger, verb })),
      ),
  );

function textOf(plan: Plan | PlanView, width = 100): string {
  const view = "risks" in plan ? plan : planView(plan, "0.1.0");
  return planText(view, { color: false, full: false, width });
}

/** The section of risks as one line, and the rows below it. */
function parts(text: string): { readonly section: string; readonly rows: readonly string[] } {
  const [, rest = ""] = text.split("Risks to review\n");
  const end = rest.indexOf("\n\n");
  return {
    section: rest.slice(0, end).replace(/\s+/g, " "),
    rows: rest.slice(end).split("\n"),
  };
}

describe("a dangerous change", () => {
  test("stands in the section of risks with object, cluster and value, whatever else the plan does", () => {
    fc.assert(
      fc.property(spoiling, (one) => {
        const view = planView(spoilt(PLAN, one, one.danger.moves), "0.1.0");
        const { section } = parts(textOf(view));
        const { name } = one.body.metadata;
        for (const told of [...one.told, name]) expect(section).toContain(told);
        const found = view.risks.filter(
          ({ topic, subject, clusters }) =>
            topic === one.danger.topic &&
            clusters.includes(one.action.cluster) &&
            [...one.told, name].every((told) => subject.includes(told)),
        );
        expect(found.length).toBeGreaterThan(0);
        expect(view.summary.risk).not.toBe("none");
      }),
      { numRuns: 80 },
    );
  });

  test("has a row of its own that says which risk", () => {
    fc.assert(
      fc.property(spoiling, (one) => {
        if (one.danger.topic === "exposure") return;
        const { rows } = parts(textOf(spoilt(PLAN, one, one.danger.moves), 400));
        const { kind, metadata } = one.body;
        const row = rows.find(
          (line) =>
            line.includes(`${kind} `) &&
            line.includes(metadata.name) &&
            /risk: [a-z, ]+/.exec(line)?.[0].includes(one.danger.topic),
        );
        expect(row).toBeDefined();
      }),
      { numRuns: 40 },
    );
  });

  test("that was there before is no news of an update that moves something else", () => {
    const usual = new Set(["objects"]);
    fc.assert(
      fc.property(
        spoiling.filter(({ danger }) => !usual.has(danger.topic)),
        (one) => {
          const plan = spoilt(PLAN, { ...one, verb: "update" }, "metadata.labels.team");
          const { name } = one.body.metadata;
          const found = planView(plan, "0.1.0").risks.filter(
            ({ topic, subject, clusters }) =>
              topic === one.danger.topic &&
              clusters.includes(one.action.cluster) &&
              [...one.told, name].every((told) => subject.includes(told)),
          );
          expect(found).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("sets its cluster apart from clusters that are equal but for it", () => {
    const equal = REMOTES.map((name) =>
      PLAN.actions.find(({ id }) => id === `${name}/control-plane`),
    );
    expect(textOf(PLAN)).toContain("4 clusters: 30 to add each");
    const values = [{ path: "global.secret", line: 3, sha256: "a".repeat(64) }];
    const odd: Plan = {
      ...PLAN,
      clusters: PLAN.clusters.map((one) => (one.name === "cluster3" ? { ...one, values } : one)),
    };
    expect(equal).not.toContain(undefined);
    expect(textOf(odd)).toContain("3 clusters: 30 to add each");
    expect(textOf(odd)).toContain("cluster3: global.secret (mesh.yaml:3)");
  });
});

/** The plan where others apply the rendered file of an action. */
function byOthers(plan: Plan, id: Action["id"]): Plan {
  const file = "cluster/10-x.yaml";
  return {
    ...plan,
    actions: plan.actions.map((action): Action => {
      if (action.id !== id || action.kind !== "apply") return action;
      const objects = action.changes.map(({ object, body }) => ({ object, body }));
      const pending = action.changes
        .filter(({ verb }) => verb !== "none")
        .map(({ object, fields }) => ({ object, differs: fields.map(({ path }) => path) }));
      return {
        ...action,
        kind: "wait",
        changes: [],
        waits: [{ kind: "as-rendered", file, objects, timeoutSeconds: 300 }],
        delivery: { mode: "render", by: "Argo CD", file, pending },
      };
    }),
  };
}

describe("a danger in what others apply", () => {
  const deliverable = spoiling.filter(
    ({ action }) => componentNamed(action.component)?.delivery !== undefined,
  );

  test("stands in the section of risks like one of meshplan's own, with who applies it", () => {
    fc.assert(
      fc.property(deliverable, (one) => {
        const plan = byOthers(spoilt(PLAN, one, one.danger.moves), one.action.id);
        const view = planView(plan, "0.1.0");
        const { name } = one.body.metadata;
        const found = view.risks.filter(
          ({ topic, subject, clusters }) =>
            topic === one.danger.topic &&
            clusters.includes(one.action.cluster) &&
            [...one.told, name, "applied by Argo CD"].every((told) => subject.includes(told)),
        );
        expect(found.length).toBeGreaterThan(0);
        const action = view.actions.find(({ id }) => id === one.action.id);
        const ref = refText(refOf(one.body));
        const pending = action?.delivery?.pending.find(({ object }) => refText(object) === ref);
        expect(pending?.risk).not.toBe("none");
        expect(action?.risk).not.toBe("none");
        expect(view.summary.risk).not.toBe("none");
      }),
      { numRuns: 40 },
    );
  });

  test("has a row of its own, also where the object is missing", () => {
    fc.assert(
      fc.property(
        deliverable.filter(({ danger }) => danger.topic !== "exposure"),
        (one) => {
          const plan = byOthers(spoilt(PLAN, one, one.danger.moves), one.action.id);
          const { rows } = parts(textOf(plan, 400));
          const { kind, metadata } = one.body;
          const told = [`${kind} `, metadata.name, "risk: "];
          expect(rows.some((line) => told.every((word) => line.includes(word)))).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("is none where they have applied the file", () => {
    const [action] = PLAN.actions.filter(({ component }) => component === "control-plane");
    if (action === undefined) throw new Error("the mesh has no control plane");
    const plan = byOthers(PLAN, action.id);
    const done: Plan = {
      ...plan,
      actions: plan.actions.map((one): Action =>
        one.delivery?.mode === "render"
          ? { ...one, delivery: { ...one.delivery, pending: [] } }
          : one,
      ),
    };
    const of = ({ risks }: PlanView): readonly string[] =>
      risks.map(({ subject }) => subject).filter((subject) => subject.includes("applied by"));
    expect(of(planView(done, "0.1.0"))).toEqual([]);
  });
});

test("every detector of dangers in objects is tried", () => {
  const others = ["not read", "manifests", "credentials", "patched", "values", "trust"];
  const told = ["destructive", "traffic", "access", "restart", "contested"];
  const topics = new Set(DETECTORS.map(({ topic }) => topic));
  const tried = new Set<string>([...DANGERS.map(({ topic }) => topic), ...others, ...told]);
  expect([...topics].filter((topic) => !tried.has(topic))).toEqual([]);
});

test("a plain mesh has nothing but what every mesh of its kind has", () => {
  const topics = new Set(planView(PLAN, "0.1.0").risks.map(({ topic }) => topic));
  expect([...topics]).toEqual(["manifests", "credentials", "exposure", "trust"]);
});

describe("what the mesh file sets itself", () => {
  const plan = outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
  hub: evil.example/istio
clusters:
  cluster1:
    network: network1
    values: { global: { logAsJson: true } }
    patches:
      - target: { kind: Deployment, name: istiod }
        patch: { spec: { template: { spec: { hostNetwork: true } } } }
  cluster2: { network: network2, primary: cluster1, apiServer: { url: "https://other.example" } }
`);

  test("is named with its line, and what comes of it with its value", () => {
    const { section } = parts(textOf(plan, 200));
    expect(section).toContain("evil.example/istio/pilot:1.31.0 (Deployment istiod)");
    expect(section).toContain(
      "cluster1, cluster2: global.hub (mesh.yaml:5) cluster1: global.logAsJson (mesh.yaml:9)",
    );
    expect(section).toContain("Deployment istiod: spec.template.spec.hostNetwork (mesh.yaml:11)");
    expect(section).toContain("not the server of the kubeconfig");
    expect(section).toContain("cluster1 -> https://other.example of cluster2");
  });

  test("is the same in a saved plan, but for the servers of the clusters", () => {
    expect(planView(saved(plan, "/meshes"), "0.1.0").risks).toEqual(planView(plan, "0.1.0").risks);
  });
});

test("what a renderer adds is told, and stands in no fold", () => {
  const rbac = "rbac.authorization.k8s.io";
  const text = textOf(
    outlinePlan(SEED_TEXT, [
      {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: "harmless" },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ apiGroup: rbac, kind: "Group", name: "system:unauthenticated" }],
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "planted", namespace: "kube-system" },
        stringData: { password: "x" },
      },
    ]),
    200,
  );
  const { section, rows } = parts(text);
  expect(section).toContain(
    "ClusterRoleBinding harmless, ClusterRole cluster-admin to Group system:unauthenticated (everybody, without a credential)",
  );
  expect(section).toContain("not in a plain Istio 1.31: cluster1: ClusterRoleBinding harmless");
  expect(section).toContain("outside of istio-system: cluster1: Secret kube-system/planted");
  expect(rows.some((row) => row.includes("ClusterRoleBinding harmless  risk: rights"))).toBe(true);
  expect(text).not.toContain("4 ClusterRoleBindings");
});

test("the image that every injector's templates name is no risk, and the same one elsewhere is", () => {
  const templates = (container: string): KubeObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `of-${container}`, namespace: "istio-system" },
    data: {
      config: `grpc-simple: |\n  initContainers:\n    - name: ${container}\n      image: busybox:1.28\n`,
    },
  });
  const added = [templates("grpc-bootstrap-init"), templates("other-init")];
  const view = planView(outlinePlan(SEED_TEXT, added), "0.1.0");
  const found = view.risks.filter(({ topic }) => topic === "images");
  expect(found.map(({ subject }) => subject)).toEqual(["busybox:1.28 (ConfigMap of-other-init)"]);
});

describe("minors of which no plain Istio is known", () => {
  const old = outlinePlan(`apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.30.0
clusters:
  cluster1: { network: network1 }
`);
  const [place] = old.actions.flatMap((action) =>
    action.changes
      .filter(({ object }) => object.name === "istiod-clusterrole-istio-system")
      .map((change) => ({ action, change })),
  );
  const body = old.bodies.get(place?.change.body ?? "");
  if (place === undefined || body === undefined) throw new Error("istiod has no ClusterRole");

  test("are not compared, and the plan says so", () => {
    const { section } = parts(textOf(old));
    expect(section).toContain("not compared with a plain Istio 1.30: only 1.31 is known");
    expect(section).not.toContain("more than Istio needs");
  });

  test.each([
    ["create", "pods", ""],
    ["update", "certificatesigningrequests/approval", "certificates.k8s.io"],
    ["approve", "signers", "certificates.k8s.io"],
    ["sign", "signers", "certificates.k8s.io"],
  ])("are judged by what a rule allows: %s of %s", (verb, resource, group) => {
    const rules = [{ verbs: [verb], resources: [resource], apiGroups: [group] }];
    const plan = spoilt(old, { ...place, verb: "create", body: { ...body, rules } }, "rules");
    const { section } = parts(textOf(plan, 200));
    expect(section).toContain("allows more than Istio needs");
    expect(section).toContain(`${verb} of ${resource}`);
  });
});
