/** The pieces of docs/use-as-a-library.md, run as they are printed within one application (distribution.md L-4, L-5). */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import express, { type Express } from 'express';
// @ts-expect-error it comes without types
import session from 'express-session';
import { InvalidOptions } from '../../src/index.ts';
import { readOptions } from '../../src/library/options.ts';
import { repository } from '../documentation/markdown.ts';
import { plainBrowser } from '../e2e/plain-browser.ts';
import { answerOf, type Embedded, embed } from './embedded.ts';

const page = readFileSync(resolve(repository, 'docs/use-as-a-library.md'), 'utf8');
const blocks = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);

type Surroundings = Readonly<Record<string, unknown>>;

const AsyncFunction = (async () => {}).constructor as new (
  ...names: string[]
) => (...values: unknown[]) => Promise<unknown>;

/** Runs a piece among these names, with its imports; answers the names it makes. */
async function run(
  block: string,
  made: readonly string[],
  surroundings: Surroundings,
): Promise<Surroundings> {
  const code = block.replaceAll(/^import (.*) from ('.*');$/gm, 'const $1 = await import($2);');
  const answer = `return { ${made.join(', ')} };`;
  const names = Object.keys(surroundings);
  return (await new AsyncFunction(...names, code + answer)(...Object.values(surroundings))) as Surroundings;
}

/** The piece that says this. */
const piece = (mark: string): string => {
  const [found, ...more] = blocks.filter((block) => block.includes(mark));
  assert.equal(more.length, 0, mark);
  return found ?? assert.fail(mark);
};

const person = { username: 'ada', password: 'the analytical engine' };

describe('the pieces of the guide to the library', () => {
  let origin: string;
  let embedded: Embedded;
  let app: Express;
  let close: () => Promise<void>;
  const here = (mark: string): string => piece(mark).replaceAll('https://app.example', origin);

  before(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const code = {
      client_secret: randomBytes(32).toString('hex'),
      grant_types: ['authorization_code'],
      redirect_uris: [`${origin}/callback`],
    };
    embedded = await embed(
      `${origin}/auth`,
      {},
      {
        users: [{ ...person, sub: '17' }],
        clients: [
          { client_id: 'photo-album', client_name: 'Photo Album', ...code, scope: 'openid profile' },
          { client_id: 'nightly-report', client_name: 'Nightly report', ...code, scope: 'notes:read' },
        ],
        resources: [{ resource: `${origin}/api`, name: 'Notes', scopes: [{ name: 'notes:read' }] }],
      },
    );
    app = express();
    app.use(embedded.grantor.node);
    app.use(session({ secret: 'for this test', resave: false, saveUninitialized: false }));
    const server = app.listen(port, '127.0.0.1');
    close = async () => {
      server.closeAllConnections();
      server.close();
    };
  });
  after(async () => {
    await close();
    await embedded.stop();
  });

  it('are all run here, but the example application', () => {
    const marks = [
      'tokens.issue',
      'tokens.verify',
      'guard',
      'clients.register',
      'users.create',
      'authorizationUrl',
      'dsn',
      'globalThis',
    ];
    assert.deepEqual(new Set(marks.map(piece)), new Set(blocks.slice(1)));
  });

  it('give options that are accepted — distribution.md L-1', async () => {
    let given: Surroundings | null = null;
    const createGrantor = async (options: Surroundings): Promise<void> => {
      given = options;
    };
    const secrets = ['JWT_SECRET', 'SESSION_SECRET', 'ENCRYPTION_SECRET'];
    const env = Object.fromEntries(secrets.map((name) => [name, randomBytes(32).toString('hex')]));
    const process = { env: { ...env, DATABASE_URL: 'postgres://127.0.0.1/grantor' } };
    await run(piece('dsn'), [], { createGrantor, process });
    try {
      readOptions(given ?? assert.fail(), '/');
    } catch (failure) {
      assert.fail(failure instanceof InvalidOptions ? failure.message : String(failure));
    }
  });

  it('open one instance for all routes of Next.js — distribution.md L-2', async () => {
    const opened: unknown[] = [];
    const createGrantor = async (options: unknown): Promise<number> => opened.push(options);
    const text = piece('globalThis')
      .replace(/^import .*$/m, '')
      .replace('export ', '');
    const { grantor } = await run(text, ['grantor'], { createGrantor, globalThis: {} });
    const open = grantor as () => Promise<unknown>;
    assert.deepEqual([await open(), await open(), opened.length], [1, 1, 1]);
    readOptions(Object(opened[0]), '/');
  });

  it('have a token made, verified, and let in to a guarded handler — distribution.md L-4, L-5', async () => {
    const { grantor } = embedded;
    const { accessToken: token } = await run(here('tokens.issue'), ['accessToken', 'expiresAt'], { grantor });
    const verified = await run(here('tokens.verify'), ['subject', 'clientId', 'scopes'], { grantor, token });
    assert.deepEqual(verified, { subject: '17', clientId: 'nightly-report', scopes: ['notes:read'] });
    await run(here('guard'), [], { grantor, app });
    const ask = (headers: Record<string, string>) => fetch(`${origin}/api/notes`, { headers });
    assert.deepEqual(await (await ask({ authorization: `Bearer ${token}` })).json(), verified);
    assert.equal((await ask({})).status, 401);
  });

  it('register a client — distribution.md L-4', async () => {
    const { grantor } = embedded;
    const made = await run(here('clients.register'), ['client_id', 'client_secret'], { grantor });
    assert.equal((await grantor.clients.get(String(made['client_id'])))?.['client_name'], 'Nightly report');
    assert.equal(typeof made['client_secret'], 'string');
  });

  it('invite a person — distribution.md L-1', async () => {
    const { grantor } = embedded;
    const { id, invitation } = await run(here('users.create'), ['id', 'invitation'], { grantor });
    assert.equal((await fetch(Object(invitation).url)).status, 200);
    assert.deepEqual((await grantor.users.get(String(id)))?.groups, ['navy']);
  });

  it('sign a person in — distribution.md L-4', async () => {
    await run(here('authorizationUrl'), [], { grantor: embedded.grantor, app });
    app.get('/', (request, response) => void response.send(`user ${Object(request).session.user}`));
    const browser = plainBrowser({ origin });
    const url = (await browser.get('/login')).headers.get('location') ?? '';
    const { pathname, search } = new URL(await answerOf(url, { browser, person }));
    assert.equal((await browser.get(pathname + search)).status, 302);
    assert.equal(await (await browser.get('/')).text(), 'user 17');
  });
});
