import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clusterName } from "./addresses.ts";
import { partFile } from "./cache.ts";
import { mustRun } from "./command.ts";
import { insideCommand, insideEnvironment } from "./inside.ts";
import { textAt } from "./json.ts";
import { type Kubectl, kubectlProgram } from "./kubectl.ts";
import type { Place } from "./place.ts";
import { until } from "./until.ts";
import { VERSIONS } from "./versions.ts";

/** What one step of the guide took. */
export interface GuideStep {
  readonly name: string;
  readonly seconds: number;
}

export const RENDER_OPTIONS = ["--set", "hub=docker.io/istio", "--set", `tag=${VERSIONS.istio}`];
const INSTALL_OPTIONS = [...RENDER_OPTIONS, "--readiness-timeout", "60s"];

/** A file of Istio's samples for several clusters, of the version that the rig runs. */
export const samplePath = (file: string): string =>
  partFile("istio", join("samples/multicluster", file));

/**
 * Istio's guide "primary-remote on different networks" by hand, with istioctl and kubectl in today's order: what
 * meshplan's apply is compared with. Unlike meshplan it also installs an ingress gateway.
 */
export async function followGuide(
  place: Place,
  onStep: (step: GuideStep) => void,
  kubectl: Kubectl = kubectlProgram(place),
): Promise<readonly GuideStep[]> {
  const steps: GuideStep[] = [];
  for (const [name, step] of new Guide(place, kubectl).steps()) {
    const started = Date.now();
    await step();
    steps.push({ name, seconds: (Date.now() - started) / 1000 });
    onStep({ name, seconds: (Date.now() - started) / 1000 });
  }
  return steps;
}

class Guide {
  readonly #place: Place;
  readonly #kubectl: Kubectl;

  constructor(place: Place, kubectl: Kubectl) {
    this.#place = place;
    this.#kubectl = kubectl;
  }

  steps(): readonly (readonly [string, () => Promise<unknown>])[] {
    return [
      ["cluster1 namespace and network label", () => this.#namespace(1)],
      ["cluster1 istioctl install (primary)", () => this.#install(1, primaryOperator())],
      ["cluster1 east-west gateway", () => this.#gateway(1)],
      ["cluster1 gateway address", () => this.#address(1)],
      ["cluster1 expose istiod", () => this.#applySample("expose-istiod.yaml")],
      ["cluster1 expose services", () => this.#applySample("expose-services.yaml")],
      ["cluster2 namespace, label, annotation", () => this.#remoteNamespace()],
      ["cluster2 istioctl install (remote)", () => this.#installRemote()],
      ["cluster1 gets cluster2's remote secret", () => this.#remoteSecret()],
      ["cluster2 webhook has its CA bundle", () => this.#webhookCa()],
      ["cluster2 east-west gateway", () => this.#gateway(2)],
      ["cluster2 gateway address", () => this.#address(2)],
    ];
  }

  async #namespace(n: number): Promise<void> {
    await this.#kubectl.createNamespace(n);
    await this.#kubectl.label(n, "topology.istio.io/network", networkOf(n));
  }

  async #remoteNamespace(): Promise<void> {
    await this.#namespace(2);
    await this.#kubectl.annotate(2, "topology.istio.io/controlPlaneClusters", clusterName(1));
  }

  #install(n: number, operator: string): Promise<string> {
    const install = ["istioctl", "install", "-y", "--context", clusterName(n), "-f", "-"];
    return this.#run([...install, ...INSTALL_OPTIONS], operator);
  }

  async #installRemote(): Promise<void> {
    await this.#install(2, remoteOperator(await this.#address(1)));
  }

  async #gateway(n: number): Promise<void> {
    const generate = [samplePath("gen-eastwest-gateway.sh"), "--network", networkOf(n)];
    await this.#install(n, await this.#run(generate));
  }

  #address(n: number): Promise<string> {
    const name = "istio-eastwestgateway";
    const service = { apiVersion: "v1", kind: "Service", namespace: "istio-system", name };
    return until(`gateway address of ${clusterName(n)}`, async () => {
      const live = await this.#kubectl.get(n, service);
      return textAt(live, "status", "loadBalancer", "ingress", 0, "ip");
    });
  }

  async #applySample(file: string): Promise<void> {
    await this.#kubectl.apply(1, readFileSync(samplePath(file), "utf8"));
  }

  async #remoteSecret(): Promise<void> {
    const create = ["istioctl", "create-remote-secret", "--context", "cluster2"];
    const secret = await this.#run([...create, "--name", "cluster2", "-n", "istio-system"]);
    await this.#kubectl.apply(1, secret);
  }

  async #webhookCa(): Promise<void> {
    const injector = {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      name: "istio-sidecar-injector",
    };
    await until("CA bundle in cluster2", async () => {
      const live = await this.#kubectl.get(2, injector);
      return textAt(live, "webhooks", 0, "clientConfig", "caBundle") || undefined;
    });
  }

  #run(command: readonly string[], input = ""): Promise<string> {
    const [program = "ip", ...args] = insideCommand(this.#place, command);
    return mustRun(program, args, { env: insideEnvironment(this.#place), input });
  }
}

const networkOf = (n: number): string => `network${n}`;

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
