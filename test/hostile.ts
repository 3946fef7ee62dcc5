/**
 * Texts that a stranger would write into a field to take over a terminal or a build server, and the judge of what is printed.
 * The judge spells the law in its own words, not with the code under test.
 */

/** Every one of these is dangerous as it stands. Each holds `pwned` or `injected`, so that it is found again. */
export const HOSTILE: readonly string[] = [
  "\u001b[2J\u001b[1;1Hpwned",
  "\u001b]0;pwned\u0007",
  "\u001b]8;;https://pwned.example\u001b\\link\u001b]8;;\u001b\\",
  "\u009b31mpwned\u009d0;pwned\u009c",
  "\u001b[32m\u001b[1mNo changes.\u001b[22m\u001b[39m pwned",
  "pwned\r\u001b[Kfine",
  "pwned\b\b\b\u007f",
  "\u202epwned\u2066\u200f\u061c",
  "pw\u200bned\u2060\ufeff\u00ad\u180e\u{e0041}\u3164",
  "pwned\u2028injected\u2029\u0085injected\u000b\u000cinjected",
  "a\n::error file=x,line=1::injected",
  "a ::error::injected b ::add-mask::injected",
  "::stop-commands::injected",
  "\n  ::set-env name=PATH::injected",
  "##[error]injected ##vso[task.setvariable variable=x]injected ##teamcity[injected]",
  "\nsection_start:1:injected\r\u001b[0K",
  "\n```\ninjected",
  "pwned\ud800",
];

/** All of them in one text: for fields of which there are too many to try each. */
export const ALL_HOSTILE = HOSTILE.join(" ");

/** What is wrong with a printed text, in words. `paint`: colours are on, so that our painters' codes may be in it. */
export function complaints(text: string, { paint = false } = {}): readonly string[] {
  const bare = paint ? text.replaceAll(PAINT, "") : text;
  return [
    ...(/[^\P{C}\n\t]/u.test(withoutAssigned(bare)) ? ["a control or format character"] : []),
    ...(/[\u2028\u2029\u00a0\u3000\u034f\u115f\u3164]/u.test(bare) ? ["a hidden character"] : []),
    ...(/##[a-z]*\[/i.test(bare) ? ["a command of a build server inside of a line"] : []),
    ...(bare.split("\n").some((line) => /^\s*::[a-z][a-z-]*(\s.*)?::/i.test(line))
      ? ["a command of GitHub at the start of a line"]
      : []),
  ];
}

/** \p{C} holds code points without a character (Cn) and for private use (Co), which do no harm. */
function withoutAssigned(text: string): string {
  return text.replaceAll(/[\p{Cn}\p{Co}]/gu, "");
}

const PAINT = /\u001b\[(?:\d|\d\d|1;\d\d)m/g;

type Data =
  string | number | boolean | null | undefined | readonly Data[] | { readonly [key: string]: Data };

/** Gives the text to put in the place of one text, or undefined to leave it. */
export type Put = (path: string, text: string) => string | undefined;

/**
 * A copy of plain data with other texts in it. A path names members and `[]`; what is below an object of a cluster is `*`,
 * where keys are foreign too, and are replaced with the path `….*#key`.
 */
export function withTexts<T>(data: T, put: Put): T {
  return copied(data as Data, "", put) as T;
}

/** Members that hold an object of a cluster, or a part of one. */
const OBJECTS = /(^|\.)(before|after|after_unknown|sensitive|live|wanted|value)$/;

function copied(value: Data, path: string, put: Put): Data {
  if (typeof value === "string") return put(path, value) ?? value;
  if (Array.isArray(value)) return value.map((item: Data) => copied(item, below(path, "[]"), put));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isForeign = OBJECTS.test(path) || path.endsWith(".*");
      const name = isForeign ? (put(`${path}#key`, key) ?? key) : key;
      return [name, copied(item, isForeign ? below(path, ".*") : `${path}.${key}`, put)];
    }),
  );
}

function below(path: string, step: string): string {
  if (path.endsWith(".*")) return path;
  return OBJECTS.test(path) ? `${path}.*` : path + step;
}

/** Every path of `data` that holds a text. */
export function textPaths(data: unknown): readonly string[] {
  const paths = new Set<string>();
  withTexts(data, (path) => {
    paths.add(path);
    return undefined;
  });
  return [...paths].sort();
}
