/** The names that only this cluster has. */
export interface OwnNames {
  readonly cluster: string;
  readonly network: string;
}

/**
 * The same data of several clusters, with `{cluster}` and `{network}` in every text, keys included, where they differ by these
 * names alone. A part that is equal in all of them stays as it is, even if it looks like a name; a part that differs in another
 * way stays different.
 *
 * So the names decide nothing by their spelling: a network called `kind`, `istiod` or `[` is like any other. A name counts
 * as a whole word, not as a part of a longer name such as `istio-remote-secret-cluster2`. One result for each value, in their
 * order.
 */
export function inGeneral<T>(values: readonly T[], names: readonly OwnNames[]): readonly T[] {
  return general(values, names) as readonly T[];
}

function general(values: readonly unknown[], names: readonly OwnNames[]): readonly unknown[] {
  const [first] = values;
  if (values.every((value) => value === first)) return values;
  if (areTexts(values)) return generalTexts(values, names);
  if (areLists(values)) return generalLists(values, names);
  return areMaps(values) ? generalMaps(values, names) : values;
}

const areTexts = (values: readonly unknown[]): values is readonly string[] =>
  values.every((value) => typeof value === "string");

const areLists = (values: readonly unknown[]): values is readonly (readonly unknown[])[] =>
  values.every((value) => Array.isArray(value));

const areMaps = (values: readonly unknown[]): values is readonly object[] =>
  values.every((value) => typeof value === "object" && value !== null && !Array.isArray(value));

/** Words of a text; names of Kubernetes' objects, labels and hosts are one word each. */
const WORD = /([\w.-]*\w)/;

function generalTexts(texts: readonly string[], names: readonly OwnNames[]): readonly string[] {
  const words = texts.map((text) => text.split(WORD));
  const count = words[0]?.length ?? 0;
  if (words.some(({ length }) => length !== count)) return texts;
  let result = "";
  for (let at = 0; at < count; at += 1) {
    const word = generalWord(
      words.map((own) => own[at] ?? ""),
      names,
    );
    if (word === undefined) return texts;
    result += word;
  }
  return texts.map(() => result);
}

function generalWord(words: readonly string[], names: readonly OwnNames[]): string | undefined {
  if (words.every((word) => word === words[0])) return words[0];
  if (words.every((word, index) => word === names[index]?.cluster)) return "{cluster}";
  if (words.every((word, index) => word === names[index]?.network)) return "{network}";
  return undefined;
}

function generalLists(
  lists: readonly (readonly unknown[])[],
  names: readonly OwnNames[],
): readonly unknown[] {
  const length = lists[0]?.length ?? 0;
  if (lists.some((list) => list.length !== length)) return lists;
  return transposed(
    Array.from({ length }, (_, at) =>
      general(
        lists.map((list) => list[at]),
        names,
      ),
    ),
    lists.length,
  );
}

/** Keys that all maps have correspond; of the others, those correspond that are equal except for the names. */
function generalMaps(maps: readonly object[], names: readonly OwnNames[]): readonly unknown[] {
  const entries = maps.map((map) => Object.entries(map) as [string, unknown][]);
  const values = maps.map((map) => new Map<string, unknown>(Object.entries(map)));
  const isShared = (key: string): boolean => values.every((one) => one.has(key));
  const forms = entries.map((own, index) =>
    own.map(([key]) => (isShared(key) ? key : formOf(key, names[index]))),
  );
  const columns = new Map(
    forms[0]?.map((form) => [form, entries.map((own, at) => own[forms[at]?.indexOf(form) ?? -1])]),
  );
  const size = columns.size;
  const found = [...columns.values()].flat();
  // Two keys that became one would hide a value.
  if (entries.some(({ length }) => length !== size) || found.includes(undefined)) return maps;
  const rows = [...columns].map(([form, column]) =>
    general(
      column.map((entry) => entry?.[1]),
      names,
    ).map((value) => [form, value] as const),
  );
  return transposed(rows, maps.length).map((row) => Object.fromEntries(row));
}

function formOf(key: string, names: OwnNames | undefined): string {
  const word = (text: string): string =>
    text === names?.cluster ? "{cluster}" : text === names?.network ? "{network}" : text;
  return key.split(WORD).map(word).join("");
}

function transposed<T>(
  columns: readonly (readonly T[])[],
  rows: number,
): readonly (readonly T[])[] {
  return Array.from({ length: rows }, (_, row) =>
    columns.flatMap((column) => column.slice(row, row + 1)),
  );
}
