import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ClusterAccess } from "../../../src/adapters/kubernetes/cluster-access.ts";
import { kubeconfigLoader } from "../../../src/adapters/kubernetes/kubeconfig.ts";
import type {
  KubeconfigPolicy,
  TrustQuestion,
} from "../../../src/adapters/kubernetes/kubeconfig-policy.ts";
import { trustedKubeconfigs } from "../../../src/adapters/kubernetes/trusted-kubeconfigs.ts";
import { SecretRegistry } from "../../../src/util/secret-registry.ts";
import { base64, kubeconfig, temporaryFolder } from "./api-server.ts";
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY } from "./certificates.ts";

const SERVER = "https://api.example:6443";
const EXEC = {
  exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./login.sh", args: ["prod"] },
};

function named(path: string, policy?: KubeconfigPolicy, context = "c1"): Promise<ClusterAccess> {
  const load = kubeconfigLoader({
    env: {},
    home: "/nowhere",
    secrets: new SecretRegistry(),
    ...(policy === undefined ? {} : { policy }),
  });
  return load({ cluster: "cluster1", context, kubeconfig: path });
}

/** A kubeconfig that runs the program beside it. */
async function running(): Promise<{ readonly path: string; readonly program: string }> {
  const path = await kubeconfig({ server: SERVER, user: EXEC });
  const program = join(dirname(path), "login.sh");
  await writeFile(program, "#!/bin/sh\n");
  await chmod(program, 0o755);
  return { path, program };
}

/** The hash in the command that the error says to copy. */
async function hashOf(refused: Promise<unknown>): Promise<string> {
  const error: unknown = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return /@sha256:([0-9a-f]{64})/.exec(JSON.stringify(error))?.[1] ?? "";
}

describe("a kubeconfig that the file names", () => {
  test("is used where everything stands in it", async () => {
    const user = {
      token: "t0ken",
      "client-certificate-data": base64(CLIENT_CERTIFICATE),
      "client-key-data": base64(CLIENT_KEY),
      // Not read: the data win.
      "client-key": "/etc/shadow",
    };
    const path = await kubeconfig({ server: SERVER, user });
    const access = await named(path);
    expect((await access.credentials.current()).headers["Authorization"]).toBe("Bearer t0ken");
  });

  test.each([
    ["exec", {}, EXEC, "runs ./login.sh prod"],
    ["auth-provider", {}, { "auth-provider": { name: "oidc" } }, "auth-provider oidc"],
    ["tokenFile", {}, { tokenFile: "/etc/shadow" }, "reads /etc/shadow as tokenFile"],
    [
      "client-certificate",
      {},
      { "client-certificate": "/a", "client-key-data": base64(CLIENT_KEY) },
      "reads /a as client-certificate",
    ],
    [
      "client-key",
      {},
      { "client-key": "/b", "client-certificate-data": base64(CLIENT_CERTIFICATE) },
      "reads /b as client-key",
    ],
    ["certificate-authority", { "certificate-authority": "/c" }, { token: "t" }, "reads /c as"],
  ])("may not do more on its own: %s", async (_, cluster, user, does) => {
    const path = await kubeconfig({ server: SERVER, cluster, user });
    const error: unknown = await named(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "MP9120", cluster: "cluster1" });
    expect(String(error)).toContain(does);
  });

  test("is trusted by its path, also through a link", async () => {
    const { path } = await running();
    const link = join(await temporaryFolder(), "link");
    await symlink(path, link);
    await expect(named(path, { trusted: [{ path: link }] })).resolves.toBeDefined();
    await expect(named(link, { trusted: [{ path }] })).resolves.toBeDefined();
    await expect(named(path, { trusted: [{ path: dirname(path) }] })).rejects.toMatchObject({
      code: "MP9120",
    });
  });

  test("is trusted by its path and content, for as long as both it and its program are the same", async () => {
    const { path, program } = await running();
    const sha256 = await hashOf(named(path));
    const policy = { trusted: [{ path, sha256 }] };
    await expect(named(path, policy)).resolves.toBeDefined();
    await writeFile(program, "#!/bin/sh\nrm -rf /\n");
    await expect(named(path, policy)).rejects.toMatchObject({ code: "MP9127" });
    await writeFile(program, "#!/bin/sh\n");
    await expect(named(path, policy)).resolves.toBeDefined();
    await writeFile(path, (await readFile(path, "utf8")).replace("prod", "test"));
    await expect(named(path, policy)).rejects.toMatchObject({ code: "MP9127" });
  });

  test.each([
    ["an interpreter's", ["./login.sh"]],
    ["a flag's", ["--from=./login.sh"]],
  ])("is trusted for as long as %s file is the same", async (_, args) => {
    const user = { exec: { ...EXEC.exec, command: "sh", args } };
    const path = await kubeconfig({ server: SERVER, user });
    const script = join(dirname(path), "login.sh");
    await writeFile(script, "echo\n");
    const policy = { trusted: [{ path, sha256: await hashOf(named(path)) }] };
    await expect(named(path, policy)).resolves.toBeDefined();
    await writeFile(script, "rm -rf /\n");
    await expect(named(path, policy)).rejects.toMatchObject({ code: "MP9127" });
  });

  test("without programs of its own has the hash that sha256sum prints", async () => {
    const path = await kubeconfig({ server: SERVER, user: { tokenFile: "/t" } });
    const expected = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    expect(await hashOf(named(path))).toBe(expected);
  });
});

describe("a person who is asked", () => {
  test("hears once what all of the kubeconfig does, and is not asked again", async () => {
    const { path } = await running();
    const home = await temporaryFolder();
    const store = trustedKubeconfigs({}, home);
    const questions: TrustQuestion[] = [];
    const ask = (question: TrustQuestion): Promise<boolean> => {
      questions.push(question);
      return Promise.resolve(true);
    };
    const load = kubeconfigLoader({
      env: {},
      home,
      secrets: new SecretRegistry(),
      policy: { ask, store },
    });
    const target = { context: "c1", kubeconfig: path };
    await Promise.all(["a", "b", "c"].map((cluster) => load({ ...target, cluster })));
    expect(questions).toEqual([{ path, does: ["runs ./login.sh prod"] }]);
    await expect(named(path, { store })).resolves.toBeDefined();
    const kept = join(home, ".local/state/meshplan/trusted-kubeconfigs.json");
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    await chmod(kept, 0o666);
    await expect(named(path, { store })).rejects.toMatchObject({ code: "MP9120" });
  });

  test("may say no: then nothing is remembered", async () => {
    const { path } = await running();
    const store = trustedKubeconfigs({ XDG_STATE_HOME: await temporaryFolder() }, "/nowhere");
    const ask = (): Promise<boolean> => Promise.resolve(false);
    await expect(named(path, { ask, store })).rejects.toMatchObject({ code: "MP9120" });
    await expect(named(path, { store })).rejects.toMatchObject({ code: "MP9120" });
  });

  test("is asked again when something changed", async () => {
    const { path, program } = await running();
    const home = await temporaryFolder();
    const store = trustedKubeconfigs({}, home);
    await named(path, { ask: () => Promise.resolve(true), store });
    await writeFile(program, "#!/bin/sh\necho other\n");
    await expect(named(path, { store })).rejects.toMatchObject({ code: "MP9120" });
  });

  test("works without a place to remember", async () => {
    const { path } = await running();
    const home = await temporaryFolder();
    await mkdir(join(home, ".local"), { mode: 0o755 });
    await writeFile(join(home, ".local/state"), "a file is in the way");
    const store = trustedKubeconfigs({}, home);
    await expect(named(path, { ask: () => Promise.resolve(true), store })).resolves.toBeDefined();
  });
});

describe("limits of the operator", () => {
  const own = async (cluster: object, policy: KubeconfigPolicy): Promise<ClusterAccess> => {
    const path = await kubeconfig({ server: SERVER, cluster, user: EXEC });
    const load = kubeconfigLoader({
      env: { KUBECONFIG: path },
      home: "/nowhere",
      secrets: new SecretRegistry(),
      policy,
    });
    return await load({ cluster: "cluster1", context: "c1" });
  };

  test("the operator's own kubeconfig does what it says", async () => {
    await expect(
      own({ "certificate-authority-data": base64(AUTHORITY) }, {}),
    ).resolves.toBeDefined();
  });

  test("--contexts: nothing is read of another", async () => {
    await expect(own({}, { contexts: new Set(["c1"]) })).resolves.toBeDefined();
    await expect(own({}, { contexts: new Set(["c2", "b"]) })).rejects.toMatchObject({
      code: "MP9121",
      message: "context c1 is not one of --contexts: b, c2",
    });
    await expect(named("/does/not/exist", { contexts: new Set() })).rejects.toMatchObject({
      code: "MP9121",
    });
  });

  test("--untrusted: no kubeconfig of the file, and no server that nobody checks", async () => {
    const path = await kubeconfig({ server: SERVER, user: { token: "t" } });
    const untrusted = { untrusted: true, trusted: [{ path }] };
    await expect(named(path, untrusted)).rejects.toMatchObject({ code: "MP9122" });
    const skip = { "insecure-skip-tls-verify": true };
    await expect(own(skip, { untrusted: true })).rejects.toMatchObject({ code: "MP9123" });
    await expect(own(skip, {})).resolves.toMatchObject({ skipVerify: true });
  });
});
