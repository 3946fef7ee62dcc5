import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { buildCluster } from "./build-cluster.ts";
import {
  BuildContext,
  type BuildOptions,
  type NamedPath,
  type TextFault,
} from "./build-context.ts";
import { buildIstio } from "./build-istio.ts";
import { buildTrust } from "./build-trust.ts";
import { hostsOf, writtenCluster } from "./defaults.ts";
import { durationSeconds } from "./duration.ts";
import { validateMesh } from "./generated/validate-mesh.js";
import type { MeshFile } from "./mesh-file.ts";
import type { FieldSpans, Mesh, NetworkSettings, ObjectMetadata, Timeouts } from "./model.ts";
import { nameText } from "./name-text.ts";
import { clusterName, networkName } from "./names.ts";
import type { Parsed } from "./parsed.ts";

export type { BuildOptions, NamedPath };

const DEFAULT_TRUST_DOMAIN = "cluster.local";
const DEFAULT_ADDRESS_TIMEOUT = "10m";
const DEFAULT_READY_TIMEOUT = "5m";

export interface BuildResult {
  /** Absent when `diagnostics` is not empty. */
  readonly mesh?: Mesh;
  /** Present with `mesh`: every path that the file names. */
  readonly paths?: readonly NamedPath[];
  readonly diagnostics: readonly Diagnostic[];
  /** Where `diagnostics` stand in the file. */
  readonly faults: readonly TextFault[];
}

/**
 * Makes the mesh out of a file whose shape is right: texts become names, seconds and addresses, defaults are filled in.
 *
 * Reports every text that cannot be read as the value its field needs (MP03xx). The rules check whether the clusters fit
 * together.
 */
export function buildMesh(parsed: Parsed, options: BuildOptions): BuildResult {
  const { value } = parsed;
  if (!validateMesh(value))
    throw new Error("internal: a mesh is built from a file whose shape is wrong");
  const context = new BuildContext(parsed, options);
  const mesh = meshOf(value, context);
  const { diagnostics, faults, paths } = context;
  return diagnostics.length === 0 ? { mesh, paths, diagnostics, faults } : { diagnostics, faults };
}

function meshOf(file: MeshFile, context: BuildContext): Mesh {
  const names = inFileOrder(Object.keys(file.clusters), context);
  const hosts = hostsOf(file);
  const written = names.map((name) => [name, writtenCluster(file, name, hosts.has(name))] as const);
  return {
    name: file.mesh,
    mode: file.mode ?? "sidecar",
    trustDomain: file.trustDomain ?? DEFAULT_TRUST_DOMAIN,
    istio: buildIstio(file, context),
    trust: buildTrust(file, context),
    metadata: metadataOf(file, context),
    networks: networksOf(file, context),
    clusters: written.map(([name, one]) => buildCluster(name, one, hosts.has(name), context)),
    timeouts: timeoutsOf(file, context),
    at: context.span(["mesh"]),
    fieldsAt: {
      ...context.spansOf(file, (field = "") => [field]),
      ...timeoutSpans(file, context),
    },
  };
}

/** The names in the order of the text; a JavaScript object would put names that are numbers first. */
function inFileOrder(names: readonly string[], context: BuildContext): readonly string[] {
  const start = (name: string): number => context.keySpan(["clusters", name]).start;
  return [...names].sort((a, b) => start(a) - start(b));
}

function timeoutSpans({ timeouts = {} }: MeshFile, context: BuildContext): FieldSpans {
  const spans = context.spansOf(timeouts, (field = "") => ["timeouts", field]);
  return Object.fromEntries(Object.entries(spans).map(([key, at]) => [`timeouts.${key}`, at]));
}

function metadataOf({ metadata }: MeshFile, context: BuildContext): ObjectMetadata {
  const { labels = {}, annotations = {} } = metadata ?? {};
  const placesOf = (field: string, keys: object): FieldSpans =>
    Object.fromEntries(
      Object.keys(keys).map((key) => [
        `${field}.${key}`,
        context.keySpan(["metadata", field, key]),
      ]),
    );
  const fieldsAt = { ...placesOf("labels", labels), ...placesOf("annotations", annotations) };
  return { labels, annotations, fieldsAt };
}

function networksOf({ networks = {} }: MeshFile, context: BuildContext): Mesh["networks"] {
  return new Map(
    Object.keys(networks)
      .sort()
      .map((name) => {
        const { gatewayCluster } = networks[name] ?? {};
        const settings: NetworkSettings = {
          ...(gatewayCluster === undefined ? {} : { gatewayCluster: clusterName(gatewayCluster) }),
          at: context.keySpan(["networks", name]),
          fieldsAt: context.spansOf(networks[name] ?? {}, (...field) => [
            "networks",
            name,
            ...field,
          ]),
        };
        return [networkName(name), settings];
      }),
  );
}

function timeoutsOf({ timeouts }: MeshFile, context: BuildContext): Timeouts {
  return {
    addressSeconds: seconds("address", timeouts?.address ?? DEFAULT_ADDRESS_TIMEOUT, context),
    readySeconds: seconds("ready", timeouts?.ready ?? DEFAULT_READY_TIMEOUT, context),
  };
}

function seconds(field: string, text: string, context: BuildContext): number {
  const found = durationSeconds(text);
  if (found === undefined) {
    context.report(
      "MP0302",
      ["timeouts", field],
      `timeouts.${field} ${nameText(text)} is not a duration from 1s to 24h`,
      "write a number and its unit, such as 90s, 10m or 1h30m",
    );
  }
  return found ?? 0;
}
