import { wholeChain, type WholeChain } from "../../certs/signing-chain.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ClusterName, Mesh, Cluster } from "../../mesh/model.ts";
import type { LiveCacerts, ReachableFacts } from "../facts.ts";
import { plannedRoots, sameRoots, type TrustFiles, writesCacerts } from "../trust.ts";
import type { Check, CheckInput } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/** What is planned for one primary's CA, and what it has. */
interface Signer {
  readonly mesh: Mesh;
  readonly cluster: Cluster;
  readonly live: LiveCacerts;
  readonly facts: ReachableFacts;
  readonly trust: Written;
  /** sha256 of the roots that are planned; empty: a new one. */
  readonly roots: readonly string[];
}
type Written = Extract<TrustFiles, { readonly root: "generated" | "files" }>;

/**
 * What stands against writing every primary's CA, before anything is written: certificates that istiod would refuse, a
 * live root that would change, an istiod that signs with its own. Warnings for what ends soon.
 */
export const trustIsUsable: Check<"facts"> = {
  over: "facts",
  codes: ["MP0540", "MP0541", "MP0542", "MP0543", "MP0544", "MP0545", "MP0546", "MP0613"],
  check: checkTrust,
};

function checkTrust({ mesh, trust, facts, now }: CheckInput): readonly Diagnostic[] {
  if (trust.root !== "generated" && trust.root !== "files") return [];
  const roots = plannedRoots(trust, facts);
  const signers = writesCacerts(mesh).flatMap((cluster): readonly Signer[] => {
    const known = facts.get(cluster.name);
    return known?.cacerts === undefined
      ? []
      : [{ mesh, cluster, live: known.cacerts, facts: known, trust, roots }];
  });
  return [
    ...(trust.root === "files" ? checkFolders(trust) : []),
    ...signers.flatMap(unusable),
    ...signers.flatMap((signer) => ownRoot(signer, facts)),
    ...(trust.root === "generated" ? absentKey(trust, signers) : []),
    ...endings(trust, signers, now),
  ];
}

function checkFolders(trust: Extract<Written, { root: "files" }>): readonly Diagnostic[] {
  const all = [...trust.bundles];
  const broken = all.flatMap(([cluster, { folder, chain }]): readonly Diagnostic[] =>
    chain.problem === undefined
      ? []
      : [
          {
            code: "MP0545",
            message: `${folder.written}: ${chain.problem}`,
            help: "put certificates as Istio's tools/certs makes them there, or correct trust.folder",
            cluster,
          },
        ],
  );
  const [first, ...others] = all.flatMap(([cluster, { folder, chain }]) =>
    chain.problem === undefined ? [{ cluster, folder, roots: chain.roots }] : [],
  );
  const different = others.flatMap(({ cluster, folder, roots }): readonly Diagnostic[] =>
    first === undefined || sameRoots(roots, first.roots)
      ? []
      : [
          {
            code: "MP0546",
            message: `root-cert.pem of ${folder.written} is not that of ${first.folder.written}`,
            help: "make the intermediates of all primaries from one root, then plan again",
            cluster,
          },
        ],
  );
  return [...broken, ...different];
}

/** A live Secret that is broken, or that leads to another root: replacing it would break what runs. */
function unusable(signer: Signer): readonly Diagnostic[] {
  const { cluster, live, trust, roots, mesh } = signer;
  if (live.found === undefined) return [];
  const place = { cluster: cluster.name, object: cacertsRef(mesh) };
  if (live.found.isTls === true)
    return [
      {
        code: "MP0613",
        message:
          "it has a tls.crt, which istiod reads before ca-cert.pem, so what meshplan would write means nothing",
        help: "leave it to who writes it with `trust: { root: existing }`, or move that Secret to another name, then plan again",
        ...place,
      },
    ];
  const chain = wholeChain(live.found.chain);
  if (chain === undefined)
    return [
      {
        code: "MP0542",
        message: `istiod could not work with it: ${live.found.chain.problem ?? ""}`,
        help: `repair it, or delete it and apply at once: ${deletion(signer)}`,
        ...place,
      },
    ];
  if (sameRoots(chain.roots, roots)) return [];
  const source = trust.root === "generated" ? trust.key.written : trust.folder.written;
  const isHeld = trust.root === "files" || trust.held !== undefined;
  return [
    {
      code: "MP0541",
      message: isHeld
        ? `istiod signs with another root (sha256 ${shortened(chain.roots)}) than that of ${source} (${shortened(roots)})`
        : `istiod signs with a root (sha256 ${shortened(chain.roots)}) that did not come from ${source}`,
      help: "keep that root with `trust: { root: existing }`; meshplan does not replace the root of a running mesh (docs/trust.md)",
      ...place,
    },
  ];
}

function ownRoot(
  { cluster, live, facts, mesh }: Signer,
  all: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  if (live.found !== undefined || facts.istiod === undefined) return [];
  const home = configurationOf(mesh, cluster);
  if (all.get(home)?.ownRoot !== true) return [];
  const kept = home === cluster.name ? "" : ` and keeps in ${home}`;
  return [
    {
      code: "MP0543",
      message: `istiod runs in ${mesh.istio.namespace} with a root it made itself${kept}, which every workload trusts`,
      help: "stay with `trust: { root: istiod }`, or see docs/trust.md for the way over and what fails meanwhile",
      cluster: cluster.name,
    },
  ];
}

/** The cluster in whose API server an istiod keeps what it makes: the one it serves. */
function configurationOf({ clusters }: Mesh, { name, role }: Cluster): ClusterName {
  if (role !== "host") return name;
  const served = clusters.find((one) => one.role === "primary" && one.host === name);
  return served?.name ?? name;
}

/** The plan is whole without the key: the root is known from other primaries. apply is not. */
function absentKey(
  trust: Extract<Written, { root: "generated" }>,
  signers: readonly Signer[],
): readonly Diagnostic[] {
  const [first] = signers;
  if (trust.held !== undefined || first === undefined || first.roots.length === 0) return [];
  const unsigned = signers.filter(({ live }) => live.found === undefined);
  if (unsigned.length === 0) return [];
  const names = unsigned.map(({ cluster }) => cluster.name).join(", ");
  return [
    {
      code: "MP0540",
      message: `${trust.key.written} is not here, and apply needs it to sign for ${names}`,
      help: `bring it to ${trust.key.written} before apply: the mesh has a root, and no other can be made`,
    },
  ];
}

const SOON = 30 * 86_400_000;

/** The certificates that end within 30 days, of those that will be in place after an apply. */
function endings(trust: Written, signers: readonly Signer[], now: Date): readonly Diagnostic[] {
  return signers.flatMap((signer): readonly Diagnostic[] => {
    const chain = trust.root === "files" ? filed(trust, signer) : signer.live.found?.chain;
    const held = trust.root === "generated" ? trust.held?.expires : undefined;
    const expires = (chain && wholeChain(chain)?.expires) ?? held;
    if (expires === undefined || Date.parse(expires.at) - now.getTime() > SOON) return [];
    const ended = Date.parse(expires.at) <= now.getTime();
    return [
      {
        code: "MP0544",
        message: `the certificate of ${expires.name} ${ended ? "expired" : "expires"} on ${expires.at.slice(0, 10)}`,
        help: renewal(signer, expires),
        cluster: signer.cluster.name,
      },
    ];
  });
}

/** An expired chain in a folder is an error of its own. */
function filed(trust: Extract<Written, { root: "files" }>, { cluster }: Signer) {
  const chain = trust.bundles.get(cluster.name)?.chain;
  return chain?.problem === undefined ? chain : undefined;
}

function renewal(signer: Signer, expires: WholeChain["expires"]): string {
  const { trust, cluster } = signer;
  if (expires.isRoot) return "docs/trust.md says how a root is replaced by hand; begin now";
  if (trust.root === "files") {
    const folder = trust.bundles.get(cluster.name)?.folder.written ?? trust.folder.written;
    return `put a new intermediate of the same root into ${folder}, then plan again`;
  }
  return `have apply sign a new one: ${deletion(signer)}, then apply at once (docs/trust.md)`;
}

function deletion({ cluster, mesh }: Signer): string {
  return commandLine`kubectl ${kubectlFlags(cluster)} -n ${mesh.istio.namespace} delete secret cacerts`;
}

function cacertsRef(mesh: Mesh) {
  return { apiVersion: "v1", kind: "Secret", namespace: mesh.istio.namespace, name: "cacerts" };
}

/** Enough of a fingerprint to compare by eye. */
function shortened(roots: readonly string[]): string {
  return roots.map((root) => `${root.slice(0, 11)}…`).join(", ");
}
