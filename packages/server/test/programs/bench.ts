/** Sets a recipe up: this server with what it declares, free ports for its addresses, new secrets for its names. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { freePort } from '@grantor/compliance/testing/free-port';
import { repository } from '../documentation/markdown.ts';
import { Person } from '../documentation/person.ts';
import { startTestServer, type TestServer } from '../running-server.ts';
import { ada } from './ada.ts';
import { type Program, type Run, startProgram } from './program.ts';
import { type Recipe, recipeOf } from './recipe.ts';

export type Bench = {
  readonly issuer: string;
  readonly server: TestServer;
  /** The variables of the recipe with their values. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** A text of the recipe with the addresses of this bench, and with its secrets where a file cannot name variables. */
  placed(text: string): string;
  /** The first block of that language, placed. */
  block(language: string): string;
  /** Writes into the folder; answers where. */
  file(path: string, text: string): string;
  /** Starts a program in the folder with the recipe's variables; it ends with the bench. */
  run(command: string, args: readonly string[], more?: Omit<Run, 'folder'>): Promise<Program>;
  stop(): Promise<void>;
};

export type BenchOptions = {
  /** Whose packages the recipe's scripts import. */
  readonly packages?: string;
  /** A member of the declared JSON that is left out, to see what the recipe says of that. */
  readonly without?: string;
};

export async function setUp(name: string, options: BenchOptions = {}): Promise<Bench> {
  const recipe = recipeOf(name);
  const folder = mkdtempSync(join(tmpdir(), 'grantor-recipe-'));
  symlinkSync(options.packages ?? resolve(repository, 'node_modules'), join(folder, 'node_modules'));
  const ports = await freePorts(recipe);
  const environment = secretsOf(recipe);
  const placed = (text: string): string => {
    const moved = text.replace(/\b\d{4,5}\b/g, (port) => ports.get(port) ?? port);
    return moved.replace(/\$\{([A-Z_]+)\}/g, (whole, variable) => environment[variable] ?? whole);
  };
  const declared = (name: string, value: unknown): unknown => (name === options.without ? undefined : value);
  const issuer = `http://localhost:${ports.get('8080')}`;
  const server = await startTestServer({
    bootstrap: { ...JSON.parse(placed(recipe.declared), declared), ...people() },
    environment: {
      ...environment,
      ADA_PASSWORD: ada.password,
      SERVER_ADDR: `127.0.0.1:${ports.get('8080')}`,
      BASE_URL: issuer,
      POLLING_INTERVAL: '1s',
    },
  });
  const programs: Program[] = [];
  const file = (path: string, text: string): string => {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
    return place;
  };
  return {
    issuer,
    server,
    environment,
    folder,
    placed,
    file,
    block: (language) => placed(blockOf(recipe, language)),
    async run(command, args, more = {}) {
      const variables = { ...environment, ...more.environment };
      const program = await startProgram(command, args, { ...more, folder, environment: variables });
      programs.push(program);
      return program;
    },
    async stop() {
      await Promise.all(programs.map((program) => program.stop()));
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Goes to the application, signs in as Ada on the way and allows; the text of the page she ends at. */
export async function signInAt(address: string): Promise<string> {
  const person = new Person();
  const page = await person.allow(await person.open(address), ada);
  return page.text;
}

function blockOf({ name, blocks }: Recipe, language: string): string {
  const found = blocks.find((block) => block.language === language);
  if (found === undefined) throw new Error(`the recipe for ${name} has no ${language}`);
  return found.text;
}

const people = (): { users: unknown } => {
  const example = readFileSync(resolve(repository, 'docs/examples/bootstrap.json'), 'utf8');
  return { users: JSON.parse(example).users };
};

/** A free port for each that the recipe names. */
async function freePorts({ text }: Recipe): Promise<ReadonlyMap<string, string>> {
  const named = new Set(
    [...text.matchAll(/(?:localhost|127\.0\.0\.1):(\d{4,5})\b/g)].map(([, port = '']) => port),
  );
  const ports = new Map<string, string>();
  for (const port of named.add('8080')) ports.set(port, String(await freePort()));
  return ports;
}

/** A new secret for each variable that the recipe names so. */
function secretsOf({ text }: Recipe): Record<string, string> {
  const names = new Set(text.match(/\b[A-Z0-9_]+_SECRET\b/g));
  return Object.fromEntries(
    // 32 characters are what programs take that want an AES key
    [...names].map((name) => [name, randomBytes(name.includes('COOKIE') ? 16 : 32).toString('hex')]),
  );
}
