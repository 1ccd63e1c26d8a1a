import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { interrupted } from '../errors/failure.ts';
import type { Source } from './world.ts';

/** Reads lines from a stream; a terminal shows what is typed, except for secrets. */
export function createTerminalInput(stream: NodeJS.ReadStream, echo: NodeJS.WriteStream): Source {
  const isTerminal = stream.isTTY === true;

  async function read(lines: Interface, signal: AbortSignal): Promise<string | null> {
    try {
      return await new Promise<string | null>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(interrupted()), { once: true });
        if (signal.aborted) reject(interrupted());
        // In raw mode the terminal sends Ctrl-C as a key
        lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
        lines.once('line', resolve);
        lines.once('close', () => resolve(null));
      });
    } finally {
      lines.close();
      stream.pause();
    }
  }

  return {
    isTerminal,
    readAll: () => text(stream),
    readLine: (signal) =>
      read(
        createInterface({ input: stream, output: isTerminal ? echo : undefined, terminal: isTerminal }),
        signal,
      ),
    async readSecret(signal) {
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const line = await read(
        createInterface({ input: stream, output: nowhere, terminal: isTerminal }),
        signal,
      );
      if (isTerminal) echo.write('\n');
      return line;
    },
  };
}
