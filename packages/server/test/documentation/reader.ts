/** A reader of one page: takes a fresh clone, opens terminals in it, and copies the blocks of the page in order. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { repository, shellBlocks } from './markdown.ts';
import { Person } from './person.ts';
import { openShell, type Shell } from './shell.ts';
import { untilReady } from './started-server.ts';

/** What a clone has that the commands of a page need, after `npm ci`. */
const CLONED = ['package.json', 'packages', 'node_modules', 'docs', 'examples', 'scripts'];

/** Ports that pages name, each for one that is free here. */
const PUBLISHED = ['8080', '9090', '3000', '3001', '3002'];

/** Those that the examples listen on. */
const EXAMPLES = new Map([
  ['mcp-server', '3000'],
  ['api-hono', '3001'],
  ['api-express', '3002'],
]);

/** Run by continuous integration before anything else; a clone here has what it brings. */
const INSTALL = /^npm ci\n/;

const STARTS = /(^|\s)(npm start|npx grantor serve)\n?$/;
const STARTS_EXAMPLE = /^npm start --workspace examples\/(\S+)\n?$/;

/** How the command says where another device signs in. */
const LINK = /Or open\s+(\S+)\n/;

export class Reader {
  readonly folder: string;
  readonly #ports: ReadonlyMap<string, string>;
  readonly #environment: Readonly<Record<string, string>>;
  #shell: Shell | undefined;
  #hears: (text: string) => void = () => undefined;
  #server: ChildProcess | undefined;
  readonly #examples: ChildProcess[] = [];

  private constructor(folder: string, ports: ReadonlyMap<string, string>) {
    this.folder = folder;
    this.#ports = ports;
    this.#environment = {
      HOME: join(folder, 'home'),
      TOKEN_STORE: 'file',
      SSH_CONNECTION: 'yes', // no browser opens here
      SERVER_ADDR: `127.0.0.1:${ports.get('8080')}`,
      BASE_URL: this.issuer,
    };
  }

  static async sitDown(): Promise<Reader> {
    const folder = mkdtempSync(join(tmpdir(), 'grantor-reader-'));
    for (const name of CLONED) symlinkSync(resolve(repository, name), join(folder, name));
    mkdirSync(join(folder, 'home'));
    const ports = new Map<string, string>();
    for (const port of PUBLISHED) ports.set(port, String(await freePort()));
    return new Reader(folder, ports);
  }

  get issuer(): string {
    return `http://localhost:${this.#ports.get('8080')}`;
  }

  blocksOf(page: string): readonly string[] {
    return shellBlocks(page).map((block) =>
      [...this.#ports].reduce(
        (text, [published, free]) => text.replaceAll(`:${published}`, `:${free}`),
        block.replace(INSTALL, ''),
      ),
    );
  }

  /**
   * Copies one block. One that starts a program keeps its terminal; what follows goes to another. Where the command
   * shows the address of a device, it is opened and allowed.
   */
  async copy(block: string): Promise<string> {
    if (STARTS.test(block)) return this.#start(block);
    const [, example] = STARTS_EXAMPLE.exec(block) ?? [];
    if (example !== undefined) return this.#startExample(block, EXAMPLES.get(example) ?? '');
    const refused = Promise.withResolvers<never>();
    let heard = '';
    this.#hears = (text) => {
      heard += text;
      const link = LINK.exec(heard)?.[1];
      if (link === undefined) return;
      heard = '';
      this.allowDevice(link).catch(refused.reject);
    };
    this.#shell ??= openShell(this.folder, this.#environment, (text) => this.#hears(text));
    return Promise.race([this.#shell.run(block), refused.promise]).catch((error: unknown) => {
      throw new Error(heard, { cause: error });
    });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Opens the address a device shows, as the administrator of the first start. */
  async allowDevice(address: string): Promise<void> {
    const credentials = this.read('data/grantor-credentials.txt');
    const field = (name: string): string => new RegExp(`^${name}: (.+)$`, 'm').exec(credentials)?.[1] ?? '';
    await new Person().allowDevice(address, { username: field('Username'), password: field('Password') });
  }

  async leave(): Promise<void> {
    await this.#shell?.close();
    for (const example of this.#examples) await end(example);
    await this.#stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #start(block: string): Promise<string> {
    await this.#stop();
    await this.#shell?.close();
    this.#shell = undefined;
    this.#server = this.#open(block);
    return untilReady(this.#server, '"message":"ready"');
  }

  #startExample(block: string, published: string): Promise<string> {
    const example = this.#open(block, { PORT: this.#ports.get(published) ?? '', ISSUER: this.issuer });
    this.#examples.push(example);
    return untilReady(example, 'is ready');
  }

  /** A terminal that a program keeps. */
  #open(block: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn('bash', ['-e', '-c', block], {
      cwd: this.folder,
      env: { ...process.env, ...this.#environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own, so that shell, npm and server end together
    });
  }

  async #stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await end(server);
  }
}

async function end(program: ChildProcess): Promise<void> {
  if (program.pid === undefined || program.exitCode !== null) return;
  const exited = once(program, 'exit');
  process.kill(-program.pid, 'SIGTERM');
  await exited;
}
