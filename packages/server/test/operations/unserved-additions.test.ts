/** What is off answers nothing and is not even loaded (federation-vci-authlete.md, ENABLE_FEDERATION and ENABLE_VCI). */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { endpoints } from '@grantor/engine';
import { type ServerProcess, startServerProcess } from '../running-server.ts';

/** Writes the address of every module that is loaded, one a line. */
const recorder = `
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.LOADED_MODULES, url + '\\n');
    return nextLoad(url, context);
  },
});`;

let folder: string;

type Watched = { readonly server: ServerProcess; loaded(): Promise<readonly string[]> };

async function watched(name: string, environment: Readonly<Record<string, string>>): Promise<Watched> {
  const list = join(folder, name);
  const preload = join(folder, 'recorder.mjs');
  await writeFile(preload, recorder);
  const server = await startServerProcess({
    environment: {
      ...environment,
      LOADED_MODULES: list,
      NODE_OPTIONS: `--import=file://${preload}`,
    },
  });
  return { server, loaded: async () => (await readFile(list, 'utf8')).trim().split('\n') };
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantor-modules-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Issues credentials, or is an entity of a federation; what loads the one or the other is neither. */
const isAddition = (url: string): boolean =>
  /\/(engine|server)\/src\/(credentials|federation)\/(?!lazy-)/.test(url) ||
  /\/keys\/(credential|federation)-keys\.ts$/.test(url) ||
  /\/pages\/(words\/credentials\/|text\/credential-words\.ts)/.test(url);

const of = (word: string) => (path: string) => path.includes(word);
const paths = Object.values(endpoints).flatMap(({ path, aliases }) => [path, ...aliases]);
const ofCredentials = [
  ...paths.filter((path) =>
    ['/vci/', 'credential', 'jwt-vc-issuer', 'jwt-issuer'].some((word) => path.includes(word)),
  ),
  ...['/api/nonce', '/api/offer/x', '/admin/credentials', '/account/credentials', '/api/v1/credentials'],
  ...['/api/v1/credential-configurations', '/api/v1/credential-offers', '/api/v1/credential-requests'],
];
const ofFederation = [
  ...paths.filter(of('federation')),
  // A leaf has none of these, on or off (federation-vci-authlete.md §1)
  ...['/oauth/federation/fetch', '/oauth/federation/list', '/oauth/federation/resolve'],
];

const statusOf = async (url: string, method: string): Promise<string> => {
  const answer = await fetch(url, { method, redirect: 'manual' });
  await answer.arrayBuffer();
  return `${answer.status}`;
};

describe('a server without federation and credentials', () => {
  let off: Watched;
  before(async () => {
    off = await watched('off', {});
  });
  after(() => off.server.stop());

  it('has loaded for its start neither the console, nor the APIs of administration and of front-ends — performance.md §2', async () => {
    const later = /\/zod\/|\/server\/src\/(?:admin\/|apps\/|authlete\/(?!wire\/)|management\/(?!paths))/;
    const loaded = await off.loaded();
    assert.deepEqual(
      loaded.filter((url) => later.test(url)),
      [],
    );
    assert.ok(loaded.length < 1450, `${loaded.length} modules`);
  });

  it('does not import node:http, which would bring fetch along — performance.md §2', async () => {
    const loaded = await off.loaded();
    assert.ok(loaded.includes('node:net'));
    assert.deepEqual(
      loaded.filter((url) => url === 'node:http'),
      [],
    );
  });

  it('answers nothing of them — federation-vci-authlete.md §1, federation-vci-authlete.md §2', async () => {
    assert.ok(ofCredentials.length > 20 && ofFederation.length > 6);
    for (const path of [...ofCredentials, ...ofFederation]) {
      for (const method of ['GET', 'POST'])
        assert.equal(
          await statusOf(`${off.server.origin}${path.replace('{id}', '1')}`, method),
          '404',
          `${method} ${path}`,
        );
    }
    const metadata = await (await fetch(`${off.server.origin}/.well-known/openid-configuration`)).text();
    assert.doesNotMatch(
      metadata,
      /openid_credential|pre-authorized|attest|federation|client_registration_types/,
    );
  });

  it('loads nothing of them', async () => {
    const loaded = await off.loaded();
    assert.ok(loaded.some((url) => url.endsWith('/engine/src/federation/lazy-federation.ts')));
    assert.deepEqual(loaded.filter(isAddition), []);
  });
});

describe('a server with credentials', () => {
  it('loads what issues them, so that the list above would show it', async () => {
    const on = await watched('on', { ENABLE_VCI: 'true' });
    try {
      assert.equal(await statusOf(`${on.server.origin}/vci/jwks`, 'GET'), '200');
      const loaded = (await on.loaded()).filter(isAddition);
      for (const module of ['/engine/src/credentials/make-credentials.ts', '/pages/words/credentials/en.ts'])
        assert.ok(
          loaded.some((url) => url.endsWith(module)),
          module,
        );
      assert.equal(
        loaded.some((url) => url.includes('/federation/')),
        false,
      );
    } finally {
      await on.server.stop();
    }
  });
});
