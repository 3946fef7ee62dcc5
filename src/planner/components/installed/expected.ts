import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { type ObjectRef, refText } from "../../../kube/object.ts";
import { foundObjects, type Installed } from "../../installed.ts";
import type { Component } from "../component.ts";
import type { CheckContext } from "./check-context.ts";
import { missing } from "./missing.ts";

export function deploymentOrDaemonSet(namespace: string, name: string): readonly ObjectRef[] {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
  return [deployment, { ...deployment, kind: "DaemonSet" }];
}

export function daemonSet(namespace: string, name: string): ObjectRef {
  return { apiVersion: "apps/v1", kind: "DaemonSet", namespace, name };
}

export function gatewayResource(namespace: string, name: string): ObjectRef {
  return { apiVersion: "networking.istio.io/v1", kind: "Gateway", namespace, name };
}

/** What a component is expected to have, and nobody brought. */
export function checkExpected(
  context: CheckContext,
  { name, delivery }: Component,
  installed: Installed,
): readonly Diagnostic[] {
  const present = new Set(foundObjects(installed, name).map(({ object }) => refText(object)));
  return (delivery?.expects?.(context.mesh.istio.namespace) ?? [])
    .filter((choices) => !choices.some((ref) => present.has(refText(ref))))
    .map((choices) => missing(context, name, choices));
}
