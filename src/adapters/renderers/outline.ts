import type { RendererInfo } from "../../ports.ts";

/** The outline as a renderer; `note` says why it stands in. */
export function outlineFor(version: string, note: string): RendererInfo {
  return { kind: "outline", version, note };
}
