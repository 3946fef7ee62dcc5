import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { startWorld, type World } from "./world.ts";

const MOVED = SEED.replace(
  "primary: cluster1",
  'primary: cluster1, apiServer: { url: "https://other.example", proxyUrl: "http://proxy.example:8080" }',
);

describe("where a credential leads", () => {
  let world: World;
  let server: string;
  beforeAll(async () => {
    world = await startWorld();
    ({ server } = world.sandbox.cluster("cluster2"));
  });
  afterAll(() => world.close());

  const credentialOf = async (file?: string) => {
    const view = planView(await world.plan(file), "0.0.0");
    return {
      credential: view.actions.find(({ id }) => id === "cluster1/remote-secret:cluster2")
        ?.credential,
      text: planText(view, { color: false, full: false, width: 400 }),
    };
  };

  test("is the cluster's own server with its own CA, as the clusters tell it", async () => {
    const { credential, text } = await credentialOf();
    expect(credential).toMatchObject({ server, server_is: "kubeconfig", ca: "cluster" });
    expect(text).toContain(`cluster1 -> ${server} of cluster2`);
  });

  test("is told as old and new where it moves, read from the live Secret without its token", async () => {
    await world.converge();
    const { credential, text } = await credentialOf(MOVED);
    expect(credential).toMatchObject({
      server: "https://other.example",
      proxy_url: "http://proxy.example:8080",
      server_is: "other",
      ca: "cluster",
      before: { server, ca_fingerprint: credential?.ca_fingerprint },
    });
    expect(text).toContain(
      `cluster1 -> ${server} of cluster2 becomes https://other.example (through http://proxy.example:8080)`,
    );
    expect(text).toContain("not the server of the kubeconfig, through a proxy");
    for (const secret of world.secrets()) expect(text).not.toContain(secret);
  });
});
