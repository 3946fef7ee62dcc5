import { Linter } from "eslint";
import ts from "typescript";
import tseslint from "typescript-eslint";
import { expect, test } from "vitest";
import { noWaitingPromise } from "../scripts/no-waiting-promise.mjs";

const WAITING = [
  "const a = read(); const b = await read(); use(b, await a);",
  "const a = read(); const b = read(); use(await a, await b);",
  "const all = [1, 2].map(() => read()); await read(); await Promise.all(all);",
  "const some = { a: read(), b: 1 }; await read(); use(await some.a);",
  "const maybe = Math.random() > 0.5 ? read() : 0; await read(); use(await maybe);",
  "const a = read(); yield 1; use(await a);",
  "const a = read(); for await (const one of lines) use(one); use(await a);",
  "const a = read(); await read();",
];
const HEARD = [
  "const a = read(); use(await a);",
  "const a = read(); await Promise.all([a, read()]);",
  "const a = read(); use(a); await read();",
  "const all = [1, 2].map(() => read()); await Promise.all(all);",
  "const a = await read(); const b = await read(); use(a, b);",
  "const a = read(); const later = async () => { await read(); }; await Promise.all([a, later()]);",
];

test("a promise that nobody listens to while the function waits is found, and no other", () => {
  expect(complainedOf([...WAITING, ...HEARD])).toEqual(WAITING);
});

/** Those of the bodies of async functions that the rule complains of, each with one problem. */
function complainedOf(bodies: readonly string[]): readonly string[] {
  const name = "/bodies.ts";
  const declared =
    "declare const read: () => Promise<number>; declare const use: (...all: unknown[]) => void; declare const lines: AsyncIterable<string>;";
  // Body number n stands in line n.
  const text = bodies
    .map((body, index) => `${index === 0 ? declared : ""} async function* f${index}() { ${body} }`)
    .join("\n");
  const options = { target: ts.ScriptTarget.ES2023, noEmit: true, strict: true };
  const host = ts.createCompilerHost(options);
  const original = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version) =>
    file === name ? ts.createSourceFile(file, text, version) : original(file, version);
  const messages = new Linter({ cwd: "/" }).verify(
    text,
    {
      files: ["**/*.ts"],
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: { programs: [ts.createProgram([name], options, host)] },
      },
      plugins: { own: { rules: { "no-waiting-promise": noWaitingPromise } } },
      rules: { "own/no-waiting-promise": "error" },
    },
    { filename: name },
  );
  return messages.map(
    ({ line, ruleId }) => (ruleId === null ? `line ${line}` : bodies[line - 1]) ?? "",
  );
}
