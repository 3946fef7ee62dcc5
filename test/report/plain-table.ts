import { type JsonMap, type KubeObject, type ObjectRef, refText } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { componentNamed } from "../../src/planner/components/named.ts";
import { mapOf } from "../../src/report/json-parts.ts";
import { maskBody, withKnownWords } from "../../src/report/masked-body.ts";
import { objectText } from "../../src/report/risks/left-out.ts";
import { contextRow, contextRows } from "../../src/report/risks/plain/context.ts";
import { comparable, rowsOf, rowText } from "../../src/report/risks/plain/rows.ts";
import { isLong, lineMark, type TextLeaf, textsIn } from "../../src/report/risks/rendered-texts.ts";
import { holed } from "./plain-meshes.ts";

/** The table of what plain objects say, learnt from renders: each distinct object of each pattern is a variant. */
export class PlainTable {
  readonly #rows = new Map<string, number>();
  readonly #objects = new Map<string, Set<string>>();
  readonly #lines = new Set<string>();
  readonly #components = new Map<string, Set<string>>();

  learn(plan: Plan): void {
    const components = new Map<string, Set<string>>();
    for (const action of plan.actions) {
      const { cluster, component } = action;
      if (componentNamed(component)?.isPlain !== true) continue;
      const context = contextRows(plan.clusters, cluster);
      const own = components.get(`${cluster} ${component}`) ?? new Set(context);
      components.set(`${cluster} ${component}`, own);
      for (const { object, body: hash } of action.changes) {
        const body = plan.bodies.get(hash);
        if (body === undefined) throw new Error(`no body for ${refText(object)}`);
        for (const { value } of textLeaves(object, body))
          if (isLong(value)) for (const line of value.split("\n")) this.#lines.add(lineMark(line));
        own.add(objectText(object, shown(body)));
        this.#add(this.#objects, refText(object), [
          ...context,
          contextRow("component", component),
          ...rowsOf(object, shown(body)).map((row) => rowText(comparable(row))),
        ]);
      }
    }
    for (const [key, rows] of components)
      this.#add(this.#components, key.slice(key.indexOf(" ") + 1), [...rows]);
  }

  #add(to: Map<string, Set<string>>, name: string, rows: readonly string[]): void {
    const numbers = rows.map(holed).map((row) => {
      const number = this.#rows.get(row) ?? this.#rows.size;
      this.#rows.set(row, number);
      return number;
    });
    const pattern = holed(name);
    const variants = to.get(pattern) ?? new Set();
    to.set(pattern, variants.add(JSON.stringify([...new Set(numbers)].sort((a, b) => a - b))));
  }

  toString(): string {
    const variantsOf = (from: ReadonlyMap<string, ReadonlySet<string>>): string =>
      [...from]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, variants]) => `${JSON.stringify(name)}: [\n${[...variants].join(",\n")}\n]`)
        .join(",\n");
    const rows = [...this.#rows.keys()].map((row) => JSON.stringify(row)).join(",\n");
    return `{\n"rows": [\n${rows}\n],\n"lines": ${JSON.stringify([...this.#lines].sort())},\n"objects": {\n${variantsOf(this.#objects)}\n},\n"components": {\n${variantsOf(this.#components)}\n}\n}\n`;
  }
}

function textLeaves({ kind }: ObjectRef, body: KubeObject): readonly TextLeaf[] {
  return kind === "ConfigMap" ? [...textsIn(body).values()].flatMap((leaves = []) => leaves) : [];
}

/** As detectors see it. */
const shown = (body: KubeObject): JsonMap => mapOf(maskBody(withKnownWords(body)).value);
