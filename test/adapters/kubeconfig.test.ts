import { SecretRegistry } from "../../src/util/secret-registry.ts";
import { chmod, readFile, writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import { dirname, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../../src/util/limits.ts";
import type { ClusterAccess, Identity } from "../../src/adapters/cluster-access.ts";
import { kubeconfigLoader } from "../../src/adapters/kubeconfig.ts";
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
    // The context is in the second file; cluster and user of the same name are in the first.
    expect(await load({ env, context: "c2" })).toMatchObject({ server: "https://first" });
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
    ["a proxy", { "proxy-url": "http://proxy.example" }, {}, "MP9104"],
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

describe("credential plug-ins", () => {
  const EXPIRES = Date.parse("2030-01-01T00:00:00Z");

  async function plugin(script: string, exec: object = {}, now = () => 0): Promise<ClusterAccess> {
    const path = await kubeconfig({
      server: SERVER,
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "./plugin",
          args: ["get-token"],
          env: [{ name: "PROFILE", value: "prod" }],
          ...exec,
        },
      },
    });
    const program = join(dirname(path), "plugin");
    await writeFile(program, `#!/bin/sh\necho run >> "$0.log"\n${script}\n`);
    await chmod(program, 0o755);
    return load({ kubeconfig: path, now });
  }

  const printing = (status: object): string =>
    `echo '${JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", status })}'`;

  test("run once for all who ask at a time, again when expired, again when refused", async () => {
    let now = 0;
    const folder = await temporaryFolder();
    const { credentials } = await plugin(
      `echo x >> ${folder}/count; n=$(wc -l < ${folder}/count | tr -d ' ')
echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"t$n\\",\\"expirationTimestamp\\":\\"2030-01-01T00:00:00Z\\"}}"`,
      {},
      () => now,
    );
    const tokens = await Promise.all(Array.from({ length: 5 }, () => credentials.current()));
    expect(tokens.map(({ headers }) => headers["Authorization"])).toEqual(
      Array.from({ length: 5 }, () => "Bearer t1"),
    );
    now = EXPIRES;
    const second = await credentials.current();
    expect(second.headers["Authorization"]).toBe("Bearer t2");
    now = 0;
    credentials.renew(second);
    expect((await credentials.current()).headers["Authorization"]).toBe("Bearer t3");
  });

  test("without an expiry, the credential is good for the whole run", async () => {
    const folder = await temporaryFolder();
    const { credentials } = await plugin(`echo x >> ${folder}/count\n${printing({ token: "t" })}`);
    for (let round = 0; round < 3; round += 1) await credentials.current();
    expect(await readFile(join(folder, "count"), "utf8")).toBe("x\n");
  });

  test("get arguments, environment and the cluster they are for", async () => {
    const folder = await temporaryFolder();
    const { credentials } = await plugin(
      `printf '%s\\n%s\\n%s' "$1" "$PROFILE" "$KUBERNETES_EXEC_INFO" > ${folder}/seen\n${printing({ token: "t" })}`,
      { provideClusterInfo: true },
    );
    await credentials.current();
    const [argument, profile, about] = (await readFile(join(folder, "seen"), "utf8")).split("\n");
    expect([argument, profile]).toEqual(["get-token", "prod"]);
    expect(JSON.parse(about ?? "")).toEqual({
      kind: "ExecCredential",
      apiVersion: "client.authentication.k8s.io/v1",
      spec: {
        interactive: false,
        cluster: {
          server: SERVER,
          "certificate-authority-data": base64(AUTHORITY),
          config: null,
        },
      },
    });
  });

  test("may hand out a client certificate", async () => {
    const status = { clientCertificateData: CLIENT_CERTIFICATE, clientKeyData: CLIENT_KEY };
    const text = JSON.stringify({ kind: "ExecCredential", status });
    const { credentials } = await plugin(`cat <<'END'\n${text}\nEND`);
    expect(await credentials.current()).toMatchObject({
      certificate: CLIENT_CERTIFICATE,
      key: CLIENT_KEY,
    });
  });

  test.each([
    [
      "exit 3 and a reason",
      "echo 'session expired: run login' >&2; exit 3",
      "it exited with 3: session expired: run login",
    ],
    ["garbage", "echo s3cret-not-json", "it did not print an ExecCredential"],
    ["nothing useful", printing({}), "it printed neither a token nor a certificate with its key"],
    [
      "a time that is none",
      printing({ token: "s3cret", expirationTimestamp: "soon" }),
      "its expirationTimestamp is no time",
    ],
    [
      "a token on standard error",
      "echo 'bad token eyJhbGciOiJSUzI1NiIsImtpZCI6InMzY3JldCJ9' >&2; exit 1",
      "it exited with 1: bad token (…)",
    ],
  ])("%s: the error says so, and no secret", async (_, script, reason) => {
    const { credentials } = await plugin(script, { installHint: "install the plug-in" });
    const error: unknown = await credentials.current().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "MP9106" });
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toMatch(/s3cret|eyJ/);
  });

  test("that are not installed say how to install them", async () => {
    const { credentials } = await plugin("", {
      command: "no-such-plugin",
      installHint: "get it at x",
    });
    await expect(credentials.current()).rejects.toMatchObject({
      code: "MP9106",
      nextSteps: ["get it at x", "run it on its own: kubectl --context c1 auth whoami"],
    });
  });
});
