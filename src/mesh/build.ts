import { isAbsolute, join } from "node:path";
import type { DiagnosticCode } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../diagnostics/source.ts";
import { addressKind, apiServerUrl, isCidr } from "./address.ts";
import { writtenCluster, type WrittenCluster } from "./defaults.ts";
import { durationSeconds } from "./duration.ts";
import { validateMesh } from "./generated/validate-mesh.js";
import type { GatewaySection, MeshFile } from "./mesh-file.ts";
import type {
  Cluster,
  GatewaySettings,
  IstioSettings,
  Mesh,
  ObjectMetadata,
  Timeouts,
} from "./model.ts";
import { nameText } from "./name-text.ts";
import { clusterName, networkName } from "./names.ts";
import { keySpanAt, spanAt, type NodePath, type Parsed } from "./parsed.ts";

export const DEFAULT_HUB = "docker.io/istio";
const DEFAULT_ADDRESS_TIMEOUT = "10m";
const DEFAULT_READY_TIMEOUT = "5m";
const VERSION = /^\d{1,3}\.\d{1,4}\.\d{1,4}(-[0-9A-Za-z]+([.-][0-9A-Za-z]+)*)?$/;

export interface BuildOptions {
  /** The absolute folder of the mesh file; relative paths in the file start there. */
  readonly directory: string;
}

export interface BuildResult {
  /** Absent when `diagnostics` is not empty. */
  readonly mesh?: Mesh;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Makes the mesh out of a file whose shape is right: texts become names, seconds and addresses, defaults are filled in.
 *
 * Reports every text that cannot become what it stands for (MP03xx). Whether the clusters fit together is for the rules.
 */
export function buildMesh(parsed: Parsed, options: BuildOptions): BuildResult {
  const { value } = parsed;
  if (!validateMesh(value))
    throw new Error("internal: a mesh is built from a file whose shape is wrong");
  const builder = new Builder(parsed, options);
  const mesh = builder.mesh(value);
  return builder.diagnostics.length === 0
    ? { mesh, diagnostics: [] }
    : { diagnostics: builder.diagnostics };
}

type Place = WrittenCluster["place"];

class Builder {
  readonly diagnostics: Diagnostic[] = [];
  readonly #told = new Set<string>();
  readonly #parsed: Parsed;
  readonly #options: BuildOptions;

  constructor(parsed: Parsed, options: BuildOptions) {
    this.#parsed = parsed;
    this.#options = options;
  }

  mesh(file: MeshFile): Mesh {
    return {
      name: file.mesh,
      istio: this.#istio(file),
      trust: { root: file.trust?.root ?? "istiod" },
      metadata: this.#metadata(file),
      clusters: Object.keys(file.clusters)
        .sort()
        .map((name) => this.#cluster(name, writtenCluster(file, name))),
      timeouts: this.#timeouts(file),
      at: this.#span(["mesh"]),
    };
  }

  #istio({ istio }: MeshFile): IstioSettings {
    const path = ["istio", "version"];
    if (!VERSION.test(istio.version)) {
      this.#report(
        "MP0301",
        path,
        `istio.version ${nameText(istio.version)} is not a full version`,
        "write major, minor and patch, such as 1.31.0",
      );
    }
    return {
      version: istio.version,
      hub: istio.hub ?? DEFAULT_HUB,
      ingress: istio.ingress ?? "none",
      defaultValidator: istio.defaultValidator ?? true,
      at: this.#span(path),
    };
  }

  #metadata({ metadata }: MeshFile): ObjectMetadata {
    const { labels = {}, annotations = {} } = metadata ?? {};
    const placesOf = (field: string, keys: object): readonly (readonly [string, Span])[] =>
      Object.keys(keys).map((key) => [
        `${field}.${key}`,
        keySpanAt(this.#parsed.root, ["metadata", field, key]),
      ]);
    const places = [...placesOf("labels", labels), ...placesOf("annotations", annotations)];
    return { labels, annotations, fieldsAt: Object.fromEntries(places) };
  }

  #timeouts({ timeouts }: MeshFile): Timeouts {
    return {
      addressSeconds: this.#seconds("address", timeouts?.address ?? DEFAULT_ADDRESS_TIMEOUT),
      readySeconds: this.#seconds("ready", timeouts?.ready ?? DEFAULT_READY_TIMEOUT),
    };
  }

  #seconds(field: string, text: string): number {
    const seconds = durationSeconds(text);
    if (seconds === undefined) {
      this.#report(
        "MP0302",
        ["timeouts", field],
        `timeouts.${field} ${nameText(text)} is not a duration from 1s to 24h`,
        "write a number and its unit, such as 90s, 10m or 1h30m",
      );
    }
    return seconds ?? 0;
  }

  #cluster(name: string, written: WrittenCluster): Cluster {
    const { section, place } = written;
    const { primary, apiServer, identity } = section;
    const kubeconfig = this.#kubeconfig(place, section.kubeconfig);
    if (apiServer !== undefined) this.#checkApiServer(place, apiServer);
    const base = {
      name: clusterName(name),
      network: networkName(section.network ?? ""),
      context: section.context ?? name,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(identity === undefined ? {} : { identity }),
      ...(apiServer === undefined ? {} : { apiServer: apiServer.replace(/\/$/, "") }),
      gateway: this.#gateway(place, section.gateway ?? {}),
      at: keySpanAt(this.#parsed.root, ["clusters", name]),
      fieldsAt: this.#fieldsAt(written),
    };
    return primary === undefined
      ? { ...base, role: "primary" }
      : { ...base, role: "remote", primary: clusterName(primary) };
  }

  #kubeconfig(place: Place, kubeconfig: string | undefined): string | undefined {
    if (kubeconfig === undefined) return undefined;
    if (/^~/.test(kubeconfig)) {
      this.#report(
        "MP0307",
        place("kubeconfig"),
        `kubeconfig ${nameText(kubeconfig)} begins with ~, which only shells expand`,
        "write a path relative to this file, or remove the key to use KUBECONFIG or ~/.kube/config",
      );
    }
    return isAbsolute(kubeconfig) ? kubeconfig : join(this.#options.directory, kubeconfig);
  }

  #checkApiServer(place: Place, apiServer: string): void {
    if (apiServerUrl(apiServer) !== undefined) return;
    this.#report(
      "MP0306",
      place("apiServer"),
      `apiServer ${nameText(apiServer)} is not the https URL of an API server`,
      "write scheme, host and port only, such as https://10.2.0.2:6443",
    );
  }

  #gateway(place: Place, section: GatewaySection): GatewaySettings {
    if (section.address !== undefined) this.#checkAddress(place, section.address);
    for (const [index, range] of (section.allowFrom ?? []).entries()) {
      if (isCidr(range)) continue;
      this.#report(
        "MP0305",
        place("gateway", "allowFrom", String(index)),
        `${nameText(range)} is not an address range`,
        "write an address and a prefix length, such as 10.0.0.0/8 or 192.0.2.7/32",
      );
    }
    return {
      ...(section.address === undefined ? {} : { address: section.address }),
      allowFrom: section.allowFrom ?? [],
      annotations: section.annotations ?? {},
      at: keySpanAt(this.#parsed.root, place("gateway")),
    };
  }

  #checkAddress(place: Place, address: string): void {
    const kind = addressKind(address);
    if (kind === "ip") return;
    const at = place("gateway", "address");
    if (kind === "host") {
      this.#report(
        "MP0304",
        at,
        `gateway.address ${nameText(address)} is a host name, which this version does not build`,
        "write a reserved IP address, or remove the key to wait for the address the load balancer gets",
      );
      return;
    }
    this.#report(
      "MP0303",
      at,
      `gateway.address ${nameText(address)} is not an IP address`,
      "write one IPv4 or IPv6 address without port and prefix length, such as 34.75.71.237",
    );
  }

  #fieldsAt({ section, place }: WrittenCluster): { readonly [field: string]: Span } {
    return Object.fromEntries(
      Object.keys(section).map((field) => [field, this.#span(place(field))]),
    );
  }

  #span(path: NodePath): Span {
    return spanAt(this.#parsed.root, path);
  }

  /** A text that several clusters share, through `defaults` or an alias, is wrong once. */
  #report(code: DiagnosticCode, path: NodePath, message: string, help: string): void {
    const at = this.#span(path);
    const key = JSON.stringify([code, at.start, at.end]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.diagnostics.push({ code, message, help, at });
  }
}
