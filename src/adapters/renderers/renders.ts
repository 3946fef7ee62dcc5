import { availableParallelism } from "node:os";
import { type DiagnosticCode, MeshplanError } from "../../errors.ts";
import type { KubeObject } from "../../kube/object.ts";
import { LIMITS } from "../../util/limits.ts";
import type { CacheFolder } from "./cache-folder.ts";
import { Limiter } from "../kubernetes/limiter.ts";
import { ManifestParser } from "./manifest-text.ts";
import { type ProcessResult, runProcess } from "../host/process.ts";
import { rendererEnv } from "./renderer-env.ts";
import { RenderCache } from "./render-cache.ts";
import { sha256 } from "../host/sha256.ts";

/** A program that prints manifests, and how its failures are called. */
interface Renderer {
  readonly name: string;
  readonly path: string;
  /** It ended badly. */
  readonly failed: DiagnosticCode;
  /** It printed something else than objects. */
  readonly unreadable: DiagnosticCode;
  /** What to type to see it fail. */
  readonly check: string;
  /** Why it ended badly, from what it wrote to standard error; the last line unless the program has better manners. */
  readonly reason?: (stderr: string) => string;
}

/** One render: equal keys, equal objects. */
interface Render {
  /** Everything the result depends on. */
  readonly key: readonly string[];
  /** For messages: `cluster1/control-plane`. */
  readonly for: string;
  readonly renderer: Renderer;
  /** What to run; asked only where no earlier render has the key. */
  readonly command: () => Promise<{ readonly args: readonly string[]; readonly input: string }>;
}

/**
 * istioctl and Helm are Go: with a lazier garbage collector a render takes a quarter less processor time and 20 MB more memory
 * (docs/benchmarks.md, many clusters). Whoever sets it knows better.
 */
const LAZY_COLLECTOR = { GOGC: "200" };
/** Part of every key: raise it when what is stored changes. */
const FORMAT = "1";

/** Runs renderers, each render once: of this run from memory, of earlier runs from the cache. */
export class Renders {
  readonly #cache: RenderCache;
  readonly #parser = new ManifestParser();
  /** A render keeps one core busy for half a second. */
  readonly #cores = new Limiter(availableParallelism());
  /** Equal requests of one run, such as the gateways of one network, are one render. */
  readonly #running = new Map<string, Promise<readonly KubeObject[]>>();

  constructor(folder: CacheFolder) {
    this.#cache = new RenderCache(folder);
  }

  objects(render: Render): Promise<readonly KubeObject[]> {
    const key = sha256([FORMAT, ...render.key].join("\n"));
    const running = this.#running.get(key) ?? this.#keptOrRendered(key, render);
    this.#running.set(key, running);
    return running;
  }

  async #keptOrRendered(key: string, render: Render): Promise<readonly KubeObject[]> {
    const kept = await this.#cache.read(key);
    if (kept !== undefined) return kept;
    const { renderer } = render;
    const { args, input } = await render.command();
    const result = await this.#cores.run(() =>
      runProcess(renderer.path, args, {
        input,
        env: rendererEnv(process.env),
        timeoutMilliseconds: LIMITS.render.most,
        outputLimit: LIMITS.renderOutput.most,
        defaults: LAZY_COLLECTOR,
      }),
    );
    if (result.kind !== "exited" || result.code !== 0)
      throw new MeshplanError(
        renderer.failed,
        `${renderer.name} could not render ${render.for}: ${endingText(result, renderer)}`,
        {
          nextSteps: [
            ...(result.kind === "exited"
              ? [`check the \`values\` that ${render.for} gets from the mesh file`]
              : []),
            `check that it works: ${renderer.check}`,
          ],
        },
      );
    const objects = this.#parser.parse(result.stdout);
    if (objects === undefined || objects.length === 0)
      throw new MeshplanError(
        renderer.unreadable,
        `${renderer.name} printed no Kubernetes objects for ${render.for}`,
        { nextSteps: [`look at what it prints: ${renderer.check}`] },
      );
    await this.#cache.write(key, objects);
    return objects;
  }
}

function endingText(result: ProcessResult, { reason = lastLine }: Renderer): string {
  switch (result.kind) {
    case "not-started":
      return `it cannot be started (${result.reason})`;
    case "timeout":
      return `it did not end within ${LIMITS.render.most / 1000} s`;
    case "too-much-output":
      return "it printed more than 64 MiB";
    case "exited":
      return result.stderr.trim() === ""
        ? `it exited with ${String(result.code)}`
        : reason(result.stderr);
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
