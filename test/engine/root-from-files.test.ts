import { createPrivateKey } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CACERTS_KEYS, type Cacerts, type CacertsKey } from "../../src/certs/cacerts.ts";
import { issueIntermediate, type RootAuthority } from "../../src/certs/root.ts";
import { recheck } from "../../src/engine/recheck.ts";
import { authority } from "../certs/mutant-chains.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import { saved } from "./saved.ts";
import { leaksIn, sinksOf, sinksOfRun } from "./sinks.ts";
import { CACERTS, cacertsIn, LocalFile, meshWith, trustedIn } from "./trust-worlds.ts";
import { changesOf, outcomeOf, risksOf, startWorld, type World } from "./world.ts";

const NAMES = ["cluster1", "cluster2"];
const MESH = meshWith('{ root: files, folder: "certs/{name}" }', ...NAMES);
const DAY = 86_400_000;

const intermediate = (root: RootAuthority, cluster: string, at = new Date()): Cacerts =>
  issueIntermediate(root, { mesh: "mesh1", cluster, namespace: "istio-system" }, at);

function fileOf(world: World, cluster: string, key: CacertsKey): LocalFile {
  return new LocalFile(world, `certs/${cluster}/${key}`);
}

function fill(world: World, cluster: string, cacerts: Partial<Cacerts>): void {
  for (const key of CACERTS_KEYS) {
    const file = fileOf(world, cluster, key);
    mkdirSync(dirname(file.path), { recursive: true });
    const text = cacerts[key];
    if (text !== undefined) file.text = text;
  }
}

describe("certificates that the user made", () => {
  const root = newRoot();
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ file: MESH });
    for (const name of NAMES) fill(world, name, intermediate(root, name));
  });
  afterAll(() => world.close());
  const keys = (): readonly string[] =>
    NAMES.map((name) => fileOf(world, name, "ca-key.pem").text.split("\n")[1] ?? "");
  const leaks = (sinks: readonly string[]) => leaksIn(sinks, [...keys(), ...world.secrets()]);

  test("reach every primary before its istiod starts, and no key is seen on the way", async () => {
    const plan = await world.plan();
    expect(plan.trust).toEqual({
      root: "files",
      roots: [root.certificate.fingerprint256],
      path: "certs/{name}",
    });
    const events = await world.apply(saved(plan, world.folder));
    expect(outcomeOf(events)).toBe("done");
    for (const name of NAMES) {
      const folder = CACERTS_KEYS.map((key) => [key, fileOf(world, name, key).text]);
      expect(cacertsIn(world, name)).toEqual(Object.fromEntries(folder));
      expect(trustedIn(world, name)).toBe(root.certificate.toString());
    }
    expect(leaks([...sinksOf(plan), ...sinksOfRun(events)])).toEqual([]);
    const again = await world.plan();
    expect(changesOf(again)).toEqual([]);
    expect(leaks(sinksOf(again))).toEqual([]);
  });

  test("with another spelling of the same key are no change", async () => {
    const key = fileOf(world, "cluster1", "ca-key.pem");
    const before = key.text;
    key.text = createPrivateKey(before).export({ type: "sec1", format: "pem" }).toString();
    expect(key.text).toContain("BEGIN EC PRIVATE KEY");
    expect(changesOf(await world.plan())).toEqual([]);
    key.text = before;
  });

  test("are replaced by new ones of the same root, as a change of trust that is shown", async () => {
    fill(world, "cluster1", intermediate(root, "cluster1"));
    const plan = await world.plan();
    expect(changesOf(plan)).toEqual([
      "update cluster1/trust Secret istio-system/cacerts",
      '  data["ca-cert.pem"]: (sensitive)',
      '  data["ca-key.pem"]: (sensitive)',
      '  data["cert-chain.pem"]: (sensitive)',
    ]);
    expect(risksOf(plan)["cluster1/trust"]).toBe("trust");
    const events = await world.apply(saved(plan, world.folder));
    expect(outcomeOf(events)).toBe("done");
    expect(leaks([...sinksOf(plan), ...sinksOfRun(events)])).toEqual([]);
    expect(trustedIn(world, "cluster1")).toBe(root.certificate.toString());
    expect(changesOf(await world.plan())).toEqual([]);
    expect((await recheck(world.ports, saved(plan, world.folder))).done.size).toBeGreaterThan(0);
  });

  test("need their keys at apply, the ones that were checked", async () => {
    fill(world, "cluster2", intermediate(root, "cluster2"));
    const plan = saved(await world.plan(), world.folder);
    const key = fileOf(world, "cluster2", "ca-key.pem");
    const text = key.text;
    world.writes();
    key.text = intermediate(root, "cluster2")["ca-key.pem"];
    expect((await recheck(world.ports, plan)).stale).toMatchObject([{ code: "MP0510" }]);
    rmSync(key.path);
    await expect(world.apply(plan)).rejects.toMatchObject({ code: "MP9242" });
    key.text = text;
    key.mode = 0o644;
    await expect(world.apply(plan)).rejects.toMatchObject({ code: "MP9240" });
    await expect(world.tryPlan()).rejects.toMatchObject({ code: "MP9240" });
    expect(world.writes()).toEqual([]);
    key.mode = 0o600;
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("of another root than the live one are refused", async () => {
    const other = newRoot();
    const before = NAMES.map((name) => cacertsIn(world, name));
    for (const name of NAMES) fill(world, name, intermediate(other, name));
    expect((await world.tryPlan()).diagnostics).toMatchObject(
      NAMES.map((cluster) => ({ code: "MP0541", cluster })),
    );
    NAMES.forEach((name, n) => {
      fill(world, name, before[n] ?? {});
    });
  });

  test("that end within 30 days are applied with a warning", async () => {
    fill(world, "cluster1", intermediate(root, "cluster1", new Date(Date.now() - 710 * DAY)));
    const { plan, diagnostics } = await world.tryPlan();
    expect(diagnostics).toMatchObject([
      {
        code: "MP0544",
        cluster: "cluster1",
        help: "put a new intermediate of the same root into certs/cluster1, then plan again",
      },
    ]);
    expect(plan && changesOf(plan)).toHaveLength(4);
  });
});

describe("certificates that istiod would refuse", () => {
  const root = newRoot();
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ file: MESH });
  });
  beforeEach(() => {
    rmSync(new LocalFile(world, "certs").path, { recursive: true, force: true });
    for (const name of NAMES) fill(world, name, intermediate(root, name));
  });
  afterAll(() => world.close());

  const narrow = authority("Narrow", undefined, { pathLength: 0 });
  const below = authority("Below", narrow);
  const pemOf = (key: typeof below.key): string =>
    key.export({ type: "pkcs8", format: "pem" }).toString();

  test.each<[string, Partial<Cacerts>, RegExp]>([
    ["a key of another certificate", { "ca-key.pem": newRootKey() }, /ca-key.pem is not the key/],
    ["no certificate", { "ca-cert.pem": "hello" }, /ca-cert.pem holds no certificate/],
    [
      "another root",
      { "root-cert.pem": newRoot().certificate.toString() },
      /does not lead to root-cert.pem/,
    ],
    [
      "a root that allows no authority below it",
      {
        "ca-cert.pem": below.pem,
        "ca-key.pem": pemOf(below.key),
        "cert-chain.pem": below.pem,
        "root-cert.pem": narrow.pem,
      },
      /CN=Narrow allows no authority below it/,
    ],
    [
      "an end in the past",
      intermediate(root, "cluster1", new Date(Date.now() - 731 * DAY)),
      /expired on/,
    ],
  ])("%s", async (_, files, problem) => {
    fill(world, "cluster1", files);
    world.writes();
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics).toMatchObject([{ code: "MP0545", cluster: "cluster1" }]);
    expect(diagnostics[0]?.message).toMatch(/^certs\/cluster1: /);
    expect(diagnostics[0]?.message).toMatch(problem);
    expect(world.writes()).toEqual([]);
  });

  test.each(CACERTS_KEYS)("a folder without %s", async (key) => {
    rmSync(fileOf(world, "cluster2", key).path);
    expect((await world.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0545", cluster: "cluster2", message: `certs/cluster2: there is no ${key}` },
    ]);
  });

  test("roots that differ between primaries", async () => {
    fill(world, "cluster2", intermediate(newRoot(), "cluster2"));
    expect((await world.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0546", cluster: "cluster2" },
    ]);
  });

  test("and a live one that is broken", async () => {
    await bringRoot(world, "cluster1", root, { "ca-cert.pem": "hello" });
    expect((await world.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0542", cluster: "cluster1" },
    ]);
    await world.api("cluster1").request("DELETE", CACERTS);
  });

  function newRootKey(): string {
    return intermediate(newRoot(), "cluster1")["ca-key.pem"];
  }
});
