import { readFileSync, writeFileSync } from "node:fs";
import { Agent, createServer, request as forward } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAuthority, issueServerCertificate } from "../../src/certs/x509.ts";
import type { World } from "./world.ts";

export interface Between {
  /** With its path. */
  readonly server: string;
  /** PEM of the authority that signed its certificate. */
  readonly authority: string;
  readonly asked: () => number;
  close(): void;
}

/** A TLS proxy with a certificate of its own in front of a cluster, which serves it under a path: as Rancher does. */
export async function startBetween(
  world: World,
  cluster: string,
  {
    path = "",
    names = ["proxy.example.com"],
    refuses = () => false,
  }: {
    path?: string;
    names?: readonly string[];
    /** Who is answered by itself, with 403. */
    refuses?: (userAgent: string) => boolean;
  } = {},
): Promise<Between> {
  const authority = createAuthority("proxy CA");
  const certificate = issueServerCertificate(authority, {
    dnsNames: names,
    ipAddresses: ["127.0.0.1"],
  });
  const { server: behind, certificateAuthority } = world.sandbox.cluster(cluster);
  const to = new URL(behind);
  const agent = new Agent({ keepAlive: true, ca: certificateAuthority });
  let asked = 0;
  const server = createServer(
    { key: certificate.privateKeyPem, cert: certificate.certificatePem },
    (incoming, response) => {
      asked += 1;
      const { url = "", method, headers } = incoming;
      if (!url.startsWith(path)) {
        response.writeHead(404).end("login");
        return;
      }
      if (refuses(headers["user-agent"] ?? "")) {
        response.writeHead(403).end("not you");
        return;
      }
      const { host: _, ...kept } = headers;
      const place = { host: to.hostname, port: to.port, path: url.slice(path.length), agent };
      const outgoing = forward({ ...place, method, headers: kept }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        // A watch may have nothing to say for minutes; its client waits for the headers.
        response.flushHeaders();
        answer.pipe(response);
      });
      outgoing.on("error", () => response.destroy());
      response.on("close", () => outgoing.destroy());
      incoming.pipe(outgoing);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server: `https://127.0.0.1:${String(port)}${path}`,
    authority: authority.certificatePem,
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

/** Rewrites the entry of a cluster in the kubeconfig. Before the first plan: the file is read once. */
export function reachedBy(
  { folder }: World,
  cluster: string,
  entry: { readonly server?: string; readonly authority?: string | false; readonly more?: string },
): void {
  const path = join(folder, "kubeconfig");
  const pattern = new RegExp(
    `(- name: "${cluster}"\\n  cluster:\\n)    server: (\\S+)\\n    certificate-authority-data: (\\S+)\\n`,
  );
  const text = readFileSync(path, "utf8").replace(
    pattern,
    (_, head: string, server: string, authority: string) => {
      const data =
        typeof entry.authority === "string"
          ? Buffer.from(entry.authority).toString("base64")
          : authority;
      const trust = entry.authority === false ? "" : `    certificate-authority-data: ${data}\n`;
      const more = entry.more === undefined ? "" : `    ${entry.more}\n`;
      return `${head}    server: ${entry.server ?? server}\n${trust}${more}`;
    },
  );
  writeFileSync(path, text);
}
