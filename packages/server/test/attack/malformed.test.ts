import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { cookieNames } from '../../src/accounts/cookies.ts';
import { type Malformed, malformed, targets } from './malformed-request.ts';
import { type Allowed, judge, mark } from './oracle.ts';
import { afterLogout, type Browser, callback, startWorld, type World } from './world.ts';

const runs = Number(process.env['GRANTOR_FUZZ_RUNS'] ?? 2000);
/** Dot segments are the URL parser's: what they lead to may be served. */
const served = new Set(['/', '/account', ...targets.flatMap(({ paths }) => paths)]);
const seed = Number(process.env['GRANTOR_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

describe(`malformed requests, ${runs} per endpoint, GRANTOR_FUZZ_SEED=${seed}`, () => {
  let world: World;
  let browser: Browser;
  let allowed: Allowed;
  let names: Readonly<Record<string, string>>;
  before(async () => {
    // Client ids that are URLs are refused by policy: what a name answers is not what is tried here
    world = await startWorld({ environment: { CLIENT_ID_METADATA_ALLOWED_DOMAINS: 'nowhere.example' } });
    browser = world.browser();
    await browser.signIn();
    names = cookieNames(world.origin);
    allowed = { origin: world.origin, redirects: [callback, afterLogout, 'http://127.0.0.1/callback'] };
  });
  after(() => world.server.stop());

  /** Every second request comes from a browser that is signed in. */
  const send = (request: Malformed, isSignedIn: boolean): Promise<Response> => {
    const own = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
    const sent = isSignedIn ? { cookie: own, ...request.headers } : request.headers;
    const { method, path, body } = request;
    const cookie = sent['cookie']?.replaceAll(
      /\bgrantor_(session|browser|device)\b(?!_)/g,
      (_, name: string) => names[name] ?? '',
    );
    const headers = { ...sent, ...(cookie === undefined ? {} : { cookie }) };
    return world.send(path, { method, headers, ...(body === null ? {} : { body }) });
  };

  for (const target of targets) {
    it(`never break ${target.name} — security.md I-1, I-2, protocol.md G-5, G-9`, async () => {
      const property = fc.asyncProperty(malformed(target), fc.boolean(), async (request, isSignedIn) => {
        await judge(await send(request, isSignedIn), allowed);
      });
      await fc.assert(property, { numRuns: runs, seed });
    });
  }

  it('never break an address nobody serves — protocol.md G-1', async () => {
    const path = fc.oneof(
      fc.constantFrom(
        '//evil.example',
        '/%2e%2e/',
        '/oauth',
        '/oauth/',
        '/oauth/token/',
        '/OAUTH/token',
        '/\\evil',
      ),
      fc
        .array(fc.constantFrom('..', 'oauth', 'api', '.well-known', 'assets', '%00', '%zz', mark, 'é'), {
          minLength: 1,
        })
        .map((parts) => `/${parts.join('/')}`),
    );
    const property = fc.asyncProperty(path, fc.constantFrom('text/html', '*/*'), async (address, accept) => {
      const response = await world.send(address, { headers: { accept } });
      const pathname = new URL(`${world.origin}${address}`).pathname;
      if (!served.has(pathname)) assert.equal(response.status, 404, address);
      await judge(response, allowed);
    });
    await fc.assert(property, { numRuns: runs, seed });
  });

  it('logged no failure of ours all the while — protocol.md G-9', () => {
    const failures = world.server.logged.filter((line) => JSON.parse(line).level === 'error');
    assert.deepEqual(failures, []);
  });
});
