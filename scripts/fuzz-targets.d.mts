/** What `npm run fuzz` searches: test files by the name that `--only` takes. */
export const TARGETS: Readonly<Record<string, string>>;
