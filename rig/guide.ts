import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partFile } from "./cache.ts";
import { mustRun } from "./command.ts";
import { insideCommand, insideEnvironment } from "./inside.ts";
import type { Place } from "./place.ts";
import { until } from "./until.ts";
import { VERSIONS } from "./versions.ts";

/** What one step of the guide took. */
export interface GuideStep {
  readonly name: string;
  readonly seconds: number;
}

const SAMPLES = "samples/multicluster";
export const RENDER_OPTIONS = ["--set", "hub=docker.io/istio", "--set", `tag=${VERSIONS.istio}`];
const INSTALL_OPTIONS = [...RENDER_OPTIONS, "--readiness-timeout", "60s"];

/**
 * Istio's guide "primary-remote on different networks" by hand, with istioctl and kubectl in today's order: what
 * meshplan's apply is compared with. Unlike meshplan it also installs an ingress gateway.
 */
export async function followGuide(
  place: Place,
  onStep: (step: GuideStep) => void,
): Promise<readonly GuideStep[]> {
  const work = mkdtempSync(join(tmpdir(), "meshrig-guide-"));
  const guide = new Guide(place, work);
  const steps: GuideStep[] = [];
  try {
    for (const [name, step] of guide.steps()) {
      const started = Date.now();
      await step();
      steps.push({ name, seconds: (Date.now() - started) / 1000 });
      onStep({ name, seconds: (Date.now() - started) / 1000 });
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return steps;
}

class Guide {
  readonly #place: Place;
  readonly #work: string;

  constructor(place: Place, work: string) {
    this.#place = place;
    this.#work = work;
  }

  steps(): readonly (readonly [string, () => Promise<unknown>])[] {
    return [
      ["cluster1 namespace and network label", () => this.#namespace("cluster1", "network1")],
      ["cluster1 istioctl install (primary)", () => this.#install("cluster1", primaryOperator())],
      ["cluster1 east-west gateway", () => this.#gateway("cluster1", "network1")],
      ["cluster1 gateway address", () => this.#address("cluster1")],
      ["cluster1 expose istiod", () => this.#applySample("expose-istiod.yaml")],
      ["cluster1 expose services", () => this.#applySample("expose-services.yaml")],
      ["cluster2 namespace, label, annotation", () => this.#remoteNamespace()],
      ["cluster2 istioctl install (remote)", () => this.#installRemote()],
      ["cluster1 gets cluster2's remote secret", () => this.#remoteSecret()],
      ["cluster2 webhook has its CA bundle", () => this.#webhookCa()],
      ["cluster2 east-west gateway", () => this.#gateway("cluster2", "network2")],
      ["cluster2 gateway address", () => this.#address("cluster2")],
    ];
  }

  async #namespace(context: string, network: string): Promise<void> {
    await this.#kubectl(context, ["create", "namespace", "istio-system"]);
    const label = `topology.istio.io/network=${network}`;
    await this.#kubectl(context, ["label", "namespace", "istio-system", label]);
  }

  async #remoteNamespace(): Promise<void> {
    await this.#namespace("cluster2", "network2");
    const annotation = "topology.istio.io/controlPlaneClusters=cluster1";
    await this.#kubectl("cluster2", ["annotate", "namespace", "istio-system", annotation]);
  }

  async #install(context: string, operator: string): Promise<void> {
    const file = join(this.#work, `${context}.yaml`);
    writeFileSync(file, operator);
    await this.#run([
      "istioctl",
      "install",
      "-y",
      "--context",
      context,
      "-f",
      file,
      ...INSTALL_OPTIONS,
    ]);
  }

  async #installRemote(): Promise<void> {
    await this.#install("cluster2", remoteOperator(await this.#address("cluster1")));
  }

  async #gateway(context: string, network: string): Promise<void> {
    const operator = await this.#run([sample("gen-eastwest-gateway.sh"), "--network", network]);
    const install = [
      "istioctl",
      "install",
      "-y",
      "--context",
      context,
      "-f",
      "-",
      ...INSTALL_OPTIONS,
    ];
    await this.#run(install, operator);
  }

  async #address(context: string): Promise<string> {
    const path = "jsonpath={.status.loadBalancer.ingress[0].ip}";
    const get = ["-n", "istio-system", "get", "service", "istio-eastwestgateway", "-o", path];
    return until(`gateway address of ${context}`, async () => {
      return (await this.#kubectl(context, get)) || undefined;
    });
  }

  #applySample(file: string): Promise<string> {
    return this.#kubectl("cluster1", ["apply", "-n", "istio-system", "-f", sample(file)]);
  }

  async #remoteSecret(): Promise<void> {
    const create = [
      "istioctl",
      "create-remote-secret",
      "--context",
      "cluster2",
      "--name",
      "cluster2",
    ];
    const secret = await this.#run([...create, "-n", "istio-system"]);
    await this.#kubectl("cluster1", ["apply", "-f", "-"], secret);
  }

  async #webhookCa(): Promise<void> {
    const path = "jsonpath={.webhooks[0].clientConfig.caBundle}";
    const get = ["get", "mutatingwebhookconfiguration", "istio-sidecar-injector", "-o", path];
    await until("CA bundle in cluster2", async () => {
      return (await this.#kubectl("cluster2", get)) || undefined;
    });
  }

  #kubectl(context: string, args: readonly string[], input?: string): Promise<string> {
    return this.#run(["kubectl", "--context", context, ...args], input);
  }

  #run(command: readonly string[], input?: string): Promise<string> {
    const [program = "ip", ...args] = insideCommand(this.#place, command);
    const env = insideEnvironment(this.#place);
    return mustRun(program, args, { env, ...(input === undefined ? {} : { input }) });
  }
}

const sample = (file: string): string => partFile("istio", join(SAMPLES, file));

/** The IstioOperator of the guide's primary. The default profile adds an ingress gateway; meshplan does not. */
export function primaryOperator({ ingress } = { ingress: true }): string {
  return `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: install }
spec:
  components: { ingressGateways: [{ name: istio-ingressgateway, enabled: ${ingress} }] }
  values:
    global:
      meshID: mesh1
      multiCluster: { clusterName: cluster1 }
      network: network1
      externalIstiod: true
`;
}

/** The IstioOperator of the guide's remote. */
export function remoteOperator(primaryGatewayAddress: string): string {
  return `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: install }
spec:
  profile: remote
  values:
    istiodRemote: { injectionPath: /inject/cluster/cluster2/net/network2 }
    global: { remotePilotAddress: ${primaryGatewayAddress} }
`;
}
