/** A shell that stays open, so that a later block sees the variables of an earlier one. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const PROGRAMS = ['bash', 'curl', 'sed'];

/** Why shell blocks cannot run here; false: they can. */
export function missingPrograms(...more: readonly string[]): string | false {
  const missing = [...PROGRAMS, ...more].filter((name) => spawnSync(name, ['--version']).error !== undefined);
  return missing.length > 0 ? `not installed here: ${missing.join(', ')}` : false;
}

export type Shell = {
  /** Runs a block; answers what it printed. Rejects when its last command failed. */
  run(block: string): Promise<string>;
  close(): Promise<void>;
};

/** `hears` gets what the blocks write to standard error; the terminal, where nobody wants to. */
export function openShell(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  hears: (text: string) => unknown = (text) => process.stderr.write(text),
): Shell {
  const bash = spawn('bash', [], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  bash.stderr.on('data', (chunk: Buffer) => hears(chunk.toString()));
  const lines = createInterface({ input: bash.stdout })[Symbol.asyncIterator]();
  const end = 'end of block';
  return {
    async run(block) {
      bash.stdin.write(`${block}\nprintf '\\n${end} %s\\n' "$?"\n`);
      const printed: string[] = [];
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        if (!line.value.startsWith(end)) {
          printed.push(line.value);
          continue;
        }
        if (line.value !== `${end} 0`) throw new Error(`${line.value}\n${block}\n${printed.join('\n')}`);
        return printed.join('\n').trim();
      }
      throw new Error(`the shell ended in\n${block}`);
    },
    async close() {
      const exited = once(bash, 'exit');
      bash.stdin.end();
      await exited;
    },
  };
}
