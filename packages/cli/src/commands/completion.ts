import type { Command, Invocation } from '../command-line/command.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { serversCommand } from '../completion/words.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Ending } from '../errors/exit-code.ts';
import { openStore } from '../store/token-store.ts';
import { shellWord } from '../untrusted/shell-word.ts';

type Shell = {
  readonly name: string;
  readonly write: (commands: readonly Command[]) => string;
  readonly setUp: string;
};

const shells: readonly Shell[] = [
  { name: 'bash', write: bashCompletion, setUp: 'eval "$(grantor completion bash)"' },
  { name: 'zsh', write: zshCompletion, setUp: 'eval "$(grantor completion zsh)"' },
  { name: 'fish', write: fishCompletion, setUp: 'grantor completion fish | source' },
];

const places: Readonly<Record<string, string>> = {
  bash: '~/.bashrc',
  zsh: '~/.zshrc',
  fish: '~/.config/fish/config.fish',
};

export const completionCommands: readonly Command[] = shells.map(({ name, write, setUp }) => ({
  name: `completion ${name}`,
  does: `print the completions for ${name}`,
  about: `Prints a script that lets ${name} complete commands, options and the servers you are signed in to.`,
  positionals: [],
  options: [],
  example: { line: setUp, shows: `This line in ${places[name]} turns them on.` },
  async run({ output, commands }) {
    const script = write(commands);
    output.result(script.trimEnd(), { shell: name, script });
    return 'done';
  },
}));

/** What the scripts ask for while a person types: one address a line, none that a shell would read as more. */
async function servers(invocation: Invocation): Promise<Ending> {
  const { signIns, envFiles, clients } = await openStore(invocation).read();
  const known = [
    ...[...signIns, ...envFiles].map(({ server }) => server),
    ...clients.map(({ issuer }) => issuer),
  ];
  const unique = [...new Set(known)].filter((address) => shellWord(address) === address);
  invocation.output.result(unique.join('\n'), { servers: unique });
  return 'done';
}

export const completionServersCommand: Command = {
  name: serversCommand,
  does: 'print the stored servers',
  about: 'Prints the servers that completions offer, one a line.',
  positionals: [],
  options: [],
  visibility: 'hidden',
  example: { line: `grantor ${serversCommand}`, shows: 'One address a line.' },
  run: servers,
};
