import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cacerts } from "../../src/certs/cacerts.ts";

const isInstalled = spawnSync("openssl", ["version"]).status === 0;
// The tests need Node and nothing else; where changes land, openssl has to be there.
if (!isInstalled && (process.env["CI"] ?? "") !== "")
  throw new Error("openssl is not installed, and in CI it has to judge the certificates");

/** For titles: who else judges, or that nobody does. */
export const BY_OPENSSL = isInstalled ? "and by openssl" : "(openssl is not installed: not by it)";

/** What openssl says against a certificate; undefined where it has no objection, or is not here to have one. */
export function objection(
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): string | undefined {
  if (!isInstalled) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "meshplan-certs-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { status, stdout, stderr } = spawnSync("openssl", ["verify", "-x509_strict", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
    return status === 0 ? undefined : stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What openssl says against an intermediate and its chain, at a time. */
export function objectionTo(cacerts: Cacerts, now: Date): string | undefined {
  const { "ca-key.pem": _, ...files } = cacerts;
  const time = String(Math.floor(now.getTime() / 1000));
  const chain = ["-CAfile", "root-cert.pem", "-untrusted", "cert-chain.pem", "ca-cert.pem"];
  return objection(files, "-attime", time, ...chain);
}
