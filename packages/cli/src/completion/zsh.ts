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

/** The script that zsh evaluates. */
export function zshCompletion(commands: readonly Command[]): string {
  const listed = commands.filter(isListed);
  const options = listed.map((row) => `      '${row.name}') compadd -- ${optionWords(row).join(' ')} ;;`);
  const seconds = groups(commands).map(
    ({ name, words }) => `      '${name}') compadd -- ${words.join(' ')} ;;`,
  );
  const values = optionsWithWords(commands).map(
    ({ name, completes }) => `    '--${name}') compadd -- ${completes.join(' ')}; return ;;`,
  );
  return `#compdef grantor
# Completion of grantor for zsh. In ~/.zshrc: eval "$(grantor completion zsh)"
_grantor() {
  local current=\${words[CURRENT]} previous=\${words[CURRENT-1]} command=''
  (( CURRENT > 2 )) && command=\${words[2]}
  case "$command" in
    ${alternatives(groups(commands).map(({ name }) => name))}) (( CURRENT > 3 )) && command="$command \${words[3]}" ;;
  esac
  case "$previous" in
${values.join('\n')}
    ${alternatives(optionsCompleting(commands, 'server'))}) compadd -- \${(f)"$(grantor ${serversCommand} 2> /dev/null)"}; return ;;
    ${alternatives(optionsCompleting(commands, 'file'))}) _files; return ;;
    ${alternatives(optionsCompleting(commands, 'folder'))}) _files -/; return ;;
  esac
  if [[ -z $command ]]; then
    compadd -- ${firstWords(commands).join(' ')}
  elif [[ $current == -* ]]; then
    case "$command" in
${options.join('\n')}
    esac
  else
    case "$command" in
${seconds.join('\n')}
      ${alternatives(serverCommands(listed))}) compadd -- \${(f)"$(grantor ${serversCommand} 2> /dev/null)"} ;;
    esac
  fi
}
(( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit -u }
compdef _grantor grantor
`;
}
