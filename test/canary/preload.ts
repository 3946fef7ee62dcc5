/**
 * Loaded before meshplan, as text of CommonJS: notes each process that it starts, and keeps what embedded clusters of its own know
 * (`demo`, `sandbox`): Secrets that they answer with, and their kubeconfig, before its folder goes. With CANARY_TERMINAL its streams
 * say that they are a terminal, so that it asks and draws.
 */
export function preloadText({
  started,
  kept,
}: {
  readonly started: string;
  readonly kept: string;
}) {
  return `
const { ChildProcess } = require("node:child_process");
const fs = require("node:fs");
const { ServerResponse } = require("node:http");
const { join } = require("node:path");

const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (...args) {
  const result = spawn.apply(this, args);
  if (this.pid !== undefined) fs.appendFileSync(${JSON.stringify(started)}, this.pid + "\\n");
  return result;
};

const keep = (text) => fs.appendFileSync(${JSON.stringify(kept)}, JSON.stringify(text) + "\\n");
for (const name of ["write", "end"]) {
  const send = ServerResponse.prototype[name];
  ServerResponse.prototype[name] = function (chunk, ...rest) {
    if (typeof chunk === "string" || Buffer.isBuffer(chunk)) {
      const text = chunk.toString();
      if (text.includes('"Secret')) keep(text);
    }
    return send.call(this, chunk, ...rest);
  };
}
const { rm } = fs.promises;
fs.promises.rm = async (path, ...rest) => {
  if (/meshplan-sandbox-[^/]*$/.test(path)) keep(fs.readFileSync(join(path, "kubeconfig"), "utf8"));
  return rm(path, ...rest);
};

// Pauses before another try, between 0.1 and 9 s, pass faster; the times of a request, a plug-in and a connection are longer.
const { setTimeout: setTimer } = globalThis;
globalThis.setTimeout = (callback, milliseconds, ...rest) =>
  setTimer(callback, milliseconds > 90 && milliseconds < 9000 ? milliseconds / 20 : milliseconds, ...rest);

require("node:module").syncBuiltinESMExports();

if (process.env.CANARY_TERMINAL !== undefined) {
  for (const stream of [process.stdout, process.stderr])
    Object.assign(stream, { isTTY: true, columns: 100, rows: 40 });
  Object.assign(process.stdin, { isTTY: true, setRawMode: () => process.stdin });
}
`;
}

/** What `preloadText` kept, as texts: values of Secrets, and tokens of kubeconfigs. */
export function keptTexts(lines: string): readonly string[] {
  return lines
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const text = JSON.parse(line) as string;
      const tokens = [...text.matchAll(/^ *token: (\S+)$/gm)].map(([, token = ""]) => token);
      return [...tokens, ...valuesOfSecrets(text)];
    });
}

function valuesOfSecrets(text: string): readonly string[] {
  const found: string[] = [];
  try {
    JSON.parse(text, function (this: { readonly kind?: unknown }, key, value: unknown) {
      if (key === "data" && this.kind === "Secret" && typeof value === "object" && value !== null)
        for (const [name, one] of Object.entries(value))
          if (typeof one === "string" && !["ca.crt", "namespace"].includes(name))
            found.push(Buffer.from(one, "base64").toString());
      return value;
    });
  } catch {
    // Part of an answer, or a kubeconfig.
  }
  return found;
}
