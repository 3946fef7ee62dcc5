import { addressesOf, type ClusterAddresses, clusterName } from "./addresses.ts";
import { type Api, apiOf } from "./api.ts";
import { auditPosition, type Write, writesSince } from "./audit.ts";
import { bringCacerts } from "./cacerts.ts";
import { type CommandResult, runCommand } from "./command.ts";
import { throughDoor } from "./door.ts";
import { askEndpoints, type Viewer } from "./endpoint-probe.ts";
import { insideCommand, insideEnvironment } from "./inside.ts";
import { istiodPage } from "./istiod-debug.ts";
import type { Json } from "../src/kube/object.ts";
import { listAt, textAt } from "./json.ts";
import { startClusters, stopClusters } from "./lifecycle.ts";
import { writeHosts } from "./namespaces.ts";
import { kubeconfigPath, type Place, placeNamed } from "./place.ts";
import { RigError } from "./rig-error.ts";
import { HELLOWORLD_CLUSTER, HELLOWORLD_SNI, helloworld, type SampleMode } from "./sample.ts";
import { istiodIsTrusted, type TlsOutcome, tlsThroughGateway } from "./tls-probe.ts";
import { until, whenTrue } from "./until.ts";
import { ADMIN_USER, RIG_USER, type User } from "./users.ts";

/** One rig in a test's hands. Everything here works from outside the rig's namespace. */
export interface Rig {
  readonly place: Place;
  readonly clusters: number;
  readonly kubeconfig: string;
  /** A client for cluster `n`: the rig's own user by default, or whom the test wants to be. */
  api(n: number, user?: User): Api;
  addresses(n: number): ClusterAddresses;
  /** Runs a program inside, with the rig's kubeconfig and PATH. */
  run(command: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Where the audit logs end now: an argument for `writesSince`. */
  markWrites(): WriteMark;
  /** What the administrator (and so meshplan, which is one) wrote since then; the rig's own writes are left out. */
  writesSince(mark: WriteMark): readonly Write[];
  /** The same without the lock that every apply takes and gives back: the Lease `meshplan` in `default`. */
  changesSince(mark: WriteMark): readonly Write[];
  down(): Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export type WriteMark = readonly { readonly cluster: string; readonly position: number }[];

/**
 * Starts a rig of its own: empty clusters, ready after about nine seconds. `hosts`: host names and their addresses, as everything
 * in it sees them. Call `down` in any case.
 */
export async function startRig(options: {
  readonly clusters: number;
  readonly hosts?: Readonly<Record<string, string>>;
}): Promise<Rig> {
  const place = placeNamed(nextNamespace());
  try {
    if (options.hosts !== undefined) writeHosts(place.namespace, options.hosts);
    await startClusters(place, options.clusters);
  } catch (cause) {
    await stopClusters(place, { wipe: false });
    throw cause;
  }
  return rigAt(place, options.clusters);
}

/** A rig that runs already. */
export function rigAt(place: Place, clusters: number): Rig {
  const numbers = Array.from({ length: clusters }, (_, index) => index + 1);
  return {
    place,
    clusters,
    kubeconfig: kubeconfigPath(place),
    api: (n, user = RIG_USER) => apiOf(place, n, throughDoor(place), user),
    addresses: addressesOf,
    run(command, { env, cwd } = {}) {
      const [program = "ip", ...args] = insideCommand(place, command);
      const where = cwd === undefined ? {} : { cwd };
      return runCommand(program, args, { env: { ...insideEnvironment(place), ...env }, ...where });
    },
    markWrites: () =>
      numbers.map((n) => ({
        cluster: clusterName(n),
        position: auditPosition(place, clusterName(n)),
      })),
    writesSince: (mark) => writesOfAdmin(place, mark),
    changesSince: (mark) =>
      writesOfAdmin(place, mark).filter(({ path }) => !path.startsWith(LOCK_PATH)),
    down: () => stopClusters(place, { wipe: true }),
  };
}

const LOCK_PATH = "/apis/coordination.k8s.io/v1/namespaces/default/leases/meshplan";

function writesOfAdmin(place: Place, mark: WriteMark): readonly Write[] {
  return mark
    .flatMap(({ cluster, position }) => writesSince(place, cluster, position))
    .filter(({ user }) => user === ADMIN_USER.name);
}

/** What an istiod that serves cluster `n` says about the clusters it reads: name to sync status. */
export async function clusterz(
  rig: Rig,
  n: number,
  istiod: string = addressesOf(n).istiod,
  namespace?: string,
): Promise<Readonly<Record<string, string>>> {
  const page = await istiodPage(istiod, "clusterz", rig.api(n), throughDoor(rig.place), namespace);
  return Object.fromEntries(
    listAt(page).map((entry) => [textAt(entry, "id") ?? "", textAt(entry, "syncStatus") ?? ""]),
  );
}

/** What istiod of cluster `n` says about gateways between networks, as istiod prints it. */
export async function networkz(rig: Rig, n: number): Promise<string> {
  return JSON.stringify(
    await istiodPage(addressesOf(n).istiod, "networkz", rig.api(n), throughDoor(rig.place)),
  );
}

/** What istiod of cluster `n` tells its ztunnels: workloads, Services and the gateways of other networks. */
export function ambientz(rig: Rig, n: number): Promise<Json> {
  return istiodPage(addressesOf(n).istiod, "ambientz", rig.api(n), throughDoor(rig.place));
}

/** Gives each primary a CA of one new root before anything of Istio is there, and answers the root certificate. */
export function shareRoot(rig: Rig, primaries: readonly number[]): Promise<string> {
  return bringCacerts(rig.place, (n) => rig.api(n), primaries);
}

/** Whether the istiod of cluster `n` shows a certificate that leads to `root`, as every proxy asks before it connects. */
export function istiodTrustedBy(rig: Rig, n: number, root: string): Promise<boolean> {
  return istiodIsTrusted(addressesOf(n).istiod, throughDoor(rig.place), root);
}

/** Installs the sample application in every cluster and waits until its pods are ready. */
export async function installHelloworld(rig: Rig, mode: SampleMode = "sidecar"): Promise<void> {
  for (let n = 1; n <= rig.clusters; n++) {
    for (const { path, body } of helloworld(n, mode)) {
      const answer = await rig.api(n)("POST", path, body);
      if (answer.status !== 201) {
        throw new RigError(`POST ${path} in ${clusterName(n)}: ${JSON.stringify(answer.body)}`);
      }
    }
  }
  for (let n = 1; n <= rig.clusters; n++) {
    const path = `/apis/apps/v1/namespaces/sample/deployments/helloworld-v${n}`;
    await until(`helloworld in ${clusterName(n)}`, async () => {
      const conditions = listAt((await rig.api(n)("GET", path)).body, "status", "conditions");
      const available = conditions.find((each) => textAt(each, "type") === "Available");
      return whenTrue(textAt(available, "status") === "True");
    });
  }
}

/** The endpoints of helloworld as a proxy of `viewer` gets them from an istiod of cluster `n`. */
export function endpointsSeenFrom(
  rig: Rig,
  n: number,
  viewer: Viewer,
  istiod: string = addressesOf(n).istiod,
): Promise<readonly string[]> {
  return askEndpoints(istiod, throughDoor(rig.place), viewer, HELLOWORLD_CLUSTER);
}

/** The address of one revision's istiod in cluster `n`: which of them comes first is not said. */
export async function istiodOfRevision(rig: Rig, n: number, revision: string): Promise<string> {
  const slices = "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices";
  const selector = encodeURIComponent(`kubernetes.io/service-name=istiod-${revision}`);
  const { body } = await rig.api(n)("GET", `${slices}?labelSelector=${selector}`);
  const address = textAt(body, "items", 0, "endpoints", 0, "addresses", 0);
  if (address === undefined) throw new RigError(`istiod-${revision} has no endpoint`);
  return address;
}

/** Talks to helloworld through the east-west gateway of cluster `n`. */
export function tlsThrough(
  rig: Rig,
  n: number,
  client: { readonly servername?: string; readonly alpn?: string } = {},
): Promise<TlsOutcome> {
  const { servername = HELLOWORLD_SNI, alpn = "istio" } = client;
  return tlsThroughGateway(addressesOf(n).gateway, throughDoor(rig.place), { servername, alpn });
}

let started = 0;

/** `meshrig-<run>-1`, `-2` …: `MESHPLAN_RIG_RUN` names the run, so that leftovers of one run can be found and removed. */
function nextNamespace(): string {
  const run = process.env["MESHPLAN_RIG_RUN"] ?? String(process.pid);
  return `meshrig-${run}-${process.pid}-${++started}`;
}
