import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recheck } from "../../src/engine/recheck.ts";
import { MeshplanError } from "../../src/errors.ts";
import { canonicalJson } from "../../src/kube/canonical.ts";
import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import { contentDigest, hashOf } from "../../src/planner/digest.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { type PlanContent, splitPlan } from "../../src/planner/plan-content.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type Mutation, mutated, mutations, placesOf } from "./plan-mutants.ts";
import { MADE, readBack } from "./saved.ts";
import { meshWith } from "./trust-worlds.ts";
import { outcomeOf, startWorld, type World } from "./world.ts";

const EXTERNAL = new URL("../../examples/external-control-plane/mesh.yaml", import.meta.url);

interface Setting {
  readonly what: string;
  readonly file: string;
  readonly clusters?: readonly string[];
}

/** Values and patches, also of what others apply: what is set by them names its line. */
const SET = `values: { global: { logAsJson: true } }, patches: [{ target: { kind: Deployment, name: istiod }, patch: { spec: { template: { spec: { priorityClassName: high } } } } }]`;
const BY_OTHERS = `patches: [{ target: { kind: Deployment, name: istio-eastwestgateway }, patch: { spec: { template: { spec: { priorityClassName: high } } } } }]`;
const PATCHED = SEED.replace("network: network1 }", `network: network1, ${SET} }`);

const SETTINGS: readonly Setting[] = [
  { what: "a remote and its primary", file: PATCHED },
  {
    what: "a generated root",
    file: meshWith("{ root: generated, key: ./root.pem }", "cluster1", "cluster2"),
  },
  {
    what: "an external control plane",
    file: readFileSync(EXTERNAL, "utf8"),
    clusters: ["hub", "config", "second"],
  },
  {
    what: "a remote that others deliver",
    file: SEED.replace(
      "network: network1 }",
      "network: network1, gateway: { address: 10.1.0.200 } }",
    ).replace(
      "primary: cluster1 }",
      `primary: cluster1, delivery: { all: render }, ${BY_OTHERS} }`,
    ),
  },
];

/** What goes on in YAML, in a URL, in a path, in a shell, elsewhere. */
const HOSTILE = ["x\n  y: z", "../../kube-system", 'x"};evil'];

/**
 * Texts that are shown and decide nothing: what people and clusters say of themselves, reasons, values of fields, and the
 * operator's own folder.
 */
const FREE = new RegExp(
  [
    "diagnostics/\\*/(message|help)",
    "folder",
    "renderer/note",
    "clusters/\\*/(serverVersion|istio|values/\\*/path)",
    "actions/\\*/needs/\\*/reason",
    "actions/\\*/(delivery|waits/\\*)/by",
    "actions/\\*/reach/before/.*",
    "actions/\\*/changes/\\*/(cause/.*|leftAlone/.*|fields/\\*/(before|after).*)",
    "actions/\\*/.*(path|paths/\\*|differs/\\*)/\\*",
    "leftovers/\\*/(by|revision|tag|reads)",
  ]
    .map((one) => `^plan/${one}$`)
    .join("|"),
);

/** What a mesh file may write, too: any word for a context or a path, but on one line. */
const WORDS =
  /^plan\/(renderer\/(version|charts)|trust\/path|clusters\/\*\/(written\/.*|identity)|actions\/\*\/(key\/written|.*\/uid))$/;

function at(value: Json, path: Mutation["path"]): Json | undefined {
  return path.reduce<Json | undefined>(
    (found, step) =>
      isList(found) ? found[Number(step)] : isMap(found) ? found[String(step)] : undefined,
    value,
  );
}

/** So wide that no line is broken: where one is depends on the length of the place at its end. */
const WIDTH = 10_000;
const shown = (plan: Plan, full: boolean): string =>
  planText(planView(plan, "0.0.0"), { color: false, full, width: WIDTH });

/** The text without the places of the mesh file: at the end of a row, or in brackets. */
const withoutPlaces = (text: string): string => text.replace(/ *\(?mesh\.yaml:\d+\)?/g, "");

/** What an attacker can put right who does not know how to find another plan of one digest: nothing, or every sum in the file. */
function resealed(file: Json): Json {
  const plan = isMap(file) ? file["plan"] : undefined;
  if (!isMap(file) || !isMap(plan) || !isMap(plan["bodies"])) return file;
  try {
    return { ...file, digest: contentDigest(plan as unknown as PlanContent) };
  } catch {
    return file;
  }
}

/** The same with the keys of bodies, and what names them, made right, too. */
function rehashed(file: Json): Json {
  const bodies = isMap(file) && isMap(file["plan"]) ? file["plan"]["bodies"] : undefined;
  if (!isMap(bodies)) return file;
  let text = JSON.stringify(file);
  for (const [key, body] of Object.entries(bodies)) {
    try {
      const hash = hashOf(body ?? null);
      if (hash !== key) text = text.replaceAll(`"${key}"`, JSON.stringify(hash));
    } catch {
      return file;
    }
  }
  return JSON.parse(text) as Json;
}

const SEALS: readonly ((file: Json) => Json)[] = [
  (file) => file,
  resealed,
  (file) => resealed(rehashed(file)),
];

describe.each(SETTINGS)("a saved plan of $what", ({ file, clusters }) => {
  let world: World;
  let plan: Plan;
  let saved: Json;
  beforeAll(async () => {
    world = await startWorld({ file, ...(clusters === undefined ? {} : { clusters }) });
    plan = await world.plan();
    saved = JSON.parse(encodePlan(plan, MADE)) as Json;
  });
  afterAll(() => world.close());

  /** Undefined: refused, by what is wrong with the file or by its digest. */
  function accepted(text: string): Plan | undefined {
    try {
      const read = readBack(text, world.folder);
      return read.digest === plan.digest ? read : undefined;
    } catch (error) {
      if (!(error instanceof MeshplanError)) throw error;
      expect(["MP9007", "MP9008"]).toContain(error.code);
      return undefined;
    }
  }

  test("comes back as it was, but for how this machine reaches the clusters", () => {
    const { clusters: planned, ...rest } = plan;
    expect(readBack(JSON.stringify(saved), world.folder)).toEqual({
      ...rest,
      diagnostics: plan.diagnostics.map(({ at: _, ...one }) => one),
      clusters: planned.map(({ server: _, ...cluster }) => cluster),
    });
  });

  test("that was edited anywhere is refused, or is the same plan", { timeout: TIME }, () => {
    const content = canonicalJson(splitPlan(plan).content as unknown as Json);
    const [brief, full] = [false, true].map((all) =>
      withoutPlaces(shown(readBack(JSON.stringify(saved), world.folder), all)),
    );
    fc.assert(
      fc.property(mutations(saved), fc.constantFrom(...SEALS), (mutation: Mutation, seal) => {
        const read = accepted(JSON.stringify(seal(mutated(saved, mutation))));
        if (read === undefined) return;
        expect(canonicalJson(splitPlan(read).content as unknown as Json)).toBe(content);
        expect(read.clusters.map(({ context, kubeconfig }) => [context, kubeconfig])).toEqual(
          plan.clusters.map(({ context, kubeconfig }) => [context, kubeconfig]),
        );
        const named = { ...read, file: plan.file };
        expect(withoutPlaces(shown(named, false))).toBe(brief);
        expect(withoutPlaces(shown(named, true))).toBe(full);
      }),
      fuzzing(100, SETTINGS.length),
    );
  });

  test("says nothing in a text that is no text of meshplan's, but where people read what others said", () => {
    const places = placesOf(saved).filter(
      (path) => path[0] === "plan" && path[1] !== "bodies" && typeof at(saved, path) === "string",
    );
    const byKind = new Map(
      places.map((path) => [
        path.map((step) => (typeof step === "number" ? "*" : step)).join("/"),
        path,
      ]),
    );
    const isRefused = (path: Mutation["path"], value: string): boolean => {
      const text = JSON.stringify(resealed(mutated(saved, { path, how: "change", value })));
      try {
        readBack(text, world.folder);
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: "MP9008" });
        return true;
      }
    };
    for (const [kind, path] of byKind)
      for (const value of HOSTILE)
        if (!FREE.test(kind) && !(WORDS.test(kind) && !value.includes("\n")))
          expect(`${kind} ${isRefused(path, value) ? "refuses" : "takes"} ${value}`).toContain(
            " refuses ",
          );
    expect(byKind.size).toBeGreaterThan(30);
  });

  test("asks the same of the clusters, whatever its notes say", async () => {
    const asked = async (text: string): Promise<readonly string[]> => {
      for (const { requests } of world.sandbox.clusters) requests.length = 0;
      await recheck(world.ports, readBack(text, world.folder));
      const all = world.sandbox.clusters.flatMap(({ requests }) => requests);
      return all.map(({ userAgent, method, path, query }) =>
        [userAgent, method, path, query].join(" "),
      );
    };
    const map = saved as JsonMap;
    const others = { ...map, meshplan_version: "9", created: "2020-01-01T00:00:00Z" };
    const notes = { file: "/etc/other.yaml", lines: { "clusters/0": 999_999, "clusters/9": 1 } };
    const first = await asked(JSON.stringify(saved));
    const second = await asked(JSON.stringify({ ...others, notes }));
    expect([...second].sort()).toEqual([...first].sort());
    expect(first.every((line) => line.includes(`(plan ${plan.digest})`))).toBe(true);
  });
});

test("the digest does not move with lines of the mesh file, but with a path in it", async () => {
  const file = meshWith("{ root: generated, key: ./root.pem }", "cluster1", "cluster2");
  const world = await startWorld({ file });
  try {
    const { digest } = await world.plan();
    expect((await world.plan(`# a comment\n\n${file}`)).digest).toBe(digest);
    const patched = await world.plan(PATCHED);
    expect(patched.digest).not.toBe(digest);
    expect((await world.plan(`\n\n${PATCHED}`)).digest).toBe(patched.digest);
    const other = await world.plan(file.replace("./root.pem", "./other.pem"));
    expect(other.digest).not.toBe(digest);
  } finally {
    await world.close();
  }
});

test("every request of an apply names the plan, and those of a plan name none", async () => {
  const world = await startWorld({ file: SEED });
  try {
    const plan = await world.plan();
    const agents = (): readonly string[] => [
      ...new Set(
        world.sandbox.clusters.flatMap(({ requests }) =>
          requests.splice(0).flatMap(({ userAgent }) =>
            // The embedded istiods ask, too.
            userAgent.startsWith("meshplan/") ? [userAgent] : [],
          ),
        ),
      ),
    ];
    expect(agents()).toEqual(["meshplan/0.0.0-test"]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(agents()).toEqual([`meshplan/0.0.0-test (plan ${plan.digest})`]);
  } finally {
    await world.close();
  }
});
