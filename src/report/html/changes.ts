import { plural } from "../layout.ts";
import { diffRows } from "../diff-rows.ts";
import { splitView } from "../split-view.ts";
import { type PlanBlock, planBlocks } from "../plan-blocks.ts";
import { hasChanges, type PlanView } from "../view.ts";
import { el, type Element } from "./element.ts";

/** Every change, those that a reviewer must see first unfolded. Clusters with equal changes are one block. */
export function changeParts(view: PlanView, full: boolean): readonly Element[] {
  const { open, rest } = splitView(view);
  const first = blocks(open, view, full);
  const others = blocks(rest, view, full);
  return [
    ...(first.length === 0
      ? []
      : [
          el(
            "section",
            "",
            el("h2", "", "Look at first"),
            el("p", "", "Destroys, changes trust, opens an address, or moves traffic."),
            ...first.map((block) => details(block, true)),
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          el(
            "section",
            "",
            el("h2", "", first.length === 0 ? "Changes" : "All other changes"),
            ...others.map((block) => details(block, others.length === 1)),
          ),
        ]),
  ];
}

function blocks(part: PlanView, view: PlanView, full: boolean): readonly PlanBlock[] {
  return planBlocks(part, {
    file: view.file,
    readOnly: view.read_only === true,
    isAnythingDone: hasChanges(view),
    namespace: view.namespace,
    full,
  });
}

function details({ clusters, counts, rows }: PlanBlock, open: boolean): Element {
  const [only = ""] = clusters;
  const title =
    clusters.length === 1
      ? `${only}: ${counts}`
      : `${plural(clusters.length, "cluster")}: ${counts} each`;
  const names =
    clusters.length === 1 ? [] : [el("p", "names", `{cluster} is ${clusters.join(", ")}.`)];
  const lines = diffRows(rows).map((line) => el("span", lineClass(line), `${line}\n`));
  return {
    name: "details",
    attributes: open ? { open: "" } : {},
    content: [el("summary", "", title), ...names, el("pre", "diff", ...lines)],
  };
}

/** By the sign in the first column, as GitHub colours a block of `diff`. */
function lineClass(line: string): string {
  const classes: Readonly<Record<string, string>> = {
    "+": "add",
    "-": "destroy",
    "!": "change",
    "#": "remark",
  };
  return classes[line.slice(0, 1)] ?? "";
}
