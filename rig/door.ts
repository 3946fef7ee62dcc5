import { createServer, request } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { doorPath, type Place } from "./place.ts";
import { RigError } from "./rig-error.ts";

/** Opens a connection to an address inside the rig. */
export type Dial = (host: string, port: number) => Promise<Duplex>;

/**
 * The way into the namespace for processes outside of it: HTTP CONNECT on a Unix socket, because files, unlike
 * addresses, are the same on both sides. Runs inside.
 */
export function openDoor(place: Place): Promise<void> {
  const server = createServer((_, response) => {
    response.writeHead(405).end("CONNECT host:port only\n");
  });
  server.on("connect", (asked, client: Socket) => {
    const [host, port] = (asked.url ?? "").split(":");
    const inside = connect(Number(port), host ?? "");
    let answered = false;
    inside.on("connect", () => {
      answered = true;
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(inside).pipe(client);
    });
    inside.on("error", (cause) => {
      if (!answered) {
        client.write(`HTTP/1.1 502 ${cause.message.replace(/[^ -~]/g, " ")}\r\n\r\n`);
      }
      client.destroySoon();
    });
    inside.on("close", () => client.destroySoon());
    client.on("error", () => inside.destroy());
    client.on("close", () => inside.destroy());
  });
  return new Promise((resolve) => {
    server.listen(doorPath(place), resolve);
  });
}

/** Dials through the door of a rig, from outside its namespace. */
export function throughDoor(place: Place): Dial {
  return (host, port) =>
    new Promise((resolve, reject) => {
      const target = `${host}:${port}`;
      const asked = request({
        socketPath: doorPath(place),
        method: "CONNECT",
        path: target,
        agent: false,
      });
      asked.on("connect", (response, socket, head) => {
        if (response.statusCode !== 200) {
          socket.destroy();
          reject(new RigError(`${target}: ${response.statusMessage ?? "refused"}`));
          return;
        }
        if (head.length > 0) socket.unshift(head); // an HTTP/2 server speaks first
        resolve(socket);
      });
      asked.on("error", (cause) => {
        reject(new RigError(`the rig's door is closed: ${cause.message}`, { cause }));
      });
      asked.end();
    });
}

/** Dials from inside the namespace. */
export const directly: Dial = (host, port) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, host, () => {
      resolve(socket);
    });
    socket.on("error", reject);
  });
