import { Graphviz } from "@hpcc-js/wasm-graphviz";

/**
 * The layout of a picture in the language of Graphviz, as SVG; the same text gives the same picture. Runs in this process, as
 * WebAssembly, and reaches neither files nor network.
 */
export async function layOut(dot: string): Promise<string> {
  return (await Graphviz.load()).layout(dot, "svg", "dot");
}
