import {
  type ShownChain,
  type Trusted,
  type Unverified,
  whyUnverified,
} from "../../certs/server-chain.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ApiServerAccess } from "../../kube/remote-kubeconfig.ts";
import type { Cluster, ClusterName } from "../../mesh/model.ts";
import { fieldSpan } from "../../mesh/rules/field-span.ts";
import { accessOf, readersOf, shownOn, tlsNameOf } from "../access.ts";
import type { ReachableFacts } from "../facts.ts";
import type { Check, CheckInput } from "./check.ts";

/**
 * MP0600: address, TLS name and CA of a remote secret come from different places, and istiod uses them together. What they make
 * is tried against what the server showed, before anything is written.
 */
export const waysAreVerified: Check<"facts"> = {
  over: "facts",
  codes: ["MP0600"],
  check: checkWays,
};

function checkWays({ mesh, topology, facts: all, files, now }: CheckInput): readonly Diagnostic[] {
  const found = mesh.clusters.flatMap((cluster) => {
    const facts = all.get(cluster.name);
    if (facts === undefined) return [];
    return readersOf(cluster, topology).flatMap((reader) => {
      const why = whyRefused(accessOf(cluster, reader, facts, files.texts), facts, now);
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
    case "unfit":
      return `its certificate, or one above it, ${why.why}, which istiod refuses`;
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
  if (kind === "unfit")
    return "have the certificates of that server made anew without it, then plan again";
  if (kind === "name") return `write the name that its certificate is for as ${key}.tlsServerName`;
  return `write the PEM file of the CA that signs it as ${key}.caFile`;
}
