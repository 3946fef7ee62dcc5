import { printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import type { ApplyState } from "../apply-state.ts";
import type { PlanTextOptions } from "../text.ts";
import type { PlanView } from "../view.ts";
import { applyMarkdown } from "./apply-markdown.ts";
import { DEFAULT_MAX_BYTES } from "./bounds.ts";
import { planMarkdown } from "./plan-markdown.ts";

/** The first line of the comment of a mesh, by which it is found again. It is not shown. */
export function commentMarker(mesh: string): string {
  const name = mesh
    .slice(0, 200)
    .replaceAll(/[^A-Za-z0-9]/gu, (one) => `.${(one.codePointAt(0) ?? 0).toString(16)}.`);
  return `<!-- meshplan mesh.${name} -->`;
}

/** The comment of a mesh: how the apply ended, where there was one, and the plan. Equal arguments give equal text. */
export function commentBody(
  view: PlanView,
  options: PlanTextOptions,
  applied?: { readonly state: ApplyState; readonly resume: string },
): Printable {
  const marker = commentMarker(view.mesh);
  const room = (options.maxBytes ?? DEFAULT_MAX_BYTES) - marker.length - 2;
  if (applied === undefined)
    return joined(marker, [planMarkdown(view, { ...options, maxBytes: room })]);
  const result = applyMarkdown(applied.state, { ...applied, maxBytes: Math.floor(room / 4) });
  const { next: _, ...rest } = options;
  const left = room - new TextEncoder().encode(result).length - 2;
  return joined(marker, [result, planMarkdown(view, { ...rest, maxBytes: left })]);
}

function joined(marker: string, texts: readonly Printable[]): Printable {
  return printableLines([
    marker,
    ...texts.flatMap((text) => ["", ...text.trimEnd().split("\n")]),
    "",
  ]);
}
