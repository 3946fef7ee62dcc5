import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";
import type { Clock } from "../../ports.ts";
import { LIMITS } from "../../util/limits.ts";
import { forgeRequest } from "./http.ts";

/** Where a comment is to be. */
export interface CommentPlace {
  readonly forge: "github" | "gitlab";
  readonly api: string;
  /** `owner/name`; of GitLab also the number of a project. */
  readonly repository: string;
  /** The pull request; absent: the one that brought `commit`. */
  readonly number?: string;
  readonly commit?: string;
  /** Who writes; absent: whoever the token belongs to. */
  readonly author?: string;
}

interface Found {
  readonly id: string;
  readonly body: string;
}

/** The one comment of a mesh on a pull request. */
interface StickyComment {
  /** Undefined where there is no pull request. */
  readonly number: string | undefined;
  /** By marker and author: anybody can write the marker. */
  find(marker: string): Promise<Found | undefined>;
  /** In the place of `found`, or as a new one. */
  write(body: string, found: Found | undefined): Promise<void>;
}

/** What differs between the two services. */
interface Dialect {
  readonly headers: (token: string) => Readonly<Record<string, string>>;
  readonly comments: (repository: string, number: string) => string;
  readonly one: (repository: string, number: string, id: string) => string;
  readonly update: "PATCH" | "PUT";
  readonly requestsOf: (repository: string, commit: string) => string;
  /** Names of members. */
  readonly number: string;
  readonly author: string;
  readonly login: string;
  /** Who a token is that may not ask who it is. */
  readonly unnamed?: string;
}

const DIALECTS: Readonly<Record<CommentPlace["forge"], Dialect>> = {
  github: {
    headers: (token) => ({
      accept: "application/vnd.github+json",
      authorization: `Bearer ${token}`,
      "x-github-api-version": "2022-11-28",
    }),
    comments: (repository, number) => `/repos/${repository}/issues/${number}/comments`,
    one: (repository, _, id) => `/repos/${repository}/issues/comments/${id}`,
    update: "PATCH",
    requestsOf: (repository, commit) => `/repos/${repository}/commits/${commit}/pulls`,
    number: "number",
    author: "user",
    login: "login",
    unnamed: "github-actions[bot]",
  },
  gitlab: {
    headers: (token) => ({ "private-token": token }),
    comments: (repository, number) =>
      `/projects/${encodeURIComponent(repository)}/merge_requests/${number}/notes`,
    one: (repository, number, id) =>
      `/projects/${encodeURIComponent(repository)}/merge_requests/${number}/notes/${id}`,
    update: "PUT",
    requestsOf: (repository, commit) =>
      `/projects/${encodeURIComponent(repository)}/repository/commits/${commit}/merge_requests`,
    number: "iid",
    author: "author",
    login: "username",
  },
};

const PER_PAGE = 100;

/** The caller has kept `token` as a secret of the run. */
export async function stickyComment(
  place: CommentPlace,
  {
    token,
    clock,
    version,
  }: { readonly token: string; readonly clock: Clock; readonly version: string },
): Promise<StickyComment> {
  const dialect = DIALECTS[place.forge];
  const headers = { ...dialect.headers(token), "user-agent": `meshplan/${version}` };
  const request = forgeRequest({ api: place.api, headers, clock });
  const number = place.number ?? (await numberOf(place, request, dialect));
  return {
    number,
    find: async (marker) => {
      if (number === undefined) return undefined;
      const author = place.author ?? (await whoAmI(request, dialect));
      const path = dialect.comments(place.repository, number);
      for (let page = 1; page <= LIMITS.forgePages.most; page += 1) {
        const list = itemsOf(
          await request("GET", `${path}?per_page=${String(PER_PAGE)}&page=${String(page)}`),
        );
        const own = list.find(
          (one) =>
            textOf(one["body"]).startsWith(marker) &&
            textOf(mapOf(one[dialect.author])[dialect.login]) === author,
        );
        if (own !== undefined) return { id: textOf(own["id"]), body: textOf(own["body"]) };
        if (list.length < PER_PAGE) return undefined;
      }
      return undefined;
    },
    write: async (body, found) => {
      if (number === undefined) return;
      const sent = { body: JSON.stringify({ body }) };
      if (found === undefined)
        await request("POST", dialect.comments(place.repository, number), sent);
      else await request(dialect.update, dialect.one(place.repository, number, found.id), sent);
    },
  };
}

async function numberOf(
  { repository, commit }: CommentPlace,
  request: ReturnType<typeof forgeRequest>,
  dialect: Dialect,
): Promise<string | undefined> {
  if (commit === undefined) return undefined;
  const [first] = itemsOf(await request("GET", dialect.requestsOf(repository, commit)));
  return first === undefined ? undefined : textOf(first[dialect.number]);
}

/** The token of a job of GitHub's is an app's, which has no user. */
async function whoAmI(
  request: ReturnType<typeof forgeRequest>,
  { login, unnamed }: Dialect,
): Promise<string> {
  const refusals = unnamed === undefined ? [] : [403];
  const user = await request("GET", "/user", { refusals });
  return user === null && unnamed !== undefined ? unnamed : textOf(mapOf(user)[login]);
}

const itemsOf = (json: Json): readonly JsonMap[] => (isList(json) ? json.filter(isMap) : []);
const mapOf = (json: Json | undefined): JsonMap => (isMap(json) ? json : {});
const textOf = (json: Json | undefined): string =>
  typeof json === "string" || typeof json === "number" ? String(json) : "";
