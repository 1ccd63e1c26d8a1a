/** A server, an application with its tokens, a device, and people signed in to look at them. */

import { strict as assert } from 'node:assert';
import { authorizationRequest, redeemCode } from '../e2e/authorization-request.ts';
import { alice, declarations, deviceApplication, deviceGrant, webApplication } from '../e2e/declarations.ts';
import { hiddenFields, type PlainBrowser, signedInPlainly } from '../e2e/plain-browser.ts';
import { type RelyingParty, startRelyingParty } from '../e2e/relying-party.ts';
import { type ServerOptions, startTestServer, type TestServer } from '../running-server.ts';

export type Tokens = Readonly<Record<string, string>>;

export type AccountWorld = {
  readonly server: TestServer;
  readonly party: RelyingParty;
  /** A browser of its own, signed in. */
  signedIn(person?: { readonly username: string; readonly password: string }): Promise<PlainBrowser>;
  /** The approval of whoever is signed in, as a way for the web application to get its tokens, or an error. */
  approves(browser: PlainBrowser, scope: string): Promise<() => Promise<Tokens>>;
  /** A device that waits for somebody to enter its code. */
  startsDevice(scope: string): Promise<{
    approve(browser: PlainBrowser): Promise<void>;
    poll(): Promise<Tokens>;
  }>;
  /** The same for a device. */
  approvesDevice(browser: PlainBrowser, scope: string): Promise<() => Promise<Tokens>>;
  /** What the web application got with the approval. */
  allows(browser: PlainBrowser, scope: string): Promise<Tokens>;
  /** What the device got with it. */
  connects(browser: PlainBrowser, scope: string): Promise<Tokens>;
  isActive(token: string | undefined): Promise<boolean>;
  /** The error of a refresh, or undefined. */
  refreshError(token: string | undefined): Promise<string | undefined>;
  stop(): Promise<void>;
};

/** An administrator. */
export const carol = {
  ...{ username: 'carol', password: 'river orchard candle', sub: 'carol-0003' },
  role: 'admin',
} as const;

const client = { client_id: webApplication.client_id, client_secret: webApplication.client_secret };

export type WorldOptions = Omit<ServerOptions, 'bootstrap'> & {
  readonly people?: readonly unknown[];
  readonly clients?: readonly unknown[];
};

export async function startAccountWorld(
  more: Readonly<Record<string, unknown>> = {},
  { people = [], clients: others = [], ...options }: WorldOptions = {},
): Promise<AccountWorld> {
  const party = await startRelyingParty();
  const { users, clients } = declarations(party, more);
  const server = await startTestServer({
    ...options,
    bootstrap: { users: [...users, ...people], clients: [...clients, ...others] },
  });
  const post = async (path: string, form: Record<string, string>): Promise<Record<string, string>> => {
    const response = await fetch(server.origin + path, { method: 'POST', body: new URLSearchParams(form) });
    return (await response.json()) as Record<string, string>;
  };
  const approves: AccountWorld['approves'] = async (browser, scope) => {
    const request = authorizationRequest(server, party, { scope, prompt: 'consent' });
    const toConsent = await browser.get(request.address);
    const page = await browser.get(toConsent.headers.get('location') ?? '');
    const answer = await browser.post('/consent', { ...hiddenFields(await page.text()), action: 'approve' });
    const location = new URL(answer.headers.get('location') ?? '');
    return () => redeemCode(server, location, request);
  };
  const startsDevice: AccountWorld['startsDevice'] = async (scope) => {
    const { client_id } = deviceApplication;
    const device = await post('/oauth/device/code', { client_id, scope });
    return {
      async approve(browser) {
        const fields = hiddenFields(await (await browser.get('/device')).text());
        const entered = await browser.post('/device/verify', {
          ...fields,
          user_code: device['user_code'] ?? '',
        });
        const asked = hiddenFields(await entered.text());
        await browser.post('/device/verify', { ...asked, action: 'approve' });
      },
      poll: () =>
        post('/oauth/token', {
          grant_type: deviceGrant,
          client_id,
          device_code: device['device_code'] ?? '',
        }),
    };
  };
  const approvesDevice: AccountWorld['approvesDevice'] = async (browser, scope) => {
    const device = await startsDevice(scope);
    await device.approve(browser);
    return device.poll;
  };
  return {
    server,
    party,
    signedIn: (person = alice) => signedInPlainly(server, person),
    approves,
    startsDevice,
    approvesDevice,
    allows: async (browser, scope) => (await approves(browser, scope))(),
    connects: async (browser, scope) => (await approvesDevice(browser, scope))(),
    async isActive(token = '') {
      return (await post('/oauth/introspect', { ...client, token }))['active'] as unknown as boolean;
    },
    async refreshError(token = '') {
      return (await post('/oauth/token', { grant_type: 'refresh_token', refresh_token: token, ...client }))[
        'error'
      ];
    },
    async stop() {
      await server.stop();
      await party.stop();
    },
  };
}

/** Every path on the page that matches, in order. */
export async function pathsOn(browser: PlainBrowser, page: string, wanted: RegExp): Promise<string[]> {
  const html = await (await browser.get(page)).text();
  return [...html.matchAll(/href="([^"]*)"/g)]
    .map(([, path = '']) => path)
    .filter((path) => wanted.test(path));
}

/** Opens the page that asks, and confirms. */
export async function confirms(
  browser: PlainBrowser,
  path: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const page = await browser.get(path);
  assert.equal(page.status, 200, path);
  return browser.post(path, { ...hiddenFields(await page.text()), ...more });
}
