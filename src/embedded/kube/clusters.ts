import { randomBytes } from "node:crypto";
import {
  type Authority,
  createAuthority,
  issueServerCertificate,
  restoreAuthority,
  saveAuthority,
  type ServerNames,
} from "../../certs/x509.ts";
import type { ControllerContext } from "./controllers/controller.ts";
import { type SandboxClock, stoppable, systemClock } from "./clock.ts";
import { type EmbeddedCluster, makeCluster } from "./cluster.ts";
import { runAutoscalers } from "./controllers/autoscalers.ts";
import { runDaemonSets } from "./controllers/daemon-sets.ts";
import { runDefinitions, serveEstablished } from "./controllers/definitions.ts";
import { runDeployments } from "./controllers/deployments.ts";
import { runGarbage } from "./controllers/garbage.ts";
import { runNamespaces } from "./controllers/namespaces.ts";
import { runPods } from "./controllers/pods.ts";
import { runServiceAccountTokens } from "./controllers/service-account-tokens.ts";
import { AddressPool, runServices } from "./controllers/services.ts";
import { Faults } from "./faults.ts";
import { type Answered, ApiServer, type Incoming, type RequestRecord } from "./http-server.ts";
import { kubeconfigText } from "./sandbox-kubeconfig.ts";
import type { SavedCluster, SandboxState } from "./sandbox-state.ts";
import { seedCluster } from "./seed-objects.ts";
import { type Caller, TokenBook } from "./tokens.ts";

export interface SandboxOptions {
  readonly clusters: readonly { readonly name: string; readonly context: string }[];
  /** Delays every request by this time. */
  readonly latencyMs?: number;
  /** How long controllers take, in milliseconds; load balancers and pods take twice as long. Default 40. */
  readonly controllerDelayMs?: number;
  /** The result of an earlier `exportState`. Clusters that are not in it start fresh. */
  readonly state?: SandboxState;
  readonly clock?: SandboxClock;
}

/**
 * The programs that run in the clusters beside Kubernetes itself, like those an operator installs. Called once, when every
 * cluster serves; they work with the clusters' objects as a controller does.
 */
export type Guests = (clusters: readonly ControllerContext[]) => { close(): void };

/** One embedded cluster as its user sees it. */
export interface SandboxCluster {
  readonly name: string;
  readonly context: string;
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** The bearer token of the administrator in the kubeconfig. */
  readonly token: string;
  readonly faults: Faults;
  /** Every answered request, oldest first; tests may empty it. */
  readonly requests: RequestRecord[];
  /** What HTTPS leads to, for tests that are not about HTTPS. */
  readonly answer: (incoming: Incoming) => Promise<Answered>;
  /** PEM: what it shows to whoever connects. */
  readonly shown: string;
  /** The objects themselves, for tests that play a controller. */
  readonly embedded: EmbeddedCluster;
}

export interface Sandbox {
  readonly clusters: readonly SandboxCluster[];
  /** Contexts have the names asked for; the first is the current one. Holds tokens. */
  readonly kubeconfig: string;
  cluster(name: string): SandboxCluster;
  /** The whole state as JSON: objects, tokens, the authority's key. Keep it private. */
  exportState(): SandboxState;
  /** Ends all connections and controllers. */
  close(): Promise<void>;
}

interface Running {
  readonly cluster: SandboxCluster;
  readonly api: ApiServer;
  readonly context: ControllerContext;
  readonly stop: () => void;
  readonly save: () => SavedCluster;
}

/** Starts small Kubernetes API servers in this process, one per cluster, each over HTTPS on 127.0.0.1. */
export async function startClusters(options: SandboxOptions, guests?: Guests): Promise<Sandbox> {
  const pool = new AddressPool();
  const running: Running[] = [];
  for (const [index, place] of options.clusters.entries())
    running.push(await startCluster(place, index, options));
  const contexts = running.map(({ context }) => context);
  const guest = guests?.(contexts);
  for (const context of contexts) runControllers(context, pool);
  const clusters = running.map(({ cluster }) => cluster);
  return {
    clusters,
    kubeconfig: kubeconfigText(clusters),
    cluster: (name) => {
      const found = clusters.find((one) => one.name === name);
      if (found === undefined) throw new Error(`internal: the sandbox has no cluster ${name}`);
      return found;
    },
    exportState: () => ({ version: 1, clusters: running.map(({ save }) => save()) }),
    close: async () => {
      guest?.close();
      for (const { stop } of running) stop();
      await Promise.all(running.map(({ api }) => api.close()));
    },
  };
}

async function startCluster(
  place: { readonly name: string; readonly context: string },
  index: number,
  options: SandboxOptions,
): Promise<Running> {
  const saved = options.state?.clusters.find((one) => one.name === place.name);
  const authority: Authority =
    saved === undefined
      ? createAuthority(`meshplan sandbox ${place.name}`)
      : restoreAuthority(saved.authority);
  const clock = stoppable(options.clock ?? systemClock);
  const token = saved?.token ?? `sandbox-${randomBytes(24).toString("base64url")}`;
  const embedded = makeCluster({
    name: place.name,
    clock,
    tokens: new TokenBook(),
    certificateAuthority: authority.certificatePem,
    serviceNetwork: `10.${String(96 + index)}`,
  });
  embedded.tokens.accept({ token, caller: ADMINISTRATOR });
  if (saved === undefined) seedCluster(embedded);
  else embedded.store.import(saved.store);
  serveEstablished(embedded);
  const faults = new Faults();
  const latencyMs = options.latencyMs ?? 0;
  const certificate = issueServerCertificate(authority, SERVER_NAMES);
  const api = new ApiServer({ cluster: embedded, ...certificate, faults, latencyMs });
  const port = await api.listen(saved?.port ?? 0);
  const context = { cluster: embedded, delay: options.controllerDelayMs ?? 40 };
  const server = `https://127.0.0.1:${String(port)}`;
  const certificateAuthority = authority.certificatePem;
  const { requests } = api;
  return {
    cluster: {
      ...place,
      server,
      certificateAuthority,
      token,
      faults,
      requests,
      answer: (incoming) => api.answer(incoming),
      shown: certificate.certificatePem,
      embedded,
    },
    api,
    context,
    stop: () => {
      clock.stop();
    },
    save: () => {
      const store = embedded.store.export();
      return { name: place.name, port, token, authority: saveAuthority(authority), store };
    },
  };
}

const ADMINISTRATOR: Caller = {
  user: "sandbox-admin",
  groups: ["system:masters", "system:authenticated"],
};

const SERVER_NAMES: ServerNames = {
  dnsNames: ["localhost", "kubernetes.default.svc"],
  ipAddresses: ["127.0.0.1", "::1"],
};

function runControllers(context: ControllerContext, pool: AddressPool): void {
  const { cluster, delay } = context;
  runNamespaces(context);
  runDefinitions(context);
  runGarbage(context);
  runServiceAccountTokens(context);
  runServices({ cluster, delay: delay * 2 }, pool);
  runDeployments(context);
  runDaemonSets(context);
  runPods({ cluster, delay: delay * 2 });
  runAutoscalers(context);
}
