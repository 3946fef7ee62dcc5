import type { PlanView } from "../report/view.ts";
import type { Printable } from "../util/printable-text.ts";
import type { Drawing } from "../report/pictures/drawing.ts";

interface GraphOptions {
  /** The mesh instead of the actions. */
  readonly topology: boolean;
  /** Every cluster, also where many are alike. */
  readonly full: boolean;
}

/** Writes a picture of a plan, or of the mesh that it makes. */
export type GraphWriter = (view: PlanView, options: GraphOptions) => Promise<Printable>;

/** What `--format` of graph takes. A format is a writer in report and a line here; each is loaded when it is asked for. */
export const GRAPH_FORMATS: Readonly<Record<string, GraphWriter>> = {
  text: async (view, options) =>
    options.topology
      ? (await import("../report/pictures/text.ts")).topologyText(await shownDrawing(view, options))
      : (await import("../report/graph.ts")).graphText(view),
  mermaid: async (view, options) => {
    const { mermaidOf } = await import("../report/pictures/mermaid.ts");
    return mermaidOf(await shownDrawing(view, options));
  },
  dot: async (view, options) => {
    const { dotOf } = await import("../report/pictures/dot.ts");
    return dotOf(await shownDrawing(view, options));
  },
  svg: async (view, options) => {
    const { svgOf } = await import("../report/pictures/svg.ts");
    return await svgOf(await shownDrawing(view, options));
  },
  // Programs fold for themselves.
  json: async (view, options) =>
    (await import("../report/pictures/json.ts")).drawingJson(
      view,
      await drawing(view, { ...options, full: true }),
    ),
};

async function drawing(view: PlanView, { topology, full }: GraphOptions): Promise<Drawing> {
  const { planDrawing } = await import("../report/pictures/plan-drawing.ts");
  const { topologyDrawing } = await import("../report/pictures/topology-drawing.ts");
  return (topology ? topologyDrawing : planDrawing)(view, { full });
}

async function shownDrawing(view: PlanView, options: GraphOptions): Promise<Drawing> {
  const { shown } = await import("../report/shown.ts");
  return await drawing(shown(view), options);
}

/** The writer of a format; commander has refused all others. Commands are handed it, as they are a plan's. */
export function graphWriter(format: string): GraphWriter {
  const write = GRAPH_FORMATS[format];
  if (write === undefined) throw new Error(`internal: no format ${format}`);
  return write;
}
