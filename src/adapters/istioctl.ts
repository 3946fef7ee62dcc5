import { availableParallelism, homedir } from "node:os";
import { MeshplanError } from "../errors.ts";
import { canonicalJson } from "../kube/canonical.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Manifests, RendererInfo, RenderRequest } from "../ports.ts";
import { cacheFolder, defaultCacheFolder } from "./cache-folder.ts";
import {
  findIstioctl,
  type IstioctlBinary,
  type IstioctlPlaces,
  sameMinor,
  sha256,
} from "./istioctl-binary.ts";
import { Limiter } from "./limiter.ts";
import { ManifestParser } from "./manifest-text.ts";
import { outlineObjects } from "./outline/outline.ts";
import { type ProcessResult, runProcess } from "./process.ts";
import { RenderCache } from "./render-cache.ts";

export interface IstioctlOptions extends IstioctlPlaces {
  readonly home?: string;
  /** Where renders are kept between runs; default: the user's cache folder. */
  readonly cacheDirectory?: string;
}

const RENDER_LIMIT = 120_000;
const OUTPUT_LIMIT = 64 * 1024 * 1024;
/** Part of every key: raise it when what is stored changes. */
const FORMAT = "1";

/** Manifests from the real istioctl, or, on embedded clusters without a fitting one, from the built-in outline. */
export function istioctlManifests(options: IstioctlOptions): Manifests {
  const folder = cacheFolder(
    options.cacheDirectory ?? defaultCacheFolder(options.env, options.home ?? homedir()),
  );
  const work: Rendering = {
    cache: new RenderCache(folder),
    parser: new ManifestParser(),
    cores: new Limiter(availableParallelism()),
    running: new Map(),
  };
  const chosen = new Map<RendererInfo, IstioctlBinary>();
  return {
    choose: async (version, { embedded }) => {
      const binary = await findIstioctl(version, options, folder).catch((error: unknown) => {
        // A path that somebody wrote down is not passed over in silence; a broken program on PATH may be, in a demo.
        if (embedded && options.path === undefined && isBroken(error)) return undefined;
        throw error;
      });
      const misfit = misfitOf(binary, version);
      if (binary !== undefined && misfit === undefined) {
        const info: RendererInfo = { kind: "istioctl", version: binary.version };
        chosen.set(info, binary);
        return info;
      }
      if (embedded) return outlineFor(version, misfit ?? "no istioctl was found");
      throw unfit(binary, version);
    },
    render: (renderer, requests) =>
      Promise.all(
        requests.map(async (request) => {
          if (renderer.kind === "outline") return { objects: outlineObjects(request) };
          const binary = chosen.get(renderer);
          if (binary === undefined)
            throw new Error("internal: a renderer that was not chosen here");
          return { objects: await rendered(binary, request, work) };
        }),
      ),
  };
}

function isBroken(error: unknown): boolean {
  return error instanceof MeshplanError && error.code === "MP9203";
}

interface Rendering {
  readonly cache: RenderCache;
  readonly parser: ManifestParser;
  /** A render keeps one core busy for half a second. */
  readonly cores: Limiter;
  /** Equal requests of one run, such as the gateways of one network, are one render. */
  readonly running: Map<string, Promise<readonly KubeObject[]>>;
}

/** Why this istioctl may not render that version; undefined: it may. */
function misfitOf(binary: IstioctlBinary | undefined, version: string): string | undefined {
  if (binary === undefined) return "no istioctl was found";
  const exact = binary.from === "flag" || version.split(".").length < 3;
  const fits = exact ? sameMinor(binary.version, version) : binary.version === version;
  return fits ? undefined : `${binary.path} is ${binary.version}`;
}

function outlineFor(version: string, why: string): RendererInfo {
  return {
    kind: "outline",
    version,
    note: why,
  };
}

function unfit(binary: IstioctlBinary | undefined, version: string): MeshplanError {
  const nextSteps = [
    `install istioctl ${version} and name it: --istioctl PATH`,
    "or try without any cluster: meshplan demo",
  ];
  return binary === undefined
    ? new MeshplanError("MP9201", `Istio ${version} needs istioctl ${version}, and there is none`, {
        nextSteps,
      })
    : new MeshplanError(
        "MP9202",
        `Istio ${version} needs istioctl ${version}, and ${binary.path} is ${binary.version}`,
        { nextSteps },
      );
}

function rendered(
  binary: IstioctlBinary,
  request: RenderRequest,
  work: Rendering,
): Promise<readonly KubeObject[]> {
  const operator = canonicalJson(request.operator);
  const key = sha256([FORMAT, binary.version, binary.fingerprint, operator].join("\n"));
  const running = work.running.get(key) ?? keptOrRendered(key, operator, binary, request, work);
  work.running.set(key, running);
  return running;
}

async function keptOrRendered(
  key: string,
  operator: string,
  binary: IstioctlBinary,
  request: RenderRequest,
  { cache, parser, cores }: Rendering,
): Promise<readonly KubeObject[]> {
  const kept = await cache.read(key);
  if (kept !== undefined) return kept;
  const result = await cores.run(() =>
    runProcess(binary.path, ["manifest", "generate", "-f", "-"], {
      input: operator,
      timeoutMilliseconds: RENDER_LIMIT,
      outputLimit: OUTPUT_LIMIT,
    }),
  );
  if (result.kind !== "exited" || result.code !== 0)
    throw new MeshplanError(
      "MP9203",
      `istioctl could not render ${request.for}: ${endingText(result)}`,
      { nextSteps: [`check that it works: ${binary.path} manifest generate`] },
    );
  const objects = parser.parse(result.stdout);
  if (objects === undefined || objects.length === 0)
    throw new MeshplanError("MP9204", `istioctl printed no Kubernetes objects for ${request.for}`, {
      nextSteps: [`look at what it prints: ${binary.path} manifest generate`],
    });
  await cache.write(key, objects);
  return objects;
}

function endingText(result: ProcessResult): string {
  switch (result.kind) {
    case "not-started":
      return `it cannot be started (${result.reason})`;
    case "timeout":
      return `it did not end within ${String(RENDER_LIMIT / 1000)} s`;
    case "too-much-output":
      return "it printed more than 64 MiB";
    case "exited":
      return result.stderr.trim().split("\n").at(-1) ?? `it exited with ${String(result.code)}`;
  }
}
