import { chmod, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ClusterAccess } from "../../../src/adapters/kubernetes/cluster-access.ts";
import { kubeconfigLoader } from "../../../src/adapters/kubernetes/kubeconfig.ts";
import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { base64, kubeconfig, temporaryFolder } from "./api-server.ts";
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY } from "./certificates.ts";

const SERVER = "https://api.example:6443";

function load({
  kubeconfig: path,
  now,
}: {
  readonly kubeconfig: string;
  readonly now: () => number;
}): Promise<ClusterAccess> {
  const clock = { now, sleep: () => Promise.resolve() };
  const env = { PATH: "/usr/bin:/bin", KUBECONFIG: path };
  const secrets = new SecretRegistry();
  return kubeconfigLoader({ env, home: "/nowhere", clock, secrets })({
    cluster: "cluster1",
    context: "c1",
  });
}

describe("credential plug-ins", () => {
  const BY_HAND =
    "run it where it has a terminal, which meshplan does not give it: kubectl --context c1 auth whoami";
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
      "it exited with 3:\nsession expired: run login",
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
      "it exited with 1:\nbad token (…)",
    ],
    [
      "all that a person has to read",
      `printf '\\033[1mERROR\\033[0m: no login\\r\\n\\nPlease run:\\n  $ gcloud auth login\\nor see https://cloud.example/sdk/docs/authorizing.html\\n)\\n' >&2; exit 1`,
      "it exited with 1:\nERROR: no login\nPlease run:\n  $ gcloud auth login\nor see https://cloud.example/sdk/docs/authorizing.html\n)",
    ],
    ["no more than that", "seq 1 100 >&2; exit 1", "\n10\n(70 more lines)\n81\n"],
  ])("%s: the error says so, and no secret", async (_, script, reason) => {
    const { credentials } = await plugin(script, { installHint: "install the plug-in" });
    const error: unknown = await credentials.current().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "MP9106", nextSteps: [BY_HAND] });
    expect(String(error)).toContain(reason);
    expect(String(error)).not.toMatch(/s3cret|eyJ/);
  });

  test.each([
    [["get-token", "--client-secret", "s3cret-of-the-flag"], "s3cret-of-the-flag"],
    [["--token=s3cret-in-one-word"], "s3cret-in-one-word"],
    [["-password", "s3cret-of-one-dash", "--server-id", "ours"], "s3cret-of-one-dash"],
  ])("that repeat %j are quoted without the secret in it", async (args, hidden) => {
    const { credentials } = await plugin('echo "wrong: $*" >&2; exit 1', { args });
    const error: unknown = await credentials.current().catch((reason: unknown) => reason);
    expect(String(error)).not.toContain(hidden);
    expect(String(error)).toContain("(sensitive)");
    if (args.includes("ours")) expect(String(error)).toContain("--server-id ours");
  });

  test("that are not installed and bring no hint are to be installed, and not run in a terminal", async () => {
    const { credentials } = await plugin("", { command: "no-such-plugin" });
    await expect(credentials.current()).rejects.toMatchObject({
      code: "MP9106",
      nextSteps: ["install no-such-plugin, or name it by its path in the kubeconfig"],
    });
  });

  test("that are not installed say how to install them", async () => {
    const { credentials } = await plugin("", {
      command: "no-such-plugin",
      installHint: "get it at x\nor at y\n",
    });
    await expect(credentials.current()).rejects.toMatchObject({
      code: "MP9106",
      nextSteps: ["get it at x\nor at y"],
    });
  });
});
