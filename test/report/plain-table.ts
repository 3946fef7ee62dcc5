import { type JsonMap, type KubeObject, type ObjectRef, refText } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { componentNamed } from "../../src/planner/components/named.ts";
import { mapOf } from "../../src/report/json-parts.ts";
import { maskBody, withKnownWords } from "../../src/report/masked-body.ts";
import { objectText } from "../../src/report/risks/left-out.ts";
import { choicesOf, contextRows, listRows } from "../../src/report/risks/plain/context.ts";
import { comparable, rowsOf, rowText } from "../../src/report/risks/plain/rows.ts";
import { isLong, lineMark, type TextLeaf, textsIn } from "../../src/report/risks/rendered-texts.ts";
import { holed } from "./plain-meshes.ts";

type Part = "objects" | "components";

/** An object, or the list of those of a component, as it stands in one render. */
interface Learnt {
  readonly part: Part;
  readonly pattern: string;
  readonly rows: readonly number[];
}

/** What a choice does to the variants of one pattern: rows that it adds and removes, and the variants it does this to. */
type Deltas = Map<string, Set<number>>;

/** The table of what plain objects say, learnt from renders: each distinct object of each pattern is a variant. */
export class PlainTable {
  readonly #rows = new Map<string, number>();
  readonly #lines = new Set<string>();
  /** By part and pattern: the place of each variant. */
  readonly #variants = new Map<string, Map<string, number>>();
  /** By path and hash of the choice, part and pattern. */
  readonly #choices = new Map<string, Deltas>();

  learn(plan: Plan): void {
    for (const one of this.#learntFrom(plan).values()) this.#place(one);
  }

  /** Learns what a choice does from the plan of a file with it and the plan of the same file without it. */
  learnChoice(plain: Plan, chosen: Plan): void {
    const before = this.#learntFrom(plain);
    const after = this.#learntFrom(chosen);
    for (const [key, { part, pattern, rows }] of after) {
      const same = before.get(key);
      // An object that is not there without it: the list of its component says what it comes with.
      if (same === undefined) this.#place({ part, pattern, rows });
      if (same === undefined) continue;
      const [choice, ...others] = choicesOf(chosen.clusters, key.slice(0, key.indexOf(" ")));
      if (choice === undefined || others.length > 0)
        throw new Error("one choice is learnt at once");
      const place = JSON.stringify([choice.path, choice.sha256, part, pattern]);
      const deltas: Deltas = this.#choices.get(place) ?? new Map<string, Set<number>>();
      this.#choices.set(place, deltas);
      const delta = JSON.stringify({
        adds: rows.filter((row) => !same.rows.includes(row)),
        removes: same.rows.filter((row) => !rows.includes(row)),
      });
      deltas.set(delta, (deltas.get(delta) ?? new Set()).add(this.#place(same)));
    }
  }

  /** By cluster and name. */
  #learntFrom(plan: Plan): ReadonlyMap<string, Learnt> {
    const learnt = new Map<string, Learnt>();
    const components = new Map<string, string[]>();
    for (const { cluster, component, changes } of plan.actions) {
      if (componentNamed(component)?.isPlain !== true) continue;
      const context = contextRows(plan.clusters, cluster, component);
      const own = components.get(`${cluster} ${component}`) ?? [
        ...listRows(plan, cluster, component),
      ];
      components.set(`${cluster} ${component}`, own);
      for (const { object, body: hash } of changes) {
        const body = plan.bodies.get(hash);
        if (body === undefined) throw new Error(`no body for ${refText(object)}`);
        for (const { value } of textLeaves(object, body))
          if (isLong(value)) for (const line of value.split("\n")) this.#lines.add(lineMark(line));
        own.push(objectText(object, shown(body)));
        const rows = rowsOf(object, shown(body)).map((row) => rowText(comparable(row)));
        learnt.set(`${cluster} ${refText(object)}`, {
          part: "objects",
          pattern: holed(refText(object)),
          rows: this.#numbers([...context, ...rows]),
        });
      }
    }
    for (const [key, rows] of components)
      learnt.set(key, {
        part: "components",
        pattern: key.slice(key.indexOf(" ") + 1),
        rows: this.#numbers(rows),
      });
    return learnt;
  }

  #numbers(rows: readonly string[]): readonly number[] {
    const numbers = rows.map(holed).map((row) => {
      const number = this.#rows.get(row) ?? this.#rows.size;
      this.#rows.set(row, number);
      return number;
    });
    return [...new Set(numbers)].sort((a, b) => a - b);
  }

  /** The place of a variant among those of its pattern. */
  #place({ part, pattern, rows }: Learnt): number {
    const key = JSON.stringify([part, pattern]);
    const variants = this.#variants.get(key) ?? new Map<string, number>();
    this.#variants.set(key, variants);
    const variant = JSON.stringify(rows);
    const place = variants.get(variant) ?? variants.size;
    variants.set(variant, place);
    return place;
  }

  toString(): string {
    const part = (wanted: Part): string =>
      mapText(
        [...this.#variants].flatMap(([key, variants]) => {
          const [own, pattern] = JSON.parse(key) as [Part, string];
          return own === wanted ? [[pattern, listText([...variants.keys()])] as const] : [];
        }),
      );
    const rows = listText([...this.#rows.keys()].map((row) => JSON.stringify(row)));
    const lines = JSON.stringify([...this.#lines].sort());
    return `{\n"rows": ${rows},\n"lines": ${lines},\n"objects": ${part("objects")},\n"components": ${part("components")},\n"choices": ${this.#choicesText()}\n}\n`;
  }

  #choicesText(): string {
    const all: Record<string, Record<string, Record<Part, Record<string, unknown[]>>>> = {};
    for (const [place, deltas] of [...this.#choices].sort(([a], [b]) => (a < b ? -1 : 1))) {
      // What it does to no variant is not worth a word.
      if ([...deltas.keys()].every((delta) => delta === NO_DELTA)) continue;
      const [path, sha256, part, pattern] = JSON.parse(place) as [string, string, Part, string];
      const values = (all[path] ??= {});
      const value = (values[sha256] ??= { objects: {}, components: {} });
      value[part][pattern] = [...deltas].map(([delta, of]) => ({
        ...(JSON.parse(delta) as object),
        of: [...of].sort((a, b) => a - b),
      }));
    }
    return mapText(
      Object.entries(all).map(([path, values]) => [
        path,
        mapText(
          Object.entries(values).map(([sha256, value]) => [sha256, mapText(partsText(value))]),
        ),
      ]),
    );
  }
}

const NO_DELTA = JSON.stringify({ adds: [], removes: [] });

const partsText = (
  value: Record<Part, Record<string, unknown[]>>,
): readonly (readonly [string, string])[] =>
  Object.entries(value).map(([part, patterns]) => [
    part,
    mapText(Object.entries(patterns).map(([pattern, deltas]) => [pattern, JSON.stringify(deltas)])),
  ]);

const listText = (items: readonly string[]): string => `[\n${items.join(",\n")}\n]`;

const mapText = (entries: readonly (readonly [string, string])[]): string =>
  `{\n${[...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => `${JSON.stringify(key)}: ${text}`)
    .join(",\n")}\n}`;

function textLeaves({ kind }: ObjectRef, body: KubeObject): readonly TextLeaf[] {
  return kind === "ConfigMap" ? [...textsIn(body).values()].flatMap((leaves = []) => leaves) : [];
}

/** As detectors see it. */
const shown = (body: KubeObject): JsonMap => mapOf(maskBody(withKnownWords(body)).value);
