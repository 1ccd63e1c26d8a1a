import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { freePort } from '@grantor/compliance/testing/free-port';
import { startFacadeAt } from './world.ts';

/** What a process loads that imports these modules of the server, by the addresses of the files; then what it prints. */
function loadedBy(modules: readonly string[], more = ''): readonly string[] {
  const source = `
    const { registerHooks } = await import('node:module');
    const loaded = new Set();
    registerHooks({ resolve: (name, context, next) => {
      const found = next(name, context);
      loaded.add(found.url);
      return found;
    } });
    ${modules.map((name) => `await import(${JSON.stringify(new URL(`../../src/${name}`, import.meta.url))});`).join('\n')}
    ${more}
    console.log([...loaded].join('\\n'));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  });
  return printed.trim().split('\n');
}

const ofStart = ['program.ts', 'commands/server.ts', 'start/facade.ts'];

describe('a server in front of another engine — federation-vci-authlete.md ATL-7, performance.md §2', () => {
  it('loads no database, no engine, no console and no account', () => {
    const loaded = loadedBy([
      'commands/commands.ts',
      'commands/refusal.ts',
      'config/load.ts',
      ...ofStart.slice(1),
    ]);
    const strange =
      /\/kysely\/|\/zod\/|\/pg\/|\/server\/src\/(?:database|store|bootstrap|administration|outbox|upstream|pages\/(?:admin|account|console|apps))\/|\/engine\/src\/(?:index|create-engine|tokens|grants|authorize)/;
    assert.deepEqual(
      loaded.filter((address) => strange.test(address)),
      [],
    );
    assert.ok(loaded.length < 330, `${loaded.length} modules`);
    const packages = loaded.flatMap(
      (address) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(address)?.[1] ?? [],
    );
    assert.deepEqual([...new Set(packages)], ['hono']);
    assert.deepEqual(
      loaded.filter((address) => /^node:(?:sqlite|child_process|inspector)/.test(address)),
      [],
    );
  });

  it('starts whatever is set of a database, since it opens none', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const facade = await startFacadeAt(await freePort(), `http://${nobody}`, {
      DATABASE_URL: `postgres://grantor:a-password@${nobody}/none`,
    });
    try {
      assert.equal((await fetch(`${facade.origin}/livez`)).status, 200, facade.output());
    } finally {
      await facade.stop();
    }
  });

  it('has the words of its pages, in every language — product.md N-2', () => {
    const pages = new URL('../../src/pages/everywhere.ts', import.meta.url);
    const more = `
      const { devicePage, deviceResultPage, errorPage, frontDoorPage, locales, logoutPage, signedOutPage } = await import(${JSON.stringify(pages)});
      const assets = new Proxy({}, { get: () => '/asset' });
      const reasons = ['bad_request', 'redirect_uri_refused', 'unknown_client', 'flow_expired', 'forbidden', 'form_expired',
        'cookies_blocked', 'sign_in_unavailable', 'not_found', 'method_not_allowed', 'too_many_requests', 'unavailable', 'fault'];
      const item = { status: 'new', includes: [{ name: 'read', description: null }] };
      const access = {
        scopes: ['openid', 'profile', 'email', 'phone', 'address', 'offline_access', 'read'].map((name) => ({ ...item, name, effect: 'deletes' })),
        claims: ['email', 'locale', 'unheard_of'].map((name) => ({ ...item, name })),
        resources: [{ identifier: 'https://api.example/', scopes: [], learns: [] }],
        details: [{ ...item, type: 'payment', title: null, rows: [{ path: 'amount', label: null, values: ['1'] }], place: null }],
      };
      for (const locale of locales) {
        const frame = { siteName: 'Site', locale, theme: 'system', nonce: 'n', requestId: 'r', assets };
        for (const kind of reasons)
          errorPage({ reason: { kind, retryAfterSeconds: 5, reloadAfterSeconds: 5 }, status: 400, code: 'c', description: 'd' }, frame);
        const web = { kind: 'web', host: 'app.example' };
        const strangers = [web, { kind: 'this_device', address: 'http://127.0.0.1' }, { kind: 'another_device' }].flatMap(
          (destination) => [undefined, 'app.example', 'other.example'].map((documentHost) =>
            ({ name: 'App', selfRegistered: true, destination, documentHost })));
        for (const stranger of [null, ...strangers]) for (const person of [null, { username: 'john' }]) {
          for (const request of [{ kind: 'ticket', ticket: 't' }, { kind: 'device', userCode: 'BCDF-GHJK' }, { kind: 'person', sealed: 's', message: null }]) {
            const page = frontDoorPage({ request, client: { name: 'App', description: 'of ours' }, access, person, prefilled: '', stranger, isAgain: true }, frame);
            if (/undefined/.test(String(page))) throw new Error(locale);
          }
        }
        const others = [
          ...['approved', 'denied', 'already_decided', 'request_approved', 'request_denied'].map((kind) => deviceResultPage({ kind, list: 'elsewhere' }, frame)),
          ...['fresh', 'invalid', 'stale'].map((kind) => devicePage({ state: { kind } }, frame)),
          logoutPage({ action: '/logout', fields: {}, wayBack: { kind: 'none' }, stayPath: null }, frame),
          signedOutPage({ frames: [], reach: 'all', next: { kind: 'nowhere' } }, frame),
        ];
        if (others.some((page) => /undefined/.test(String(page)))) throw new Error(locale);
      }`;
    assert.ok(loadedBy([], more).length > 0);
  });
});
