import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../../src/embedded/istio/sandbox.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { openShell, type Shell, startClusters } from "./program.ts";

const FRAMES = [
  `  mesh.yaml:6:24 (cluster cluster1)
  5 | clusters:
  6 |   cluster1: { context: clustr-1, network: network1 }
    |                        ^^^^^^^^`,
  `  mesh.yaml:7:24 (cluster cluster2)
  6 |   cluster1: { context: clustr-1, network: network1 }
  7 |   cluster2: { context: clustr-2, network: network2, primary: cluster1 }
    |                        ^^^^^^^^`,
] as const;
let sandbox: Sandbox;
let shell: Shell;
beforeAll(async () => {
  sandbox = await startClusters();
});
beforeEach(() => {
  shell = openShell(sandbox);
});
afterAll(async () => {
  shell.remove();
  await sandbox.close();
});

test("contexts that are missing are told of all clusters at once, in the order of the file", async () => {
  shell.write(
    "mesh.yaml",
    SEED.replaceAll(/cluster([12]): \{/g, "cluster$1: { context: clustr-$1,"),
  );
  const { code, stderr } = await shell.meshplan("plan");
  expect(code).toBe(1);
  const file = shell.path("kubeconfig");
  const missing = (
    number: string,
    frame: string,
  ) => `error MP9103: context clustr-${number} is not in ${file}: it has cluster1, cluster2
${frame}
  help: did you mean cluster${number}?
  help: name the right one: --context cluster${number}=cluster${number}, or \`context:\` of cluster${number} in the mesh file
`;
  expect(stderr).toBe([missing("1", FRAMES[0]), missing("2", FRAMES[1])].join("\n"));
  // A flag is no line of the file.
  const flagged = await shell.meshplan(
    "plan",
    "--context",
    "cluster1=nothing",
    "--context",
    "cluster2=cluster2",
  );
  expect(flagged.stderr).toContain("\n  cluster cluster1\n  help:");
});

test("a context that another cluster of the file has is not proposed", async () => {
  shell.write("mesh.yaml", SEED.replace("cluster2: {", "cluster2: { context: cluster3,"));
  const { stderr } = await shell.meshplan("plan");
  expect(stderr).toContain("did you mean cluster2?");
  shell.write("mesh.yaml", SEED.replace("cluster2: {", "cluster2: { context: clusterl,"));
  expect((await shell.meshplan("plan")).stderr).not.toContain("cluster2=cluster1");
  shell.write(
    "mesh.yaml",
    SEED.replace("cluster1: {", "cluster1: { context: cluster2,").replace(
      "cluster2: {",
      "cluster2: { context: cluster-2,",
    ),
  );
  const { stderr: taken } = await shell.meshplan("plan");
  expect(taken).toContain("context cluster-2 is not in");
  expect(taken).not.toContain("cluster2=cluster2");
});

test("what is the same for all clusters is told once", async () => {
  const { code, stderr } = await shell.sh("KUBECONFIG=/nowhere/config meshplan plan");
  expect(code).toBe(1);
  expect(stderr).toContain(
    "there is no kubeconfig at /nowhere/config\n  cluster cluster1, cluster2\n",
  );
  expect(stderr.match(/MP9101/g)).toHaveLength(1);
});

test("a saved plan whose contexts have other names here is applied with what the help says", async () => {
  expect(await shell.meshplan("plan", "--out", "p.plan")).toMatchObject({ code: 0 });
  const kubeconfig = readFileSync(shell.path("kubeconfig"), "utf8");
  const contexts = /contexts:\n[^]*?users:/.exec(kubeconfig)?.[0] ?? "";
  const renamed = contexts.replaceAll(/- name: "cluster/g, '- name: "gke_acme_cluster');
  shell.write("kubeconfig", kubeconfig.replace(contexts, renamed));
  const { code, stderr } = await shell.meshplan("apply", "p.plan");
  expect(code).toBe(1);
  expect(stderr).not.toContain("mesh file");
  const flags = [...stderr.matchAll(/name the right one: (--context \S+)$/gm)].map(
    ([, flag = ""]) => flag,
  );
  expect(flags).toHaveLength(2);
  const again = await shell.meshplan("apply", "p.plan", ...flags.flatMap((one) => one.split(" ")));
  expect(again).toMatchObject({ code: 0, stderr: "" });
});

test("two files of kubeadm, which calls every user and cluster alike: each context is its own file's", async () => {
  const [one, two] = sandbox.clusters.map((cluster) =>
    JSON.stringify({
      clusters: [
        {
          name: "kubernetes",
          cluster: {
            server: cluster.server,
            "certificate-authority-data": Buffer.from(cluster.certificateAuthority).toString(
              "base64",
            ),
          },
        },
      ],
      users: [{ name: "kubernetes-admin", user: { token: cluster.token } }],
      contexts: [
        { name: cluster.name, context: { cluster: "kubernetes", user: "kubernetes-admin" } },
      ],
    }),
  );
  shell.write("one", one ?? "");
  shell.write("two", two ?? "");
  const { code, stdout } = await shell.sh(
    "KUBECONFIG=one:two meshplan plan --read-only --format json",
  );
  expect(code).toBe(0);
  const { clusters } = JSON.parse(stdout) as {
    readonly clusters: readonly { readonly server: string }[];
  };
  expect(clusters.map(({ server }) => server)).toEqual(
    sandbox.clusters.map(({ server }) => server),
  );
});

test("where kubectl would take another file's cluster, what is proposed to type names the file", async () => {
  const { server, token, certificateAuthority } = sandbox.cluster("cluster2");
  const broken = JSON.stringify({
    clusters: [
      {
        name: "cluster1",
        cluster: {
          server,
          "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64"),
        },
      },
    ],
    users: [{ name: "cluster1", user: { token: `not-${token}` } }],
    contexts: [{ name: "cluster2", context: { cluster: "cluster1", user: "cluster1" } }],
  });
  const first = readFileSync(shell.path("kubeconfig"), "utf8").replaceAll(
    '- name: "cluster2"',
    '- name: "other"',
  );
  shell.write("one", first);
  shell.write("two", broken);
  const { stderr } = await shell.sh("KUBECONFIG=one:two meshplan plan");
  const file = shell.path("two");
  expect(stderr).toContain(`kubectl --kubeconfig ${file} --context cluster2 auth whoami`);
});
