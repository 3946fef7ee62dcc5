import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { readFile, writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { dirname, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../../src/util/limits.ts";
import type { ClusterAccess, Identity } from "../../../src/adapters/kubernetes/cluster-access.ts";
import { kubeconfigLoader } from "../../../src/adapters/kubernetes/kubeconfig.ts";
import { base64, kubeconfig, temporaryFolder } from "./api-server.ts";
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY, OTHER_AUTHORITY } from "./certificates.ts";

const SERVER = "https://api.example:6443";

interface Load {
  readonly env?: { readonly [name: string]: string };
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly now?: () => number;
}

function load({ env = {}, kubeconfig: path, context = "c1", now }: Load): Promise<ClusterAccess> {
  const clock = { now: now ?? (() => 0), sleep: () => Promise.resolve() };
  const own = path === undefined ? {} : { KUBECONFIG: path };
  const all = { PATH: "/usr/bin:/bin", ...own, ...env };
  return kubeconfigLoader({ env: all, home: "/nowhere", clock, secrets: new SecretRegistry() })({
    cluster: "cluster1",
    context,
  });
}

async function identityOf(user: object): Promise<Identity> {
  return (
    await load({ kubeconfig: await kubeconfig({ server: SERVER, user }) })
  ).credentials.current();
}

/** A kubeconfig with one context `name`, its server and token named after `mark`. */
async function named(name: string, mark: string): Promise<string> {
  const path = join(await temporaryFolder(), "config");
  const text = JSON.stringify({
    clusters: [{ name: "x", cluster: { server: `https://${mark}` } }],
    users: [{ name: "x", user: { token: mark } }],
    contexts: [{ name, context: { cluster: "x", user: "x" } }],
  });
  await writeFile(path, text);
  return path;
}

describe("finding the kubeconfig", () => {
  test("of several in KUBECONFIG the first that has a name wins, and one may be missing", async () => {
    const [first, second] = [await named("c1", "first"), await named("c2", "second")];
    const env = { KUBECONFIG: `/nowhere/at/all:${first}:${second}` };
    expect(await load({ env })).toMatchObject({ server: "https://first" });
  });

  test("a context means the cluster and user of its own file, and kubectl is given that file", async () => {
    const [first, second] = [await named("c1", "first"), await named("c2", "second")];
    const env = { KUBECONFIG: `${first}:${second}` };
    const tokenOf = async (access: ClusterAccess) =>
      (await access.credentials.current()).headers["Authorization"];
    const [one, two] = [await load({ env }), await load({ env, context: "c2" })];
    expect(one.server).toBe("https://first");
    expect(await tokenOf(one)).toBe("Bearer first");
    expect(one.kubeconfig).toBeUndefined();
    expect(two.server).toBe("https://second");
    expect(await tokenOf(two)).toBe("Bearer second");
    expect(two.kubeconfig).toBe(second);
  });

  test("what its own file does not have is the first file's that has it, as with kubectl", async () => {
    const path = join(await temporaryFolder(), "contexts");
    await writeFile(
      path,
      JSON.stringify({ contexts: [{ name: "c3", context: { cluster: "x", user: "x" } }] }),
    );
    const env = {
      KUBECONFIG: `${path}:${await named("c1", "first")}:${await named("c2", "second")}`,
    };
    const found = await load({ env, context: "c3" });
    expect(found.server).toBe("https://first");
    expect(found.kubeconfig).toBeUndefined();
  });

  test("none at all says where it looked", async () => {
    await expect(load({})).rejects.toMatchObject({
      code: "MP9101",
      message: "there is no kubeconfig at /nowhere/.kube/config",
    });
  });

  test.each<[string, string, string]>([
    ["more than anybody reads", "MP9130", "#".repeat(LIMITS.kubeconfig.most + 1)],
    ["more YAML than is read in seconds", "MP9130", "[a,b]: c\n".repeat(100_000)],
    ["20,000 levels", "MP9102", "- ".repeat(20_000)],
  ])("%s is refused with a code", async (_, code, text) => {
    const path = join(await temporaryFolder(), "config");
    await writeFile(path, text);
    await expect(load({ kubeconfig: path })).rejects.toMatchObject({ code });
  });

  test("a device that says nothing is an empty one, and one without an end is not read to it", async () => {
    await expect(load({ kubeconfig: "/dev/null" })).rejects.toMatchObject({ code: "MP9103" });
    await expect(load({ kubeconfig: "/dev/zero" })).rejects.toMatchObject({ code: "MP9130" });
  });

  test("a token file without an end is not read to it", async () => {
    const user = { tokenFile: "/dev/zero" };
    await expect(identityOf(user)).rejects.toMatchObject({ code: "MP9105" });
  });

  test("a context that is not there names those that are", async () => {
    const path = await named("prod", "first");
    await expect(load({ kubeconfig: path })).rejects.toMatchObject({
      code: "MP9103",
      message: `context c1 is not in ${path}: it has prod`,
    });
  });

  test.each([
    ["prd", "prod", ["prod", "stage"]],
    ["eu", "gke_acme_europe-west1_eu", ["gke_acme_europe-west1_eu", "gke_acme_us_us"]],
    [
      "prod",
      "arn:aws:eks:eu-west-1:123456789012:cluster/prod",
      ["arn:aws:eks:eu-west-1:123456789012:cluster/prod"],
    ],
  ])(
    "a context %s that is not there is %s, if that is what was meant",
    async (wanted, meant, names) => {
      const path = join(await temporaryFolder(), "config");
      const contexts = names.map((name) => ({ name, context: {} }));
      await writeFile(path, JSON.stringify({ contexts }));
      const error = load({ kubeconfig: path, context: wanted });
      await expect(error).rejects.toMatchObject({
        nextSteps: [
          `did you mean ${meant}?`,
          `name the right one: --context cluster1=${meant}, or \`context:\` of cluster1 in the mesh file`,
        ],
      });
    },
  );

  test("of several that may be meant none is taken", async () => {
    const path = join(await temporaryFolder(), "config");
    const contexts = ["gke_a_eu", "gke_b_eu"].map((name) => ({ name, context: {} }));
    await writeFile(path, JSON.stringify({ contexts }));
    const error = load({ kubeconfig: path, context: "eu" });
    await expect(error).rejects.toMatchObject({
      nextSteps: [
        "name the right one: --context cluster1=CONTEXT, or `context:` of cluster1 in the mesh file",
      ],
    });
  });

  test("a name twice in one file is refused, as by kubectl", async () => {
    const path = join(await temporaryFolder(), "config");
    const users = ["a", "b"].map((token) => ({ name: "jane", user: { token } }));
    await writeFile(path, JSON.stringify({ users }));
    await expect(load({ kubeconfig: path })).rejects.toMatchObject({
      code: "MP9102",
      message: `kubeconfig ${path} cannot be understood: users has the name jane twice`,
    });
  });

  test.each(["a: [", "- a", "clusters: {}", "users: [{name: 1}]", "contexts: [{context: {}}]"])(
    "%j is not a kubeconfig",
    async (text) => {
      const path = join(await temporaryFolder(), "config");
      await writeFile(path, text);
      await expect(load({ kubeconfig: path })).rejects.toMatchObject({ code: "MP9102" });
    },
  );
});

function bearerOf({ headers }: RequestOptions): string | undefined {
  const value: unknown = Reflect.get(headers ?? {}, "Authorization");
  return typeof value === "string" ? value : undefined;
}

function textOf(pem: unknown): string | undefined {
  return Buffer.isBuffer(pem) ? pem.toString("utf8") : undefined;
}

describe("a server URL with a user", () => {
  const server = "https://jane:pa%40ss-of-jane@api.example:6443";

  test("logs in as kubectl does: it wins over all else, and the URL goes on without it", async () => {
    for (const user of [{ token: "t0ken" }, { exec: { command: "/does/not/exist" } }, {}]) {
      const path = await kubeconfig({ server, user });
      const access = await load({ kubeconfig: path });
      expect(access.server).toBe("https://api.example:6443");
      const identity = await access.credentials.current();
      expect(identity.headers["Authorization"]).toBe(`Basic ${base64("jane:pa@ss-of-jane")}`);
    }
  });

  test("that nobody can read is refused without being quoted", async () => {
    const path = await kubeconfig({ server: "https://jane:secret%zz@api.example:6443" });
    const error = load({ kubeconfig: path });
    await expect(error).rejects.toMatchObject({ code: "MP9102" });
    await expect(error).rejects.not.toMatchObject({
      message: expect.stringContaining("secret") as string,
    });
  });

  test("is in no error", async () => {
    const path = await kubeconfig({ server: "http://jane:secret@api.example:6443" });
    const message = await load({ kubeconfig: path }).catch((error: unknown) => String(error));
    expect(message).toContain("http://api.example:6443");
    expect(message).not.toContain("secret");
  });
});

describe("connecting", () => {
  test("reads what @kubernetes/client-node reads", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "ca.crt"), AUTHORITY);
    await writeFile(join(folder, "jane.crt"), CLIENT_CERTIFICATE);
    await writeFile(join(folder, "jane.key"), CLIENT_KEY);
    const clusters = [
      { "certificate-authority-data": base64(AUTHORITY), "tls-server-name": "api.example" },
      { "certificate-authority": "ca.crt" },
      { "insecure-skip-tls-verify": true },
    ];
    const users = [
      { token: "t0ken" },
      { username: "jane", password: "pass:word" },
      { "client-certificate": "jane.crt", "client-key": "jane.key" },
      {
        "client-certificate-data": base64(CLIENT_CERTIFICATE),
        "client-key-data": base64(CLIENT_KEY),
      },
    ];
    for (const cluster of clusters)
      for (const user of users) {
        const path = join(folder, "config");
        const text = await readFile(await kubeconfig({ server: SERVER, cluster, user }), "utf8");
        await writeFile(path, text);
        const ours = await load({ kubeconfig: path });
        const identity = await ours.credentials.current();
        const theirs = new KubeConfig();
        theirs.loadFromFile(path);
        theirs.setCurrentContext("c1");
        const http: RequestOptions = {};
        await theirs.applyToHTTPSOptions(http);
        expect(ours.server).toBe(theirs.getCurrentCluster()?.server);
        expect(ours.skipVerify).toBe(theirs.getCurrentCluster()?.skipTLSVerify ?? false);
        expect(ours.tlsServerName).toBe(theirs.getCurrentCluster()?.tlsServerName);
        const basic = typeof http.auth === "string" ? `Basic ${base64(http.auth)}` : undefined;
        expect(identity.headers["Authorization"]).toBe(basic ?? bearerOf(http));
        const pem = { ca: ours.authority, cert: identity.certificate, key: identity.key };
        for (const [name, value] of Object.entries(pem))
          expect(value).toBe(textOf(Reflect.get(http, name)));
      }
  });

  test.each([
    ["a proxy of another kind", { "proxy-url": "socks5://proxy.example" }, {}, "MP9104"],
    ["a proxy that is no URL", { "proxy-url": "proxy" }, {}, "MP9102"],
    ["a broken authority", { "certificate-authority-data": base64("nonsense") }, {}, "MP9105"],
    ["a missing authority", { "certificate-authority": "gone.crt" }, {}, "MP9105"],
    [
      "verification that is off and on",
      { "insecure-skip-tls-verify": true, "certificate-authority-data": base64(AUTHORITY) },
      {},
      "MP9102",
    ],
    ["another provider", {}, { "auth-provider": { name: "gcp" } }, "MP9104"],
    ["a missing token file", {}, { tokenFile: "gone" }, "MP9105"],
    ["half a pair", {}, { "client-certificate-data": base64(CLIENT_CERTIFICATE) }, "MP9102"],
    [
      "no pair",
      {},
      {
        "client-certificate-data": base64(OTHER_AUTHORITY),
        "client-key-data": base64(CLIENT_KEY),
      },
      "MP9105",
    ],
    ["groups of nobody", {}, { token: "t", "as-groups": ["admins"] }, "MP9102"],
    [
      "a plug-in that asks",
      {},
      {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "x",
          interactiveMode: "Always",
        },
      },
      "MP9104",
    ],
    [
      "an old plug-in",
      {},
      { exec: { apiVersion: "client.authentication.k8s.io/v1alpha1", command: "x" } },
      "MP9102",
    ],
  ])("refuses %s", async (_, cluster, user, code) => {
    const path = await kubeconfig({ server: SERVER, cluster, user });
    const asked = load({ kubeconfig: path }).then((access) => access.credentials.current());
    await expect(asked).rejects.toMatchObject({ code, cluster: "cluster1" });
  });

  test("refuses a server without TLS", async () => {
    const path = await kubeconfig({ server: "http://127.0.0.1:8001" });
    await expect(load({ kubeconfig: path })).rejects.toMatchObject({ code: "MP9104" });
  });
});

describe("credentials", () => {
  test("impersonation is passed on whole", async () => {
    const user = {
      token: "t",
      as: "jane",
      "as-uid": "7",
      "as-groups": ["a", "b"],
      "as-user-extra": { "example.com/scope": ["x", "y"] },
    };
    expect((await identityOf(user)).headers).toEqual({
      Authorization: "Bearer t",
      "Impersonate-User": "jane",
      "Impersonate-Uid": "7",
      "Impersonate-Group": ["a", "b"],
      "Impersonate-Extra-example.com%2Fscope": ["x", "y"],
    });
  });

  test("a token file is read again after a minute, and after a refusal", async () => {
    let now = 0;
    const path = await kubeconfig({ server: SERVER, user: { tokenFile: "token" } });
    const file = join(dirname(path), "token");
    await writeFile(file, "one\n");
    const { credentials } = await load({ kubeconfig: path, now: () => now });
    const header = async () => (await credentials.current()).headers["Authorization"];
    expect(await header()).toBe("Bearer one");
    await writeFile(file, "two");
    expect(await header()).toBe("Bearer one");
    now = 60_000;
    expect(await header()).toBe("Bearer two");
    await writeFile(file, "three");
    expect(credentials.renew(await credentials.current())).toBe(true);
    expect(await header()).toBe("Bearer three");
  });
});
