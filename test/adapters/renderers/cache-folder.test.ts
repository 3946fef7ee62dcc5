import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cacheFolder,
  type Distrusted,
  isCacheOff,
} from "../../../src/adapters/renderers/cache-folder.ts";
import { temporaryFolder } from "../kubernetes/api-server.ts";

const VALUE = { image: "docker.io/istio/pilot" };

async function filled(): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = join(await temporaryFolder(), "meshplan");
  await cacheFolder(folder).write("render.json", VALUE);
  return { folder, file: join(folder, "render.json") };
}

const kept = (folder: string) => cacheFolder(folder).read("render.json");

describe("what is kept between runs", () => {
  test("is for its owner alone, and is read back", async () => {
    const { folder, file } = await filled();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await kept(folder)).toEqual(VALUE);
  });

  test.each([0o770, 0o707, 0o777])(
    "is not believed in a folder of mode %o, and nothing is kept there",
    async (mode) => {
      const { folder } = await filled();
      await chmod(folder, mode);
      expect(await kept(folder)).toBeUndefined();
      expect(await cacheFolder(folder).folder()).toBeUndefined();
      await cacheFolder(folder).write("other.json", VALUE);
      expect(await readdir(folder)).toEqual(["render.json"]);
    },
  );

  test("that is not believed is told of, with what is wrong", async () => {
    const { folder, file } = await filled();
    const told: Distrusted[] = [];
    const cache = cacheFolder(folder, (found) => told.push(found));
    await cache.read("render.json");
    await cache.read("missing.json");
    expect(told).toEqual([]);
    await chmod(file, 0o620);
    await cache.read("render.json");
    await chmod(folder, 0o777);
    await cache.read("render.json");
    await cache.folder();
    await rm(folder, { recursive: true });
    await writeFile(folder, "");
    await cache.read("render.json");
    const others = { path: folder, why: "others may write to it" };
    expect(told).toEqual([
      { path: file, why: "others may write to it" },
      others,
      others,
      { path: folder, why: "it is no folder" },
    ]);
  });

  test.each([0o620, 0o602])("is not believed in a file of mode %o", async (mode) => {
    const { folder, file } = await filled();
    await chmod(file, mode);
    expect(await kept(folder)).toBeUndefined();
  });

  test("is not followed through links", async () => {
    const { folder, file } = await filled();
    const away = join(await temporaryFolder(), "away");
    await rename(file, away);
    await symlink(away, file);
    expect(await kept(folder)).toBeUndefined();
    await cacheFolder(folder).write("render.json", { image: "other" });
    expect(await readFile(away, "utf8")).toContain(VALUE.image);
    const link = join(await temporaryFolder(), "link");
    await symlink(folder, link);
    expect(await kept(link)).toBeUndefined();
    expect(await cacheFolder(link).folder()).toBeUndefined();
  });

  test("counts as absent where it is damaged, or is something else", async () => {
    const { folder, file } = await filled();
    await writeFile(file, (await readFile(file, "utf8")).replace("pilot", "other"));
    expect(await kept(folder)).toBeUndefined();
    await mkdir(join(folder, "folder.json"));
    expect(await cacheFolder(folder).read("folder.json")).toBeUndefined();
  });

  test("is nothing on a build server, unless somebody asks for it", async () => {
    expect(isCacheOff({}, undefined)).toBe(false);
    expect(isCacheOff({ CI: "" }, undefined)).toBe(false);
    expect(isCacheOff({ CI: "true" }, undefined)).toBe(true);
    expect(isCacheOff({ CI: "true", MESHPLAN_RENDER_CACHE: "0" }, undefined)).toBe(true);
    expect(isCacheOff({ CI: "true", MESHPLAN_RENDER_CACHE: "1" }, undefined)).toBe(false);
    expect(isCacheOff({ CI: "true" }, true)).toBe(false);
    const nothing = cacheFolder(undefined);
    await nothing.write("render.json", VALUE);
    expect(await nothing.read("render.json")).toBeUndefined();
    expect(await nothing.folder()).toBeUndefined();
  });
});
