/** A server with people on it, and what they do about their second factors without a screen. */

import { strict as assert } from 'node:assert';
import { Secret } from '@grantor/protocol';
import { totpCode } from '../../src/factors/totp.ts';
import { declarations } from '../e2e/declarations.ts';
import { type MovingClock, movingClock } from '../e2e/moving-clock.ts';
import { hiddenFields, type PlainBrowser, plainBrowser, signInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { startTestServer, type TestServer } from '../running-server.ts';

export type FactorServer = {
  readonly server: TestServer;
  readonly party: RelyingParty;
  readonly clock: MovingClock;
  browser(): PlainBrowser;
  /** The code that an app shows now; the next call is a step later. */
  code(app: App): string;
  /** Sets up an app for whoever is signed in. */
  setsUpApp(browser: PlainBrowser): Promise<App>;
  /** The codes that were shown. */
  makesCodes(browser: PlainBrowser): Promise<readonly string[]>;
  stop(): Promise<void>;
};

/** The secret of an authenticator app. */
export type App = { readonly secret: Secret };

type Options = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly people?: readonly unknown[];
};

export async function startFactorServer({
  environment = {},
  more = {},
  people = [],
}: Options = {}): Promise<FactorServer> {
  const party = await startRelyingParty();
  const clock = movingClock();
  const { users, clients } = declarations(party, more);
  const bootstrap = { users: [...users, ...people], clients };
  const server = await startTestServer({ bootstrap, environment, clock });
  const code = ({ secret }: App): string => {
    clock.advance(31);
    return totpCode(secret, clock.now());
  };
  return {
    ...{ server, party, clock, code },
    browser: () => plainBrowser(server),
    async setsUpApp(browser) {
      const page = await (await browser.get('/account/factors/totp')).text();
      const app = appOn(page);
      const set = await browser.post('/account/factors/totp', { ...hiddenFields(page), code: code(app) });
      assert.equal(set.headers.get('location'), '/account/factors?done=factor_added');
      return app;
    },
    async makesCodes(browser) {
      const path = '/account/factors/recovery-codes';
      const asked = hiddenFields(await (await browser.get(path)).text());
      return codesOn(await (await browser.post(path, asked)).text());
    },
    async stop() {
      await server.stop();
      await party.stop();
    },
  };
}

export const appOn = (page: string): App => ({
  secret: Secret.of((/<code class="secret">([A-Z2-7 ]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '')),
});

export const codesOn = (page: string): readonly string[] =>
  [...page.matchAll(/<code>([0-9a-z]{5}-[0-9a-z]{5})<\/code>/g)].map(([, code = '']) => code);

export const locationOf = (answer: Response): string => answer.headers.get('location') ?? '';

/** Signs in up to the second step: the address it is at. */
export async function reachesFactor(
  browser: PlainBrowser,
  person: { readonly username: string; readonly password: string },
  options: Parameters<typeof signInPlainly>[2] = {},
): Promise<string> {
  const answer = await signInPlainly(browser, person, options);
  assert.equal(answer.status, 303);
  return locationOf(answer);
}

/** Posts the form of that address with these fields more. */
export async function answers(
  browser: PlainBrowser,
  address: string,
  more: Readonly<Record<string, string>>,
): Promise<Response> {
  const page = await browser.get(address);
  assert.equal(page.status, 200, address);
  return browser.post(new URL(address, 'http://own.invalid').pathname, {
    ...hiddenFields(await page.text()),
    ...more,
  });
}

/** What the answer's session says of the sign-in. */
export async function authenticationOf({ server }: FactorServer, browser: PlainBrowser) {
  const cookie = [...browser.cookies].find(([name]) => name.includes('session'))?.[1] ?? '';
  const { sha256 } = await import('@grantor/protocol');
  const row = await server.running.database.kysely
    .selectFrom('browser_session')
    .selectAll()
    .where('hash', '=', sha256(cookie))
    .executeTakeFirst();
  return row === undefined ? null : { acr: row.acr, amr: JSON.parse(row.amr), row };
}
