import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { rendererManifests } from "../../../src/adapters/renderers/manifests.ts";
import { outlineObjects } from "../../../src/embedded/istio/outline/outline.ts";
import { rendererEnv } from "../../../src/adapters/renderers/renderer-env.ts";
import { temporaryFolder } from "../kubernetes/api-server.ts";
import { fakeHelm } from "./helm/fake-helm.ts";
import { PRIMARY } from "./operators.ts";

const SECRETS = {
  GITHUB_TOKEN: "canary-1",
  CI_JOB_TOKEN: "canary-2",
  AWS_SECRET_ACCESS_KEY: "canary-3",
  KUBECONFIG: "/canary-4",
  HELM_KUBETOKEN: "canary-5",
  VAULT_TOKEN: "canary-6",
  MESHPLAN_ISTIOCTL: "",
  npm_config__authToken: "canary-7",
};
const WANTED = { HELM_CACHE_HOME: "/cache", LC_ALL: "C.UTF-8", XDG_DATA_HOME: "/data" };
const PROXY = { HTTPS_PROXY: "http://me:canary-8@proxy.example", no_proxy: "localhost" };

afterEach(() => {
  vi.unstubAllEnvs();
});

function stub(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

/** A program that writes down its environment at every run and then does what the other one would. */
async function dumping(path: string): Promise<() => Promise<readonly string[]>> {
  const text = await readFile(path, "utf8");
  await writeFile(
    path,
    text.replace("#!/bin/sh\n", '#!/bin/sh\nenv | sed "s/^/$1 /" >> "$0.env"\n'),
  );
  return async () =>
    (await readFile(`${path}.env`, "utf8")).split("\n").filter((line) => line !== "");
}

async function istioctl(): Promise<string> {
  const path = join(await temporaryFolder(), "istioctl");
  const object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: istio\n";
  const version = '{"clientVersion": {"version": "1.31.0"}}';
  await writeFile(
    path,
    `#!/bin/sh\ncase "$1" in version) echo '${version}' ;; *) cat >/dev/null; printf '${object}' ;; esac\n`,
  );
  await chmod(path, 0o755);
  return path;
}

describe("what a program that renders gets of the environment", () => {
  test.each(["istioctl", "helm"] as const)("%s: no credential of anybody", async (renderer) => {
    stub({ ...SECRETS, ...WANTED, ...PROXY });
    const program = renderer === "helm" ? (await fakeHelm()).path : await istioctl();
    const said = await dumping(program);
    const manifests = rendererManifests({
      outline: outlineObjects,
      env: { PATH: "" },
      cacheDirectory: await temporaryFolder(),
      [renderer]: program,
    });
    const charts = "oci://registry.example/charts";
    const wanted = { version: "1.31.0", renderer, ...(renderer === "helm" ? { charts } : {}) };
    const chosen = await manifests.choose(wanted, { embedded: false });
    await manifests.render(chosen, [PRIMARY]);
    const lines = await said();
    const runs = new Set(lines.map((line) => line.split(" ")[0]));
    expect([...runs].sort()).toEqual(
      renderer === "helm" ? ["pull", "template", "version"] : ["manifest", "version"],
    );
    for (const run of runs) {
      const own = lines.filter((line) => line.startsWith(`${run ?? ""} `)).join("\n");
      for (const name of Object.keys(WANTED)) expect(own).toContain(` ${name}=`);
      const canaries = own.match(/canary-\d/g) ?? [];
      // Only what comes over the network may need the proxy's password.
      expect(new Set(canaries)).toEqual(new Set(run === "pull" ? ["canary-8"] : []));
    }
  });

  test("is a list of names, so that nothing new gets in", () => {
    expect(rendererEnv({ ...SECRETS, ...PROXY, NODE_OPTIONS: "x", PATH: "/bin" })).toEqual({
      PATH: "/bin",
    });
    expect(rendererEnv({ ...SECRETS, ...PROXY }, { pulls: true })).toEqual(PROXY);
  });
});
