/**
 * The commit that a pipeline runs for, by GitHub's and GitLab's variables, as an option of a printed plan. For a pull request
 * GitHub names the merge that was checked out: the commit whose file was planned.
 */
export function commitOption(env: NodeJS.ProcessEnv): { readonly commit?: string } {
  const commit = env["GITHUB_SHA"] ?? env["CI_COMMIT_SHA"] ?? "";
  return /^[0-9a-f]{7,64}$/.test(commit) ? { commit } : {};
}
