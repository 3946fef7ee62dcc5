#!/usr/bin/env bash
# What action.yml runs, with its inputs as variables. It needs meshplan on the PATH, and istioctl or helm for what it renders.
set -euo pipefail

out=${GITHUB_OUTPUT:-/dev/null}
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
temp=$(mktemp -d "${RUNNER_TEMP:-/tmp}/meshplan-XXXXXX")
trap 'rm -rf "$temp"' EXIT

# The cache goes with the job, so that nothing which a pull request rendered is there after its merge.
export XDG_CACHE_HOME="$temp/cache"
if [ -n "${KUBECONFIG_TEXT:-}" ]; then
  export KUBECONFIG="$temp/kubeconfig"
  install -m 600 /dev/null "$KUBECONFIG"
  printf '%s' "$KUBECONFIG_TEXT" > "$KUBECONFIG"
fi
unset KUBECONFIG_TEXT

contexts() { # the choice of clusters is the workflow's, not the file's
  if [ -z "${CONTEXTS:-}" ]; then
    echo "meshplan: mode $MODE needs contexts: a,b" >&2
    exit 64
  fi
}

comment() { # comment FLAGS...
  [ -z "${GITHUB_TOKEN:-}" ] || meshplan comment "$PLAN" "$@"
}

plan() { # plan FLAGS...
  local code=0
  contexts
  meshplan plan "$FILE" --contexts "$CONTEXTS" --detailed-exitcode --out "$PLAN" "$@" || code=$?
  case $code in
    0 | 2) ;;
    *) exit "$code" ;;
  esac
  # One file of text for programs: the digest stands in the JSON of the plan.
  meshplan show "$PLAN" --format json > "$temp/plan.json"
  {
    if [ "$code" = 0 ]; then echo changes=false; else echo changes=true; fi
    echo "digest=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).digest' "$temp/plan.json")"
  } >> "$out"
  meshplan show "$PLAN" --format markdown >> "$summary"
  if [ -n "${PAGE:-}" ]; then meshplan show "$PLAN" --html "$PAGE" > /dev/null; fi
  comment
  if [ -n "${FAIL_ON:-}" ]; then meshplan show "$PLAN" --fail-on "$FAIL_ON" > /dev/null; fi
}

apply() {
  local code=0 flags=()
  contexts
  if [ -n "${EXPECT_DIGEST:-}" ]; then flags+=(--expect-digest "$EXPECT_DIGEST"); fi
  if [ -n "${FAIL_ON:-}" ]; then flags+=(--fail-on "$FAIL_ON"); fi
  meshplan apply "$PLAN" --contexts "$CONTEXTS" --events "$temp/events.jsonl" ${flags[@]+"${flags[@]}"} || code=$?
  # How the apply ended is what the job says, also where its comment could not be written.
  if [ -s "$temp/events.jsonl" ]; then
    comment --events "$temp/events.jsonl" || [ "$code" != 0 ]
  fi
  if [ "$code" = 6 ]; then
    echo "paused=true" >> "$out"
    return 0
  fi
  return "$code"
}

case $MODE in
  review)
    meshplan validate "$FILE" --format github
    {
      echo '```mermaid'
      meshplan graph "$FILE" --offline --untrusted --topology --format mermaid
      echo '```'
    } >> "$summary"
    ;;
  plan) plan --read-only --untrusted ;;
  prepare) plan ;;
  apply) apply ;;
  *)
    echo "meshplan: mode is review, plan, prepare or apply, and not $MODE" >&2
    exit 64
    ;;
esac
