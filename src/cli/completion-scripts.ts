/**
 * What a shell is told once. Each calls `meshplan __complete WORDS... =CURRENT`, whose answer is a word a line, with a tab and what it is
 * about, and a line `:files` where any file may stand. The last word has `=` before it: some shells lose an empty one.
 */
export const SCRIPTS = {
  bash: `# meshplan completion bash: put this line into ~/.bashrc
#   source <(meshplan completion bash)
_meshplan() {
  local line="\${COMP_LINE:0:COMP_POINT}" words word current breaks="" prefix=""
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  COMPREPLY=()
  # Readline replaces what stands behind the last of its own breaks, and no whole word.
  [[ "$COMP_WORDBREAKS" == *=* ]] && breaks+="="
  [[ "$COMP_WORDBREAKS" == *:* ]] && breaks+=":"
  if [[ -n "$breaks" ]]; then prefix="\${current%"\${current##*[$breaks]}"}"; fi
  while IFS=$'\\t' read -r word _; do
    case "$word" in
      :files)
        compopt -o filenames 2> /dev/null
        while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${current#"$prefix"}")
        ;;
      "$current"*)
        [[ "$word" == *[=/] ]] && compopt -o nospace 2> /dev/null
        COMPREPLY+=("$(printf '%q' "\${word#"$prefix"}")")
        ;;
    esac
  done < <("\${words[0]}" __complete "\${words[@]:1:\${#words[@]}-2}" "=$current" 2> /dev/null)
}
complete -F _meshplan meshplan
`,
  zsh: `#compdef meshplan
# meshplan completion zsh: put this line into ~/.zshrc, after compinit
#   source <(meshplan completion zsh)
_meshplan() {
  local line word
  local -a found files
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT-1]}" "=\${words[CURRENT]}" 2> /dev/null)}"; do
    if [[ "$line" == ":files" ]]; then
      files=(yes)
    elif [[ -n "$line" ]]; then
      word="\${line%%$'\\t'*}"
      found+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done
  (( \${#found} )) && _describe -V meshplan found -S "$([[ "$word" == *[=/] ]] || print -n ' ')"
  (( \${#files} )) && _files
}
compdef _meshplan meshplan
`,
  fish: `# meshplan completion fish: write this into ~/.config/fish/completions/meshplan.fish
function __meshplan_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] "=$current" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c meshplan -f -a '(__meshplan_complete)'
`,
  powershell: `# meshplan completion powershell: put this line into $PROFILE
#   meshplan completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName meshplan -ScriptBlock {
    param($current, $line, $cursor)
    $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor -or $current -eq '' } | ForEach-Object { $_.ToString() })
    & $words[0] __complete @($words | Select-Object -Skip 1) "=$current" 2>$null | ForEach-Object {
        $word, $about = $_ -split "\`t", 2
        if ($word -eq ':files') {
            Get-ChildItem -Path "$current*" -Name | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        } else {
            if (-not $about) { $about = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
        }
    }
}
`,
} as const;

export type ShellName = keyof typeof SCRIPTS;
