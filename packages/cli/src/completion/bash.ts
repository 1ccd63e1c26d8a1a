import { type Command, isListed } from '../command.ts';
import {
  firstWords,
  groups,
  optionsCompleting,
  optionsWithWords,
  optionWords,
  serverCommands,
  serversCommand,
} from './words.ts';

const alternatives = (words: readonly string[]): string => words.map((word) => `'${word}'`).join('|');

/** The script that bash evaluates. It takes words from the line itself: bash would break addresses at their colons. */
export function bashCompletion(commands: readonly Command[]): string {
  const listed = commands.filter(isListed);
  const options = listed.map((row) => `        '${row.name}') words='${optionWords(row).join(' ')}' ;;`);
  const seconds = groups(commands).map(
    ({ name, words }) => `        '${name}') words='${words.join(' ')}' ;;`,
  );
  const values = optionsWithWords(commands).map(
    ({ name, completes }) => `    --${name}) words='${completes.join(' ')}' ;;`,
  );
  return `# Completion of grantor for bash. In ~/.bashrc: eval "$(grantor completion bash)"
_grantor() {
  local line=\${COMP_LINE:0:COMP_POINT} words='' previous command candidate typed
  local -a all
  read -ra all <<< "$line"
  local current=\${line##* }
  [ -n "$current" ] && unset 'all[\${#all[@]}-1]'
  previous=\${all[\${#all[@]}-1]}
  command=\${all[1]:-}
  case "$command" in
    ${alternatives(groups(commands).map(({ name }) => name))}) [ -n "\${all[2]:-}" ] && command="$command \${all[2]}" ;;
  esac
  case "$previous" in
${values.join('\n')}
    ${alternatives(optionsCompleting(commands, 'server'))}) words=$(grantor ${serversCommand} 2> /dev/null) ;;
    ${alternatives(optionsCompleting(commands, 'file'))}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    ${alternatives(optionsCompleting(commands, 'folder'))}) COMPREPLY=($(compgen -d -- "$current")); return ;;
  esac
  if [ -z "$words" ]; then
    if [ -z "$command" ]; then
      words='${firstWords(commands).join(' ')}'
    elif [[ $current == -* ]]; then
      case "$command" in
${options.join('\n')}
      esac
    else
      case "$command" in
${seconds.join('\n')}
        ${alternatives(serverCommands(listed))}) words=$(grantor ${serversCommand} 2> /dev/null) ;;
      esac
    fi
  fi
  typed=\${current%"\${current##*[:=]}"}
  for candidate in $words; do
    [[ $candidate == "$current"* ]] && COMPREPLY+=("\${candidate#"$typed"}")
  done
}
complete -F _grantor grantor
`;
}
