import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { knownContexts, ownKubeconfigs } from "../../adapters/kubernetes/contexts.ts";
import { proxySetting } from "../../adapters/kubernetes/proxy.ts";
import { findTools, type Tool } from "../../adapters/renderers/tools.ts";
import { checkUpAll } from "../../engine/check-up.ts";
import type { Target } from "../../engine/clients.ts";
import type { Planned } from "../../engine/planning.ts";
import { MeshplanError } from "../../errors.ts";
import { type Finding, findings, problemsOnce } from "../../planner/finding.ts";
import { checkUpJson, checkUpText } from "../../report/check-up.ts";
import { commandLine } from "../../util/command-line.ts";
import { rechecked } from "../../util/printable.ts";
import { withoutUrlUsers } from "../../util/without-url-users.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import type { DoctorFlags } from "../flags.ts";
import { loadInput } from "../load-input.ts";
import { isOldNode, OLDEST_NODE } from "../oldest-node.ts";
import type { Output } from "../output.ts";
import { withProgress } from "../plan-progress.ts";
import { UsageError } from "../usage-error.ts";
import { VERSION } from "../version.ts";
import { allPorts } from "../wire.ts";
import { withContexts } from "../with-contexts.ts";

/**
 * `meshplan doctor`: whether this machine has what a plan needs, and reaches its clusters. With a mesh file, those of the file;
 * without one, every context of the kubeconfig. Everything is told at once.
 */
export async function doctor(
  path: string | undefined,
  flags: DoctorFlags,
  output: Output,
): Promise<ExitCode> {
  const ports = await allPorts(flags, output);
  try {
    const found = await withProgress(output, async (onStep) => {
      const subject = await subjectOf(path, flags, output, ports.files);
      const { offline = false, readOnly = false } = flags;
      const { targets, mesh } = subject;
      return problemsOnce([
        ...(await ofMachine(subject, flags)),
        ...subject.problems,
        ...(await checkUpAll(ports, { targets, mesh, offline, readOnly, onStep })),
      ]);
    });
    const text = flags.format === "json" ? checkUpJson(VERSION, found) : checkUpText(found, output);
    // Proxies are among what it says, as the environment has them.
    await output.print(rechecked(withoutUrlUsers(text)));
    return found.some(({ state }) => state === "wrong") ? EXIT.failed : EXIT.done;
  } finally {
    ports.clusters.close();
  }
}

interface Subject {
  readonly mesh: Planned | undefined;
  readonly targets: readonly Target[];
  /** Some cluster is looked for in the operator's own kubeconfig. */
  readonly usesOwn: boolean;
  readonly problems: readonly Finding[];
}

/** A mesh.yaml of the folder is meant where none is named. */
async function subjectOf(
  path: string | undefined,
  flags: DoctorFlags,
  output: Output,
  files: Parameters<typeof loadInput>[0],
): Promise<Subject> {
  const named = path ?? (existsSync("mesh.yaml") ? "mesh.yaml" : undefined);
  if (named === undefined) return await ofKubeconfig();
  const input = await loadInput(files, named, output, flags);
  if (input.kind === "plan")
    throw new UsageError(`${named} is a saved plan`, "doctor takes a mesh file");
  const { fine, wrong } = findings("mesh file");
  if (input.kind === "refused") {
    const step = `correct it first, then look again: ${commandLine`meshplan validate ${named}`}`;
    const problems = [
      wrong(`${named} has the problems above, so its clusters are not known`, step),
    ];
    return { mesh: undefined, targets: [], usesOwn: true, problems };
  }
  const mesh = withContexts(input.mesh, flags.context, "mesh file");
  return {
    mesh: { mesh, topology: input.topology },
    targets: mesh.clusters,
    usesOwn: mesh.clusters.some(({ kubeconfig }) => kubeconfig === undefined),
    problems: [fine(`${named}: mesh ${mesh.name}, Istio ${mesh.istio.version}`)],
  };
}

/** What is wrong with its files is told of each of them. */
async function ofKubeconfig(): Promise<Subject> {
  const known = await knownContexts(process.env, homedir()).catch((error: unknown) => {
    if (error instanceof MeshplanError) return [];
    throw error;
  });
  const targets = known.map(({ name }) => ({ name, context: name }));
  return { mesh: undefined, targets, usesOwn: true, problems: [] };
}

async function ofMachine(
  { mesh, usesOwn }: Subject,
  flags: DoctorFlags,
): Promise<readonly Finding[]> {
  const tools = mesh === undefined ? await findTools({ ...flags, env: process.env }) : [];
  return [
    nodeFinding(process.versions.node),
    ...(usesOwn ? await kubeconfigFindings() : []),
    proxyFinding(),
    ...tools.filter(({ name }) => name !== "kubectl").map(toolFinding),
  ];
}

function nodeFinding(version: string): Finding {
  const { fine, wrong } = findings("node");
  return isOldNode(version)
    ? wrong(`${version} is too old`, `install Node.js ${OLDEST_NODE} or newer`)
    : fine(version);
}

async function kubeconfigFindings(): Promise<readonly Finding[]> {
  const { fine, note, refused } = findings("kubeconfig");
  const files = await ownKubeconfigs(process.env, homedir());
  // kubectl passes over a file of a list that is not there.
  const isSome = files.some(({ problem }) => problem === undefined);
  return files.map(({ path, contexts = 0, problem }) => {
    if (problem === undefined)
      return fine(`${path}: ${String(contexts)} ${contexts === 1 ? "context" : "contexts"}`);
    return isSome && problem.code === "MP9101" && !existsSync(path)
      ? note(`${path} is not there`)
      : refused(problem);
  });
}

function proxyFinding(): Finding {
  const { fine, note } = findings("proxy");
  const setting = proxySetting(process.env);
  if (setting === undefined) return fine("none is set");
  return setting.unused === true ? note(setting.text) : fine(setting.text);
}

/** Which version is wanted depends on the mesh, so none is missing yet. */
function toolFinding({ name, found, problem }: Tool): Finding {
  const { fine, note, refused } = findings(name);
  if (problem !== undefined) return refused(problem);
  return found === undefined
    ? note(`none is on PATH; a mesh needs istioctl of its Istio, or helm with \`renderer: helm\``)
    : fine(`${found.version}, ${found.path}`);
}
