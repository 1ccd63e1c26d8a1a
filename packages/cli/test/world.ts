/** A world for one run in this process: what was printed is kept, nobody waits, nothing outside is touched. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interrupted } from '../src/errors/failure.ts';
import { commands, run, type Sink, type World } from '../src/index.ts';
import { readCertificate } from '../src/world/certificate.ts';

export type Options = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  /** What is typed or piped in, line by line. */
  readonly input?: readonly string[];
  readonly fetch?: typeof fetch;
  readonly certificateOf?: World['certificateOf'];
  readonly now?: () => number;
  readonly platform?: NodeJS.Platform;
  readonly isContainer?: boolean;
  readonly folder?: string;
};

export type TestWorld = World & {
  readonly folder: string;
  readonly slept: readonly number[];
  printed(): string;
  said(): string;
  /** What Ctrl-C does, without ending this process. */
  stop(): void;
  remove(): void;
};

/** Its home and working directory are a new folder, unless one is given. */
export function createTestWorld(options: Options = {}): TestWorld {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'grantor-cli-'));
  const stopping = new AbortController();
  const undos = new Set<() => void>();
  const farewells = new Set<Parameters<World['whenStoppedFinally']>[0]>();
  const written = { out: '', err: '' };
  const slept: number[] = [];
  const lines = [...(options.input ?? [])];
  const isTerminal = options.isTerminal ?? false;
  const sink = (to: keyof typeof written): Sink => ({
    isTerminal,
    write(text) {
      written[to] += text;
    },
  });
  const next = (signal: AbortSignal): Promise<string | null> =>
    signal.aborted ? Promise.reject(interrupted()) : Promise.resolve(lines.shift() ?? null);
  return {
    environment: { TOKEN_STORE: 'file', XDG_CONFIG_HOME: join(folder, 'config'), ...options.environment },
    directory: folder,
    home: folder,
    folder,
    platform: options.platform ?? 'linux',
    isContainer: options.isContainer ?? false,
    stdin: { isTerminal, readAll: async () => lines.splice(0).join('\n'), readLine: next, readSecret: next },
    stdout: sink('out'),
    stderr: sink('err'),
    fetch: options.fetch ?? fetch,
    certificateOf: options.certificateOf ?? readCertificate,
    version: '0.0.0',
    server: { kind: 'program', path: 'nowhere' },
    now: options.now ?? (() => Date.now()),
    async sleep(milliseconds) {
      slept.push(milliseconds);
      if (stopping.signal.aborted) throw interrupted();
    },
    interruption: stopping.signal,
    whenStopped(undo) {
      undos.add(undo);
      return () => undos.delete(undo);
    },
    whenStoppedFinally(work) {
      farewells.add(work);
      return () => farewells.delete(work);
    },
    passSignalsTo() {},
    slept,
    printed: () => written.out,
    said: () => written.err,
    stop() {
      stopping.abort();
      for (const undo of undos) undo();
      for (const work of farewells) work(() => {}).catch(() => {});
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

/** Runs one command line in a world; what an earlier run printed there is included. */
export async function runIn(world: TestWorld, ...words: readonly string[]): Promise<Ran> {
  const code = await run(words, world, commands);
  return { code, out: world.printed(), err: world.said() };
}

/** Runs one command line in a new world. */
export async function grantor(words: readonly string[], options: Options = {}): Promise<Ran> {
  const world = createTestWorld(options);
  try {
    return await runIn(world, ...words);
  } finally {
    if (options.folder === undefined) world.remove();
  }
}
