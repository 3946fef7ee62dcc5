import { type AddressInfo, createServer } from "node:net";

/** Code of a Node program that tells the test where it is, and lives as long as the connection. Its argument is the port. */
export const CALL = `require("node:net").connect(Number(process.argv[1]), "127.0.0.1").resume()`;

export interface Call {
  /** Resolves when the other side is gone. */
  readonly over: Promise<void>;
  readonly hangUp: () => void;
}

/** A port of this machine, and who first connects to it. */
export async function phone(): Promise<{ readonly port: number; readonly called: Promise<Call> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const called = new Promise<Call>((resolve) => {
    server.once("connection", (socket) => {
      socket.on("error", () => undefined).resume();
      server.close();
      const over = new Promise<void>((end) => socket.once("close", () => end()));
      resolve({ over, hangUp: () => socket.destroy() });
    });
  });
  return { port: (server.address() as AddressInfo).port, called };
}
