import { request } from "node:https";
import { join } from "node:path";
import { writeFile } from "../../adapters/host/write-file.ts";
import { lockPlan } from "../../engine/lock-plan.ts";
import { applyPlan, planMesh, readMesh } from "../../engine.ts";
import { recheck } from "../../engine/recheck.ts";
import { EXAMPLE_VERSION } from "../../mesh/istio-versions.ts";
import type { Plan } from "../../planner/plan.ts";
import type { Ports } from "../../ports.ts";
import { planView } from "../../report/plan-view.ts";
import { planText } from "../../report/text.ts";
import type { SandboxCluster } from "../../embedded/istio/sandbox.ts";
import { printable, printableLines } from "../../util/printable.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { isSettled } from "../has-changes.ts";
import { untilInterrupted } from "../interrupts.ts";
import { report } from "../load-input.ts";
import type { Output } from "../output.ts";
import { openSandbox } from "../sandbox-files.ts";
import { showApply } from "../show-apply.ts";
import { VERSION } from "../version.ts";
import { allPorts } from "../wire.ts";
import { commandLine } from "../../util/command-line.ts";

const MESH = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: ${EXAMPLE_VERSION}
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;
const NETWORK_LABEL = "topology.istio.io/network";

/** `meshplan demo`: the whole main job on embedded clusters, checked step by step. Exit 0 only if every step was as told. */
export async function demo(output: Output): Promise<ExitCode> {
  const running = await openSandbox({
    clusters: ["cluster1", "cluster2"].map((name) => ({ name, context: name })),
  });
  const ports = await allPorts({ env: { ...process.env, KUBECONFIG: running.kubeconfig } });
  const file = join(running.folder, "mesh.yaml");
  try {
    return await untilInterrupted("Interrupted. The embedded clusters are gone.", (press) =>
      tell(new Story(ports, file, output, press), running.sandbox.cluster("cluster1"), output),
    );
  } finally {
    ports.clusters.close();
    await running.close();
  }
}

async function tell(story: Story, cluster1: SandboxCluster, output: Output): Promise<ExitCode> {
  await writeFile(story.file, MESH, { mode: 0o600 });
  await output.print(
    printableLines([
      "meshplan demo: two embedded clusters (a subset of Kubernetes, in memory) with nothing on them.",
      "",
      "$ cat mesh.yaml",
      ...MESH.split("\n"),
    ]),
  );
  await story.firstPlan();
  await story.apply();
  await story.secondPlan();
  await story.handEdit(cluster1);
  await story.driftPlan();
  await story.apply();
  await story.secondPlan();
  return await story.end();
}

class Story {
  readonly file: string;
  readonly #ports: Ports;
  readonly #output: Output;
  readonly #checks: { readonly what: string; readonly holds: boolean }[] = [];
  readonly #press: () => void;
  #plan: Plan | undefined;

  constructor(ports: Ports, file: string, output: Output, press: () => void) {
    this.#ports = ports;
    this.#press = press;
    this.file = file;
    this.#output = output;
  }

  async firstPlan(): Promise<void> {
    const plan = await this.#planned();
    const changes = plan.actions.flatMap((action) => action.changes);
    this.#check(
      "the first plan only adds",
      changes.length > 0 && changes.every((change) => change.verb === "create"),
    );
  }

  async apply(): Promise<void> {
    const plan = this.#plan;
    if (plan === undefined) throw new Error("internal: the demo applies before it plans");
    await this.#command("meshplan apply mesh.yaml --auto-approve");
    const { lock } = await lockPlan(this.#ports, plan, { timeoutSeconds: 0, unlock: "" });
    if (lock === undefined) throw new Error("internal: the demo's clusters are others");
    const rechecked = await recheck(this.#ports, plan);
    const state = await showApply(applyPlan(this.#ports, plan, rechecked, { lock }), {
      output: this.#output,
      format: "text",
      interrupt: this.#press,
      resume: "meshplan demo",
      clock: this.#ports.clock,
    });
    await lock.release();
    this.#check("apply reaches every wait and ends well", state.outcome === "done");
  }

  async secondPlan(): Promise<void> {
    this.#check("the plan after an apply is empty", isSettled(await this.#planned()));
  }

  /** Sends what `kubectl label --overwrite` sends: the mistake that leaves everything green and traffic failing. */
  async handEdit(cluster: SandboxCluster): Promise<void> {
    await this.#command(
      commandLine`kubectl --context cluster1 label namespace istio-system ${NETWORK_LABEL}=oops --overwrite`,
    );
    const path = "/api/v1/namespaces/istio-system?fieldManager=kubectl-label";
    const status = await mergePatch(cluster, path, {
      metadata: { labels: { [NETWORK_LABEL]: "oops" } },
    });
    this.#check("the hand edit is accepted", status === 200);
  }

  async driftPlan(): Promise<void> {
    const plan = await this.#planned();
    const changes = plan.actions
      .flatMap((action) => action.changes)
      .filter((change) => change.verb !== "none");
    const [only] = changes;
    const isDrift =
      changes.length === 1 && only?.cause.kind === "drift" && only.object.kind === "Namespace";
    this.#check("the hand edit, and nothing else, is planned back", isDrift);
  }

  async end(): Promise<ExitCode> {
    const failed = this.#checks.filter((check) => !check.holds);
    const lines = failed.map((check) => `not so: ${check.what}`);
    await this.#output.print(
      printableLines([
        ...lines,
        `demo: ${this.#checks.length - failed.length} of ${this.#checks.length} checks hold`,
      ]),
    );
    return failed.length === 0 ? EXIT.done : EXIT.failed;
  }

  async #planned(): Promise<Plan> {
    await this.#command("meshplan plan mesh.yaml");
    const read = await readMesh(this.#ports, this.file, "/");
    const { source, mesh, topology } = read;
    if (mesh === undefined || topology === undefined)
      throw new Error("internal: the demo's mesh file is wrong");
    const named = { source: { ...source, path: "mesh.yaml" }, mesh, topology };
    const { plan, diagnostics } = await planMesh(this.#ports, named, { allowUnreachable: false });
    await report(diagnostics, undefined, this.#output, mesh.clusters);
    if (plan === undefined) throw new Error("internal: the demo's clusters cannot be planned");
    const { color, width } = this.#output;
    await this.#output.print(planText(planView(plan, VERSION), { color, full: false, width }));
    this.#plan = plan;
    return plan;
  }

  async #command(text: string): Promise<void> {
    await this.#output.print(printable`\n$ ${text}`);
  }

  #check(what: string, holds: boolean): void {
    this.#checks.push({ what, holds });
  }
}

async function mergePatch(
  cluster: SandboxCluster,
  path: string,
  body: object,
): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${cluster.token}`,
      "content-type": "application/merge-patch+json",
    };
    const sent = request(
      cluster.server + path,
      { method: "PATCH", ca: cluster.certificateAuthority, headers, agent: false },
      (answer) => {
        answer.resume();
        answer.on("end", () => {
          resolve(answer.statusCode);
        });
      },
    );
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}
