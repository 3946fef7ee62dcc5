import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import type { Mesh } from "../../src/mesh/model.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import { underRoles, type UnderRoles } from "../rbac/under-roles.ts";
import { othersApply, type OthersWork } from "./others.ts";
import { changesOf, startWorld, type World } from "./world.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));
/** Twenty clusters in one process, on a machine that does other things too. */
const SLOW = { timeout: 180_000 };
const NAMES = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** What differs between two sets of embedded clusters, in words of the same length where columns depend on it. */
function withoutIdentities(text: string): string {
  return text
    .replaceAll(/(?<=-> https:\/\/)127\.0\.0\.1:\d+/g, "10.0.0.1:6443")
    .replaceAll(/127\.0\.0\.1:\d+/g, (server) => "10.0.0.1:6443".padEnd(server.length))
    .replaceAll(/(?<= {2})[0-9a-f]{8}(?= {2})/g, "00000000")
    .replaceAll(/sha256:[0-9a-f]+/g, (digest) => `sha256:${"0".repeat(digest.length - 7)}`)
    .replaceAll(/(?<=sha256 )([0-9A-F]{2}:){3}[0-9A-F]{2}/g, "00:00:00:00")
    .replaceAll(/ +$/gm, "");
}

/** Several primaries need a root in common, which is there before the mesh is. */
async function bringRoots(world: World, mesh: Mesh | undefined): Promise<void> {
  if (mesh?.trust.root !== "existing") return;
  const primaries = mesh.clusters.filter(({ role }) => role === "primary");
  const root = newRoot();
  for (const { name } of primaries) await bringRoot(world, name, root);
}

/** What others do where an example leaves components to them: before meshplan plans, or once its plan was looked at. */
const OTHERS: {
  readonly [name: string]: {
    readonly when: "before" | "planned";
    readonly work: (file: string) => OthersWork;
  };
} = {
  "join-only": {
    when: "before",
    work: (file) => ({
      file: file.replace(
        "network: network1 }",
        "network: network1, gateway: { address: 10.1.0.200 } }",
      ),
      manager: "helm",
      unmarked: true,
      only: (path) => !path.includes("expose"),
      annotations: { "meta.helm.sh/release-name": "istio" },
    }),
  },
  "argo-cd": {
    when: "planned",
    work: (file) => ({
      file,
      manager: "argocd-controller",
      only: (path) => path.startsWith("cluster2/"),
      annotations: { "argocd.argoproj.io/tracking-id": "mesh1-cluster2:group/Kind:namespace/name" },
    }),
  },
};

/** Rights of an apply for what does not happen here: a wait that is too long, a namespace or a lock that somebody took. */
const SPARE =
  /: (list (events|pods)|get pods\/log|get gatewayclasses|create namespaces|\w+ leases)$/;

/** Roles are held against these meshes; larger ones are made of the same clusters, and take long. */
const MOST_CLUSTERS = 6;

async function bothAccounts(
  world: World,
  file: string,
): Promise<readonly [UnderRoles, UnderRoles]> {
  const [plan, apply] = [{ account: "plan" }, { account: "apply" }] as const;
  return [await underRoles(world, file, plan), await underRoles(world, file, apply)];
}

/** What a read-only plan asks for and may not, but for Secrets; it has to be a plan all the same. */
async function refusedWith(reader: UnderRoles, world: World): Promise<readonly string[]> {
  const refused = await reader.whileDoing(async () => {
    const { plan, diagnostics } = await world.tryPlan(undefined, { readOnly: true });
    expect(diagnostics.filter(({ code }) => code !== "MP0596")).toEqual([]);
    expect(plan?.readOnly).toBe(true);
  });
  return refused.filter((request) => !/ GET .*\/secrets(\/|$)/.test(request));
}

describe.each(NAMES)("the example %s", (name) => {
  const file = readFileSync(join(EXAMPLES, name, "mesh.yaml"), "utf8");
  const source = sourceOf("mesh.yaml", file);
  const { mesh, diagnostics } = loadMesh(source, { directory: EXAMPLES });

  test("is valid, without a warning", () => {
    expect(diagnostics).toEqual([]);
  });

  test("plans as its plan.txt shows, applies, and is empty then", SLOW, async () => {
    const clusters = mesh?.clusters.map(({ name: cluster, context }) => ({
      name: cluster,
      context,
    }));
    const world = await startWorld({ file, ...(clusters === undefined ? {} : { clusters }) });
    try {
      await bringRoots(world, mesh);
      const others = OTHERS[name];
      if (others?.when === "before") await othersApply(world, others.work(file));
      const plan = await world.plan();
      const text = planText(planView(plan, "0.0.0"), {
        color: false,
        full: false,
        width: 100,
        next: "meshplan apply mesh.yaml",
      });
      const shown = join(EXAMPLES, name, "plan.txt");
      await expect(withoutIdentities(text)).toMatchFileSnapshot(shown);
      const isSmall = (mesh?.clusters.length ?? 0) <= MOST_CLUSTERS;
      const [reader, writer] = isSmall ? await bothAccounts(world, file) : [];
      if (reader !== undefined) expect(await refusedWith(reader, world)).toEqual([]);
      if (others?.when === "planned") await othersApply(world, others.work(file));
      let after = plan;
      const work = async (): Promise<void> => {
        await world.converge();
        after = await world.plan();
      };
      expect(await (writer?.whileDoing(work) ?? work().then(() => []))).toEqual([]);
      if (reader !== undefined) expect(await refusedWith(reader, world)).toEqual([]);
      expect(reader?.unused() ?? []).toEqual([]);
      expect(writer?.unused().filter((right) => !SPARE.test(right)) ?? []).toEqual([]);
      expect(changesOf(after)).toEqual([]);
      expect(after.leftovers ?? []).toEqual([]);
      expect(planView(after, "0.0.0").summary.for_others).toBe(0);
    } finally {
      await world.close();
    }
  });
});
