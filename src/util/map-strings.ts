/** The same data with every text in it changed, keys of maps included; a part without changes is the same value. */
export function mapStrings<T>(value: T, change: (text: string) => string): T {
  return changed(value, change) as T;
}

function changed(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => changed(item, change));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const entries = Object.entries(value);
  const after = entries.map(([key, item]) => [change(key), changed(item, change)] as const);
  const isSame = after.every(
    ([key, item], at) => key === entries[at]?.[0] && item === entries[at][1],
  );
  return isSame ? value : Object.fromEntries(after);
}
