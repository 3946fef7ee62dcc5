import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createAuthority, issueServerCertificate } from "../../src/certs/x509.ts";

const NAMES = {
  dnsNames: ["localhost", "api.example"],
  ipAddresses: ["127.0.0.1", "::1", "2001:db8::5"],
};
const authority = createAuthority("test authority");
const issued = issueServerCertificate(authority, NAMES);

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe("certificates", () => {
  test("an issued certificate is signed by its authority and names what was asked", () => {
    const parent = new X509Certificate(authority.certificatePem);
    const leaf = new X509Certificate(issued.certificatePem);
    expect(leaf.checkIssued(parent)).toBe(true);
    expect(leaf.verify(parent.publicKey)).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(parent.ca).toBe(true);
    expect(leaf.checkHost("api.example")).toBe("api.example");
    expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(leaf.subjectAltName).toBe(
      "DNS:localhost, DNS:api.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:0:0:0:5",
    );
  });

  test("every certificate has a serial number and a key of its own", () => {
    const other = issueServerCertificate(authority, NAMES);
    expect(new X509Certificate(other.certificatePem).serialNumber).not.toBe(
      new X509Certificate(issued.certificatePem).serialNumber,
    );
    expect(other.privateKeyPem).not.toBe(issued.privateKeyPem);
  });

  test("a client that trusts the authority gets through TLS, and one that does not is refused", async () => {
    const server = createServer(
      { cert: issued.certificatePem, key: issued.privateKeyPem },
      (_, answer) => answer.end("hello"),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const status = (ca: string): Promise<string> =>
      new Promise((done) => {
        get({ host: "127.0.0.1", port, ca, agent: false }, (answer) => {
          answer.resume();
          done(String(answer.statusCode));
        }).on("error", (error) => {
          done("code" in error ? String(error.code) : "error");
        });
      });
    expect(await status(authority.certificatePem)).toBe("200");
    expect(await status(createAuthority("test authority").certificatePem)).not.toBe("200");
    server.close();
  });

  const title = hasOpenssl
    ? "openssl verify -x509_strict accepts the chain"
    : "openssl is not installed: chain not checked by it";
  test(title, () => {
    if (!hasOpenssl) return;
    const folder = mkdtempSync(join(tmpdir(), "meshplan-certs-"));
    writeFileSync(join(folder, "ca.pem"), authority.certificatePem);
    writeFileSync(join(folder, "leaf.pem"), issued.certificatePem);
    const check = spawnSync(
      "openssl",
      ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "ca.pem", "leaf.pem"],
      { cwd: folder, encoding: "utf8" },
    );
    rmSync(folder, { recursive: true });
    expect(check.stdout + check.stderr).toBe("leaf.pem: OK\n");
  });
});
