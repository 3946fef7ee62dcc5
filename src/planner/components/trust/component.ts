import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { desiredObject, type DesiredObject } from "../../desired-object.ts";
import { type CacertsKey, cacertsOf } from "../../../certs/cacerts.ts";
import type { Json, KubeObject } from "../../../kube/object.ts";
import { isSigner } from "../../../mesh/signers.ts";
import { actionId } from "../../action.ts";
import { hole } from "../../outputs.ts";
import type { BuildContext } from "../build-context.ts";
import { marked } from "../../marks.ts";
import { type Certificates, keptCacerts, keptKey } from "../../trust.ts";
import { actionBase, needs } from "../parts.ts";

const CACERTS = "cacerts";

/**
 * The CA that an istiod signs with (of a primary, or the local injector of a remote), as the Secret `cacerts`: an intermediate of the mesh's one root.
 *
 * istiod mounts it when it starts and makes a root of its own where it is missing, so it comes before the control plane.
 * Private keys are holes: one is signed for in memory, or read from its file, when apply writes the Secret. An intermediate
 * that is live and leads to the planned root stays: signing is random, and a new one would be a change without a reason.
 */
export const trust: Component = {
  name: "trust",
  purpose:
    "Gives istiod the CA it signs with, before it starts: an intermediate of the one root of the mesh, in the Secret cacerts.",
  on: ({ cluster }) => isSigner(cluster),
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster, trust: files } = context;
  if (files.root !== "generated" && files.root !== "files") return [];
  const base = {
    ...actionBase(context, "trust"),
    kind: "trust",
    needs: needs([actionId(cluster.name, "namespace"), "its namespace"]),
  } as const;
  if (files.root === "generated") {
    return [{ ...base, root: "generated", key: files.key, objects: [signedSecret(context)] }];
  }
  const bundle = files.bundles.get(cluster.name);
  if (bundle?.certificates === undefined)
    throw new Error(`internal: no certificates for ${cluster.name} after they were checked`);
  const { written, path } = bundle.folder;
  const key = { written: `${written}/ca-key.pem`, path: `${path}/ca-key.pem` };
  return [{ ...base, root: "files", key, objects: [filedSecret(context, bundle.certificates)] }];
}

function signedSecret(context: BuildContext): DesiredObject {
  const body = secret(
    context,
    cacertsOf<Json>((key) => hole(actionId(context.cluster.name, "trust"), key)),
  );
  const kept = keptCacerts(context.facts.cacerts, context.roots)?.reveal();
  return desiredObject(body, ({ output }) => kept?.[output as CacertsKey]);
}

/**
 * Certificates are no secrets: the plan holds those that were checked, and only the key is left to apply.
 *
 * The live spelling of the same root stays: istiod compares its bytes, and would ignore the whole update for another line
 * break. Source: istio pilot/pkg/bootstrap/istio_ca.go, handleEvent.
 */
function filedSecret(context: BuildContext, certificates: Certificates): DesiredObject {
  const live = keptCacerts(context.facts.cacerts, context.roots)?.reveal();
  const body = secret(context, {
    ...certificates,
    "root-cert.pem": live?.["root-cert.pem"] ?? certificates["root-cert.pem"],
    "ca-key.pem": hole(actionId(context.cluster.name, "trust"), "ca-key.pem"),
  });
  const kept = keptKey(context.facts.cacerts, certificates["ca-cert.pem"]);
  return desiredObject(body, () => kept);
}

function secret(context: BuildContext, data: { readonly [K in CacertsKey]: Json }): KubeObject {
  const { namespace } = context.mesh.istio;
  return marked(
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "Opaque",
      metadata: { name: CACERTS, namespace },
      data,
    },
    context.mesh,
  );
}
