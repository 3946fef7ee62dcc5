/** Gives each name a short id of ours, the same one for the same name: names are foreign, and ids stand in syntax. */
export type Ids = (name: string) => string;

export function ids(): Ids {
  const known = new Map<string, string>();
  return (name) => {
    const id = known.get(name) ?? `n${String(known.size + 1)}`;
    known.set(name, id);
    return id;
  };
}
