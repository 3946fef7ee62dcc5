import {
  type ShownChain,
  type Trusted,
  type Unverified,
  whyUnverified,
} from "../certs/server-chain.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ApiServerAccess } from "../kube/remote-kubeconfig.ts";
import type { Cluster, ClusterName, Mesh } from "../mesh/model.ts";
import { fieldSpan } from "../mesh/rules/field-span.ts";
import type { Topology } from "../mesh/topology.ts";
import { accessOf, readersOf, shownOn, tlsNameOf } from "./access.ts";
import type { ReachableFacts } from "./facts.ts";
import type { Plan } from "./plan.ts";

interface Ways {
  readonly topology: Topology;
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  /** Texts of the files that the mesh file names, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  readonly now: Date;
}

/**
 * MP0600: address, TLS name and CA of a remote secret come from different places, and istiod uses them together. What they make
 * is tried against what the server showed, before anything is written.
 */
export function checkWays(mesh: Mesh, ways: Ways): readonly Diagnostic[] {
  const found = mesh.clusters.flatMap((cluster) => {
    const facts = ways.facts.get(cluster.name);
    if (facts === undefined) return [];
    return readersOf(cluster, ways.topology).flatMap((reader) => {
      const why = whyRefused(accessOf(cluster, reader, facts, ways.files), facts, ways.now);
      return why === undefined ? [] : [{ cluster, facts, reader, ...why }];
    });
  });
  const byWay = new Map<string, (typeof found)[number][]>();
  for (const one of found) {
    const key = JSON.stringify([one.cluster.name, one.access.server]);
    byWay.set(key, [...(byWay.get(key) ?? []), one]);
  }
  return [...byWay.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          problemOf(
            first,
            [first, ...others].map(({ reader }) => reader),
          ),
        ],
  );
}

interface Refused {
  readonly access: ApiServerAccess;
  readonly why: Unverified;
}

function whyRefused(
  access: ApiServerAccess,
  facts: ReachableFacts,
  now: Date,
): Refused | undefined {
  const shown = access.proxyUrl === undefined ? chainOf(access, facts) : undefined;
  const trusted = trustOf(access, facts);
  if (shown === undefined || trusted === undefined) return undefined;
  const why = whyUnverified(shown, { trusted, name: tlsNameOf(access), now });
  return why === undefined ? undefined : { access, why };
}

function chainOf(access: ApiServerAccess, facts: ReachableFacts): ShownChain | undefined {
  const shown = shownOn(access, facts);
  return shown === undefined || "untried" in shown ? undefined : shown;
}

/** Undefined where the cluster's own CA is what will be used and it may not be read. */
function trustOf({ ca, publicCa }: ApiServerAccess, facts: ReachableFacts): Trusted | undefined {
  if (publicCa === true) return "public";
  if (ca !== undefined) return { pem: Buffer.from(ca, "base64").toString("utf8") };
  return facts.rootCa === undefined ? undefined : { pem: facts.rootCa };
}

function problemOf(
  {
    cluster,
    facts,
    access,
    why,
  }: Refused & {
    readonly cluster: Cluster;
    readonly facts: ReachableFacts;
  },
  readers: readonly ClusterName[],
): Diagnostic {
  const key = `clusters.${cluster.name}.apiServer`;
  const what = `the istiod of ${readers.join(", ")} could not verify the API server of ${cluster.name} at ${access.server}`;
  return {
    code: "MP0600",
    message: `${what}: ${reasonOf(why, access)}${skipped(facts, access)}`,
    help: helpFor(why, key),
    cluster: cluster.name,
    at: fieldSpan(cluster, "apiServer"),
  };
}

function reasonOf(why: Unverified, access: ApiServerAccess): string {
  switch (why.kind) {
    case "time":
      return `its certificate ${why.why}`;
    case "name": {
      const names = why.names.length === 0 ? "no name at all" : why.names.join(", ");
      return `its certificate is for ${names}, not for ${tlsNameOf(access)}`;
    }
    case "signature":
      return `its certificate, or one above it, is signed with ${why.algorithm}, which istiod refuses`;
    case "authority":
      return `its certificate is signed by ${why.issuer}, which ${trustText(access)} does not lead to`;
  }
}

function trustText({ ca, publicCa }: ApiServerAccess): string {
  if (publicCa === true) return "no public CA";
  return ca === undefined ? "the CA of the cluster itself" : "the CA of apiServer.caFile";
}

/** meshplan gets through where nothing is checked, which proves nothing. */
function skipped({ unverified }: ReachableFacts, { ca }: ApiServerAccess): string {
  return unverified === true && ca === undefined
    ? "; the kubeconfig says insecure-skip-tls-verify, and no credential is handed out with that"
    : "";
}

function helpFor({ kind }: Unverified, key: string): string {
  if (kind === "time") return "renew the certificate of that server, then plan again";
  if (kind === "signature")
    return "have the certificates of that server signed anew with SHA-256 or better, then plan again";
  if (kind === "name") return `write the name that its certificate is for as ${key}.tlsServerName`;
  return `write the PEM file of the CA that signs it as ${key}.caFile`;
}

/**
 * MP0601, a warning: a way that will be written and that could not be looked at from here. It is told and is in no plan: which
 * addresses a machine reaches is its own affair, and equal plans have equal digests everywhere.
 */
export function untriedWays(
  mesh: Mesh,
  plan: Plan,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  return plan.actions.flatMap((action): readonly Diagnostic[] => {
    if (action.kind !== "remote-secret") return [];
    const isWritten = action.changes.some(({ verb }) => verb !== "none");
    const known = facts.get(action.of);
    const shown = known === undefined ? undefined : shownOn(action.access, known);
    const cluster = mesh.clusters.find(({ name }) => name === action.of);
    if (!isWritten || cluster === undefined || shown === undefined || !("untried" in shown))
      return [];
    const { server } = action.access;
    return [
      {
        code: "MP0601",
        message: `${server} of ${action.of} was not tried: it cannot be reached from here (${shown.untried})`,
        help: `if the istiod of ${action.cluster} cannot reach or verify it either, apply waits in vain after it has written; compare from a pod there`,
        cluster: action.of,
      },
    ];
  });
}
