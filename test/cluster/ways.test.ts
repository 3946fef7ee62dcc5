import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { API_PORT } from "../../rig/addresses.ts";
import { clusterz, type Rig, startRig } from "../../rig/client.ts";
import { insideCommand } from "../../rig/inside.ts";
import { textAt } from "../../rig/json.ts";
import { pkiPath } from "../../rig/place.ts";
import { until, whenTrue } from "../../rig/until.ts";
import { createAuthority, issueServerCertificate } from "../../src/certs/x509.ts";
import { expectNoChanges } from "./mesh.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";

const PROXY = fileURLToPath(new URL("path-proxy.mjs", import.meta.url));
/** An address of cluster2's range that nothing of the rig has. */
const HOST = "10.89.2.60";
const LONG = 400_000;
const PATH = "/k8s/clusters/c-abc";
const SERVER = `https://${HOST}:8443${PATH}`;
const SECRET = "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2";

interface Kubeconfig {
  readonly clusters: { name: string; cluster: Record<string, string> }[];
}

/**
 * Each test leads the kubeconfig of cluster2 another way, and a real istiod has to follow with what meshplan hands it. They are
 * one story: each starts where the one before ended.
 */
describe("ways to an API server that a real istiod takes", () => {
  const authority = createAuthority("proxy CA");
  let rig: Rig;
  let meshplan: Meshplan;
  let direct: Record<string, string>;
  let proxy: ChildProcessByStdio<null, Readable, null>;
  let asked = "";
  beforeAll(async () => {
    rig = await startRig({ clusters: 2 });
    meshplan = meshplanIn(rig);
    direct = entry(() => ({}));
    proxy = startProxy();
    proxy.stdout.setEncoding("utf8").on("data", (text: string) => (asked += text));
    await until("the proxy", () => Promise.resolve(whenTrue(asked.includes("listening"))));
  });
  afterAll(async () => {
    const ended = once(proxy, "close");
    proxy.kill();
    await ended;
    meshplan.remove();
    await rig.down();
  });

  function startProxy() {
    const names = { dnsNames: [], ipAddresses: [HOST] };
    const { certificatePem, privateKeyPem } = issueServerCertificate(authority, names);
    const settings = {
      key: privateKeyPem,
      cert: certificatePem,
      ca: readFileSync(pkiPath(rig.place, "ca.crt"), "utf8"),
      upstream: `https://${rig.addresses(2).apiServer}:${API_PORT}`,
      ...{ path: PATH, host: HOST, port: 8443 },
    };
    const command = [process.execPath, PROXY, JSON.stringify(settings)];
    const [program = "ip", ...args] = insideCommand(rig.place, command);
    return spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  }

  /** Changes what the kubeconfig says of cluster2; answers what it said before. */
  function entry(change: (before: Record<string, string>) => Record<string, string>) {
    const config = JSON.parse(readFileSync(rig.kubeconfig, "utf8")) as Kubeconfig;
    const found = config.clusters.find(({ name }) => name === "cluster2");
    if (found === undefined) throw new Error("no cluster2 in the kubeconfig");
    const before = found.cluster;
    found.cluster = { ...before, ...change(before) };
    writeFileSync(rig.kubeconfig, JSON.stringify(config));
    return before;
  }

  async function applied(): Promise<void> {
    const { code, stderr, stdout } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stderr, stdout }).toMatchObject({ code: 0 });
    expect(await clusterz(rig, 1)).toMatchObject({ cluster2: "synced" });
    await expectNoChanges(meshplan);
  }

  async function handedOut(): Promise<string> {
    const { body } = await rig.api(1)("GET", SECRET);
    return Buffer.from(textAt(body, "data", "cluster2") ?? "", "base64").toString();
  }

  const isAskedByIstiod = () => /^pilot-discovery\b/m.test(asked);

  test("a TLS name that only the kubeconfig says", async () => {
    entry(() => ({ "tls-server-name": "kubernetes.default.svc" }));
    await applied();
    expect(await handedOut()).toContain("    tls-server-name: kubernetes.default.svc\n");
  });

  test(
    "a proxy that serves it under a path, with a CA that only the kubeconfig names",
    async () => {
      writeFileSync(
        rig.kubeconfig,
        readFileSync(rig.kubeconfig, "utf8").replace(
          ',"tls-server-name":"kubernetes.default.svc"',
          "",
        ),
      );
      const data = Buffer.from(authority.certificatePem).toString("base64");
      entry(() => ({ server: SERVER, "certificate-authority-data": data }));
      expect(isAskedByIstiod()).toBe(false);
      await applied();
      expect(await handedOut()).toContain(`    server: ${SERVER}\n`);
      expect(isAskedByIstiod()).toBe(true);
    },
    LONG,
  );

  test("the same way where only the file says it, and no way with a CA that does not sign there", async () => {
    entry(() => direct);
    const path = join(meshplan.folder, "mesh.yaml");
    const text = readFileSync(path, "utf8");
    const withServer = (apiServer: string): void =>
      writeFileSync(path, text.replace(/primary: cluster1\b/, `$&, apiServer: ${apiServer}`));
    const mark = rig.markWrites();
    withServer(SERVER);
    const { code, stderr } = await meshplan("plan", "mesh.yaml");
    expect(code).toBe(1);
    expect(stderr).toContain("error MP0600");
    expect(stderr).toContain("signed by CN=proxy CA");
    expect(stderr).toContain("clusters.cluster2.apiServer.caFile");
    writeFileSync(join(meshplan.folder, "proxy.pem"), authority.certificatePem);
    withServer(`{ url: "${SERVER}", caFile: ./proxy.pem }`);
    await expectNoChanges(meshplan);
    expect(rig.writesSince(mark)).toEqual([]);
  });
});
