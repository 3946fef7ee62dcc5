import { X509Certificate } from "node:crypto";
import { createServer, get } from "node:https";
import { describe, expect, test } from "vitest";
import { createAuthority, issueServerCertificate } from "../../src/certs/x509.ts";
import { BY_OPENSSL, objection } from "./openssl.ts";

const NAMES = {
  dnsNames: ["localhost", "api.example"],
  ipAddresses: ["127.0.0.1", "::1", "2001:db8::5"],
};
const authority = createAuthority("test authority");
const issued = issueServerCertificate(authority, NAMES);

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

  test(`are accepted as a strict chain ${BY_OPENSSL}`, () => {
    const files = { "ca.pem": authority.certificatePem, "leaf.pem": issued.certificatePem };
    const args = ["-purpose", "sslserver", "-CAfile", "ca.pem", "leaf.pem"];
    expect(objection(files, ...args)).toBeUndefined();
  });
});
