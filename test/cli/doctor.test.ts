import { chmodSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isOldNode, OLDEST_NODE } from "../../src/cli/oldest-node.ts";
import { kubeconfigText } from "../../src/embedded/kube/sandbox-kubeconfig.ts";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell, startClusters, writesOf } from "./program.ts";

let sandbox: Sandbox;
let shell: Shell;

beforeAll(async () => {
  sandbox = await startClusters();
  shell = openShell(sandbox);
});
beforeEach(() => {
  shell.write("mesh.yaml", SEED);
  shell.write("kubeconfig", kubeconfigText(sandbox.clusters));
  for (const { faults } of sandbox.clusters) faults.clear();
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

/** With the places of this run by names. */
async function doctor(line = "", variables: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await shell.fedWith(
    "",
    variables,
    "doctor",
    ...line.split(" ").filter((word) => word !== ""),
  );
  const named = sandbox.clusters.reduce(
    (text, { name, server }) => text.replaceAll(server, `https://${name}`),
    stdout.replaceAll(shell.folder, "FOLDER").replaceAll(process.versions.node, "NODE"),
  );
  return { code, stdout: named, stderr };
}

describe("meshplan doctor", () => {
  test("says what works, and writes to no cluster", async () => {
    writesOf(sandbox);
    const { code, stdout, stderr } = await doctor();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`This machine
  ok     node        NODE
  ok     kubeconfig  FOLDER/kubeconfig: 2 contexts
  ok     proxy       none is set
  ok     mesh file   mesh.yaml: mesh mesh1, Istio 1.31.0
  ok     istioctl    the built-in outline stands in for Istio 1.31.0: no istioctl was found

cluster1
  ok     API server  https://cluster1: Kubernetes 1.35.4+meshplan
  ok     clock       as here
  ok     rights      all that \`meshplan apply\` needs

cluster2
  ok     API server  https://cluster2: Kubernetes 1.35.4+meshplan
  ok     clock       as here
  ok     rights      all that \`meshplan apply\` needs

Nothing stands in the way.
`);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test("tells every problem of every cluster at once, each with what to type", async () => {
    shell.write(
      "mesh.yaml",
      `${SEED}  cluster3: { network: network3, primary: cluster1 }
  cluster4: { network: network4, primary: cluster1, context: cluster5 }
  cluster6: { network: network5, primary: cluster1 }
`,
    );
    const contexts = ["cluster3", "cluster6"].map((name) => ({
      name,
      context: { cluster: name, user: name },
    }));
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "no-such-plug-in",
      installHint: "get it from example.com",
    };
    shell.write(
      "more",
      JSON.stringify({
        contexts,
        clusters: contexts.map(({ name }) => ({
          name,
          cluster: { server: "https://127.0.0.1:1" },
        })),
        users: [
          { name: "cluster3", user: { exec } },
          { name: "cluster6", user: { token: "any" } },
        ],
      }),
    );
    sandbox.cluster("cluster1").faults.add({
      when: ({ path }) => path.endsWith("/deployments"),
      effect: { kind: "forbid" },
    });
    const KUBECONFIG = ["kubeconfig", "more", "none"].map((name) => shell.path(name)).join(":");
    const { code, stdout, stderr } = await doctor("", {
      KUBECONFIG,
      HTTPS_PROXY: "http://me:secret@127.0.0.1:2",
      NO_PROXY: "localhost",
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    // The folder's name has any length.
    const whole = stdout.replaceAll(/\n {21}(?!help:)(?: {6})?/g, " ");
    expect(whole).toMatchInlineSnapshot(`
      "This machine
        ok     node        NODE
        ok     kubeconfig  FOLDER/kubeconfig: 2 contexts
        ok     kubeconfig  FOLDER/more: 2 contexts
        note   kubeconfig  FOLDER/none is not there
        ok     proxy       HTTPS_PROXY http://127.0.0.1:2, but for NO_PROXY localhost
        ok     mesh file   mesh.yaml: mesh mesh1, Istio 1.31.0
        ok     istioctl    the built-in outline stands in for Istio 1.31.0: no istioctl was found

      cluster1
        ok     API server  https://cluster1: Kubernetes 1.35.4+meshplan
        ok     clock       as here
        wrong  rights      MP0503: its user may not list deployments.apps; list and watch deployments.apps in namespace istio-system, as \`meshplan apply\` needs
                           help: ask for the right in cluster1 (meshplan rbac prints the roles), or use another context

      cluster2
        ok     API server  https://cluster2: Kubernetes 1.35.4+meshplan
        ok     clock       as here
        ok     rights      all that \`meshplan apply\` needs

      cluster3
        wrong  API server  MP9106: credential plug-in no-such-plug-in of context cluster3 failed: it is not installed
                           help: get it from example.com

      cluster4
        wrong  API server  MP9103: context cluster5 is not in FOLDER/kubeconfig, FOLDER/more, FOLDER/none: it has cluster1, cluster2, cluster3, cluster6
                           help: name the right one: --context cluster4=CONTEXT, or \`context:\` of cluster4 in the mesh file

      cluster6
        wrong  API server  MP9107: cluster6 cannot be reached at https://127.0.0.1:1: connection refused
                           help: compare with: kubectl --context cluster6 get --raw /version

      4 things do not work.
      "
    `);
  });

  test("asks only for what a read-only plan needs, if that is asked", async () => {
    sandbox.cluster("cluster1").faults.add({
      when: ({ method }) => method === "PATCH",
      effect: { kind: "forbid" },
    });
    expect((await doctor()).stdout).toContain("its user may not patch");
    const { code, stdout } = await doctor("--read-only");
    expect(stdout.match(/all that `meshplan plan --read-only` needs/g)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test("without a mesh file asks every context, and what runs here", async () => {
    const elsewhere = openShell(sandbox);
    elsewhere.write("istioctl", '#!/bin/sh\necho \'{"clientVersion":{"version":"1.31.0"}}\'\n');
    chmodSync(elsewhere.path("istioctl"), 0o755);
    const { code, stdout } = await elsewhere.sh(
      'rm mesh.yaml; PATH="$PWD:$PATH" meshplan doctor | sed "s#$PWD#FOLDER#"',
    );
    elsewhere.remove();
    expect(code).toBe(0);
    expect(stdout).toContain("istioctl    1.31.0, FOLDER/istioctl");
    expect(stdout).toMatch(/note {3}helm +none is on PATH/);
    expect(stdout.match(/rights +those of an administrator/g)).toHaveLength(2);
  });

  test("goes on with this machine where the mesh file is wrong", async () => {
    shell.write("mesh.yaml", SEED.replace("mesh: mesh1", "mesh: Mesh1"));
    const { code, stdout, stderr } = await doctor();
    expect(code).toBe(1);
    expect(stderr).toContain("mesh.yaml:2:7");
    expect(stdout).toContain("wrong  mesh file   mesh.yaml has the problems above");
    expect(stdout).toContain("ok     kubeconfig");
  });

  test("tells the same to programs", async () => {
    const { code, stdout } = await doctor("--offline --format json");
    expect(code).toBe(1);
    const { findings, ...about } = JSON.parse(stdout) as { findings: { about: string }[] };
    expect(about).toEqual({
      format_version: "1.0",
      meshplan: expect.any(String) as string,
      works: false,
    });
    expect(findings.filter((one) => ["istioctl", "API server"].includes(one.about))).toEqual([
      {
        about: "istioctl",
        clusters: [],
        state: "wrong",
        text: "Istio 1.31.0 needs istioctl 1.31.0, and there is none",
        code: "MP9201",
        next_steps: [
          "install istioctl 1.31.0 and name it: --istioctl PATH",
          "or try without any cluster: meshplan demo",
        ],
      },
      ...["cluster1", "cluster2"].map((name) => ({
        about: "API server",
        clusters: [name],
        state: "unknown",
        text: `https://${name}: not asked, by --offline`,
        next_steps: [],
      })),
    ]);
  });
});

test.each([
  ["20.18.9", true],
  ["20.19.0", false],
  ["20.20.2", false],
  ["9.0.0", true],
  ["100.0.0", false],
])("Node.js %s is too old: %s", (version, isOld) => {
  expect(isOldNode(version)).toBe(isOld);
});

test("the oldest Node.js is that of the package", () => {
  const { engines } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${OLDEST_NODE}`);
});
