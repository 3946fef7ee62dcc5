import { request } from "node:http";
import type { Duplex } from "node:stream";
import { directly, type Dial } from "./door.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MILLISECONDS = 5_000;

/** GET of a plain http page inside the rig. */
export async function httpGet(
  url: string,
  dial: Dial = directly,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(url);
  const socket: Duplex = await dial(hostname, Number(port));
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
    // No `agent: false` here: with it Node ignores createConnection and connects by itself.
    const asked = request(url, { headers, createConnection: () => socket, signal });
    asked.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, text });
      });
      response.on("error", reject);
    });
    asked.on("error", (cause) => {
      socket.destroy();
      reject(cause);
    });
    asked.end();
  });
}

export async function httpStatus(url: string, dial: Dial = directly): Promise<number> {
  return (await httpGet(url, dial)).status;
}
