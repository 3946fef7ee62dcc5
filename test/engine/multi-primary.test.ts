import { afterEach, describe, expect, test } from "vitest";
import { recheck } from "../../src/engine/recheck.ts";
import { bringRoot, bringTlsRoot, newRoot } from "./bring-root.ts";
import { trustedIn } from "./trust-worlds.ts";
import { changesOf, startWorld, type World } from "./world.ts";

const HEAD =
  "apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: 1.31.0 }\ntrust: { root: existing }\nclusters:\n";
const TWO = `${HEAD}  east: { network: network1 }\n  west: { network: network2 }\n`;
const MIXED = `${HEAD}  east: { network: n1 }
  east2: { network: n1, primary: east }
  east3: { network: n2, primary: east }
  west: { network: n3 }
  west2: { network: n3, primary: west }
`;

const rootA = newRoot();
const rootB = newRoot();

describe("several primaries", () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
  });
  const start = async (file: string, clusters: readonly string[]): Promise<World> => {
    world = await startWorld({ file, clusters });
    return world;
  };

  test("without cacerts, or with different roots, are refused before any write", async () => {
    const mesh = await start(TWO, ["east", "west"]);
    expect((await mesh.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0514", cluster: "east", message: "there is no Secret cacerts in istio-system" },
      { code: "MP0514", cluster: "west" },
    ]);
    await bringRoot(mesh, "east", rootA);
    await bringRoot(mesh, "west", rootB);
    mesh.writes();
    expect((await mesh.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0515", cluster: "west", message: "root-cert.pem of west is not that of east" },
    ]);
    expect(mesh.writes()).toEqual([]);
  });

  test("may have cacerts as cert-manager makes it, beside the other form", async () => {
    const mesh = await start(TWO, ["east", "west"]);
    await bringTlsRoot(mesh, "east", rootA);
    await bringRoot(mesh, "west", rootA);
    await mesh.converge();
    const [east, west] = ["east", "west"].map((cluster) => trustedIn(mesh, cluster));
    expect(east).toBe(west);
    expect(changesOf(await mesh.plan())).toEqual([]);
  });

  test("are told what istiod would miss of that form, and another root in it", async () => {
    const mesh = await start(TWO, ["east", "west"]);
    // istiod looks at no other key where there is a tls.crt.
    await bringTlsRoot(mesh, "east", rootA, { "ca.crt": undefined, "ca-cert.pem": "YQ==" });
    await bringTlsRoot(mesh, "west", rootA, { "tls.crt": "aGVsbG8=" });
    expect((await mesh.tryPlan()).diagnostics).toMatchObject([
      { code: "MP0514", cluster: "east", message: "the Secret cacerts has no ca.crt" },
      {
        code: "MP0514",
        cluster: "west",
        message: "in the Secret cacerts tls.crt holds no certificate",
      },
    ]);
  });

  test("of two roots are refused in either form", async () => {
    const mesh = await start(TWO, ["east", "west"]);
    await bringTlsRoot(mesh, "east", rootA);
    await bringTlsRoot(mesh, "west", rootB);
    expect((await mesh.tryPlan()).diagnostics).toMatchObject([{ code: "MP0515", cluster: "west" }]);
  });

  test("read each other, and converge", async () => {
    const mesh = await start(TWO, ["east", "west"]);
    await bringRoot(mesh, "east", rootA);
    await bringRoot(mesh, "west", rootA);
    const plan = await mesh.plan();
    expect(plan.actions.map((action) => action.id).filter((id) => id.includes("secret"))).toEqual([
      "east/remote-secret:west",
      "west/remote-secret:east",
    ]);
    expect(plan.trust?.roots).toHaveLength(1);
    await mesh.converge();
    const again = await mesh.plan();
    expect(
      again.actions.flatMap((action) => action.changes).filter((change) => change.verb !== "none"),
    ).toEqual([]);
  });

  test("whose root changes after the plan make it stale", async () => {
    const mesh = await start(TWO, ["east", "west"]);
    await bringRoot(mesh, "east", rootA);
    await bringRoot(mesh, "west", rootA);
    const plan = await mesh.plan();
    await mesh.api("west").request("DELETE", "/api/v1/namespaces/istio-system/secrets/cacerts");
    await bringRoot(mesh, "west", rootB);
    mesh.writes();
    expect((await recheck(mesh.ports, plan)).stale).toMatchObject([
      { code: "MP0510", cluster: "west" },
    ]);
    expect(mesh.writes()).toEqual([]);
  });

  test("with remotes of their own, on shared and other networks: every istiod reads every other cluster", async () => {
    const mesh = await start(MIXED, ["east", "east2", "east3", "west", "west2"]);
    await bringRoot(mesh, "east", rootA);
    await bringRoot(mesh, "west", rootA);
    const plan = await mesh.plan();
    const secrets = plan.actions.filter((action) => action.component === "remote-secret");
    expect(secrets.map((action) => action.id).sort()).toEqual(
      ["east2", "east3", "west", "west2"]
        .map((of) => `east/remote-secret:${of}`)
        .concat(["east", "east2", "east3", "west2"].map((of) => `west/remote-secret:${of}`)),
    );
    await mesh.converge();
    const again = await mesh.plan();
    expect(
      again.actions.flatMap((action) => action.changes).filter((change) => change.verb !== "none"),
    ).toEqual([]);
  });
});
