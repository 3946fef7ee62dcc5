import { rechecked } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { dotOf } from "./dot.ts";
import type { Drawing } from "./drawing.ts";
import { layOut } from "./graphviz.ts";

/**
 * A picture as SVG, laid out by Graphviz: nothing in it runs or is loaded. It is readable on white and on black: what has no colour of
 * its own takes the one of the page, or that of the reader's system where it is opened alone.
 */
export async function svgOf(drawing: Drawing): Promise<Printable> {
  const svg = await layOut(dotOf(drawing));
  const start = svg.indexOf("<svg");
  const body = svg
    .slice(start)
    .replaceAll(/<!--[\s\S]*?-->\n?/g, "")
    // Graphviz writes black only where nothing else was asked for: texts, and the titles of groups.
    .replaceAll(/<text /g, '<text fill="currentColor" ');
  return rechecked(
    body
      .replace(/>/, `>\n<style>${STYLE}</style>\n`)
      .replace(/^<svg/, '<svg role="img" class="meshplan"'),
  );
}

const STYLE = ":root{color-scheme:light dark}svg.meshplan{color:CanvasText}";
