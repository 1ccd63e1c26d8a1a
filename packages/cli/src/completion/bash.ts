import { type Command, isListed } from '../command-line/command.ts';
import {
  alternatives,
  firstWords,
  groups,
  optionsCompleting,
  optionsWithWords,
  optionWords,
  serverCommands,
  serversCommand,
} from './words.ts';

const servers = `words=$(grantor ${serversCommand} 2> /dev/null)`;

/** What stands after an option. */
function valueCases(commands: readonly Command[]): string {
  const closed = optionsWithWords(commands).map(
    ({ name, completes }) => `    '--${name}') words='${completes.join(' ')}' ;;`,
  );
  return [
    ...closed,
    `    ${alternatives(optionsCompleting(commands, 'server'))}) ${servers} ;;`,
    `    ${alternatives(optionsCompleting(commands, 'file'))}) COMPREPLY=($(compgen -f -- "$current")); return ;;`,
    `    ${alternatives(optionsCompleting(commands, 'folder'))}) COMPREPLY=($(compgen -d -- "$current")); return ;;`,
  ].join('\n');
}

const optionCases = (commands: readonly Command[]): string =>
  commands
    .filter(isListed)
    .map((row) => `      '${row.name}') words='${optionWords(row).join(' ')}' ;;`)
    .join('\n');

const argumentCases = (commands: readonly Command[]): string =>
  [
    ...groups(commands).map(({ name, words }) => `      '${name}') words='${words.join(' ')}' ;;`),
    `      ${alternatives(serverCommands(commands))}) ${servers} ;;`,
  ].join('\n');

/** The script that bash evaluates. It takes words from the line itself: bash would break addresses at their colons. */
export function bashCompletion(commands: readonly Command[]): string {
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
${valueCases(commands)}
  esac
  if [ -n "$words" ]; then
    :
  elif [ -z "$command" ]; then
    words='${firstWords(commands).join(' ')}'
  elif [[ $current == -* ]]; then
    case "$command" in
${optionCases(commands)}
    esac
  else
    case "$command" in
${argumentCases(commands)}
    esac
  fi
  typed=\${current%"\${current##*[:=]}"}
  for candidate in $words; do
    [[ $candidate == "$current"* ]] && COMPREPLY+=("\${candidate#"$typed"}")
  done
}
complete -F _grantor grantor
`;
}
