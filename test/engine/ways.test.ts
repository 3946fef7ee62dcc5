import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { handshake } from "../../src/adapters/kubernetes/handshake.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Plan } from "../../src/planner/plan.ts";
import type { Handshake } from "../../src/ports.ts";
import { planView } from "../../src/report/plan-view.ts";
import { wayText } from "../../src/report/risks/credentials.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type Between, reachedBy, startBetween } from "./between.ts";
import { isFailure, outcomeOf, startWorld, type World, type WorldSettings } from "./world.ts";

const SLOW = { timeout: 60_000 };
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function world(settings: WorldSettings = {}): Promise<World> {
  const made = await startWorld(settings);
  open.push(made);
  return made;
}

async function between(of: World, options?: Parameters<typeof startBetween>[2]): Promise<Between> {
  const made = await startBetween(of, "cluster2", options);
  open.push(made);
  return made;
}

/** The kubeconfig in the remote secret, without its token. */
async function handedOut(of: World): Promise<string> {
  const path = "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2";
  const { body } = await of.api("cluster1").request("GET", path);
  const data = (body as { readonly data: { readonly cluster2: string } }).data.cluster2;
  return Buffer.from(data, "base64").toString("utf8");
}

function authorityIn(kubeconfig: string): string {
  const [, data = ""] = /certificate-authority-data: (\S+)/.exec(kubeconfig) ?? [];
  return Buffer.from(data, "base64").toString("utf8");
}

function credentialIn(plan: Plan): string {
  const [credential] = planView(plan, "0").actions.flatMap((one) => one.credential ?? []);
  if (credential === undefined) throw new Error("no credential in the plan");
  return `${wayText(credential)}; CA ${credential.ca}`;
}

/** Plans, applies, and plans again: istiod has the cluster, and there is nothing left to do. */
async function converged(of: World): Promise<Plan> {
  const first = await of.plan();
  const events = await of.apply(first);
  expect(events.filter(isFailure)).toEqual([]);
  expect(outcomeOf(events)).toBe("done");
  const again = await of.plan();
  expect(again.actions.flatMap(({ changes }) => changes).every(({ verb }) => verb === "none")).toBe(
    true,
  );
  return first;
}

const said = (found: readonly Diagnostic[]): readonly string[] =>
  found.map(({ code, message, help }) => `${code} ${message} | ${help}`);

describe("at the address of the kubeconfig, istiod gets what meshplan itself got through with", () => {
  test("the TLS name that the kubeconfig says", SLOW, async () => {
    const made = await world();
    reachedBy(made, "cluster2", { more: "tls-server-name: localhost" });
    const plan = await converged(made);
    expect(await handedOut(made)).toContain("tls-server-name: localhost\n");
    expect(credentialIn(plan)).toMatch(/^-> \S+ \(TLS name localhost\) of cluster2; CA cluster$/);
  });

  test("the path and the CA of a proxy in front of it", SLOW, async () => {
    const made = await world();
    const proxy = await between(made, { path: "/k8s/clusters/c-abc" });
    reachedBy(made, "cluster2", { server: proxy.server, authority: proxy.authority });
    const plan = await converged(made);
    const kubeconfig = await handedOut(made);
    expect(kubeconfig).toContain(`server: ${proxy.server}\n`);
    expect(authorityIn(kubeconfig)).toBe(proxy.authority);
    expect(credentialIn(plan)).toMatch(/ \(CA \S+\) of cluster2; CA other$/);
  });

  test(
    "and no CA of a kubeconfig that trusts others, too, where the cluster's own signs",
    SLOW,
    async () => {
      const made = await world();
      const own = made.sandbox.cluster("cluster2").certificateAuthority;
      const other = made.sandbox.cluster("cluster1").certificateAuthority;
      reachedBy(made, "cluster2", { authority: other + own });
      await converged(made);
      expect(authorityIn(await handedOut(made))).toBe(own);
    },
  );
});

describe("what istiod could not use stands in the way of the plan, before any write", () => {
  /** The codes and texts, after a look that nothing was written. */
  async function refused(of: World, file?: string): Promise<readonly string[]> {
    const { plan, diagnostics } = await of.tryPlan(file);
    expect(plan).toBeUndefined();
    expect(of.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"))).toEqual([]);
    return said(diagnostics).filter((text) => !text.startsWith("MP9124"));
  }

  test("a server that nobody checks, and whose CA is not the cluster's", SLOW, async () => {
    const made = await world();
    const proxy = await between(made);
    const more = "insecure-skip-tls-verify: true";
    reachedBy(made, "cluster2", { server: proxy.server, authority: false, more });
    expect(await refused(made)).toEqual([
      `MP0600 the istiod of cluster1 could not verify the API server of cluster2 at ${proxy.server}: its certificate is signed by CN=proxy CA, which the CA of the cluster itself does not lead to; the kubeconfig says insecure-skip-tls-verify, and no credential is handed out with that | write the PEM file of the CA that signs it as clusters.cluster2.apiServer.caFile`,
    ]);
    writeFileSync(join(made.folder, "proxy.pem"), proxy.authority);
    const file = SEED.replace(
      "primary: cluster1 }",
      "primary: cluster1, apiServer: { caFile: ./proxy.pem } }",
    );
    expect(credentialIn(await made.plan(file))).toMatch(/CA other$/);
  });

  test("not a server that nobody checks and that the cluster's own CA signs", SLOW, async () => {
    const made = await world();
    reachedBy(made, "cluster2", { authority: false, more: "insecure-skip-tls-verify: true" });
    expect(credentialIn(await made.plan())).toMatch(/CA cluster$/);
  });

  const ELSEWHERE = SEED.replace(
    "primary: cluster1 }",
    "primary: cluster1, apiServer: https://api.example.com:6443 }",
  );

  test("another address, whose certificate is for another name", SLOW, async () => {
    const dialled: string[] = [];
    const made = await world({ handshake: (way) => (dialled.push(way.tlsServerName), shown(way)) });
    const shown: Handshake = (way) =>
      handshake({ ...way, server: made.sandbox.cluster("cluster2").server });
    expect(await refused(made, ELSEWHERE)).toEqual([
      "MP0600 the istiod of cluster1 could not verify the API server of cluster2 at https://api.example.com:6443: its certificate is for localhost, kubernetes.default.svc, 127.0.0.1, 0:0:0:0:0:0:0:1, not for api.example.com | write the name that its certificate is for as clusters.cluster2.apiServer.tlsServerName",
    ]);
    const named = ELSEWHERE.replace(
      "https://api.example.com:6443",
      "{ url: https://api.example.com:6443, tlsServerName: localhost }",
    );
    expect(credentialIn(await made.plan(named))).toMatch(/ \(TLS name localhost\) /);
    expect(dialled).toEqual(["api.example.com", "localhost"]);
  });

  test("another address, with a certificate of another CA", SLOW, async () => {
    const made = await world({ handshake: (way) => handshake({ ...way, server: proxy.server }) });
    const proxy = await between(made, { names: ["api.example.com"] });
    expect(await refused(made, ELSEWHERE)).toEqual([
      "MP0600 the istiod of cluster1 could not verify the API server of cluster2 at https://api.example.com:6443: its certificate is signed by CN=proxy CA, which the CA of the cluster itself does not lead to | write the PEM file of the CA that signs it as clusters.cluster2.apiServer.caFile",
    ]);
    expect(proxy.asked()).toBe(0);
  });

  test(
    "but not an address that cannot be reached from here: that is told, and is in no digest",
    SLOW,
    async () => {
      const untried = () => Promise.resolve({ untried: "ECONNREFUSED" });
      const made = await world({ handshake: untried });
      const { plan, diagnostics } = await made.tryPlan(ELSEWHERE);
      expect(said(diagnostics)).toEqual([
        "MP0601 https://api.example.com:6443 of cluster2 was not tried: it cannot be reached from here (ECONNREFUSED) | if the istiod of cluster1 cannot reach or verify it either, apply waits in vain after it has written; compare from a pod there",
      ]);
      const readOnly = await made.tryPlan(ELSEWHERE, { readOnly: true });
      expect(said(readOnly.diagnostics)).toEqual([]);
      const proxied = ELSEWHERE.replace(
        "https://api.example.com:6443",
        "{ url: https://api.example.com:6443, proxyUrl: http://proxy.example.com:3128 }",
      );
      expect(said((await made.tryPlan(proxied)).diagnostics)).toEqual([]);
      expect(plan?.diagnostics).toEqual([]);
    },
  );
});
