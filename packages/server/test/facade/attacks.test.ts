import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { instant } from '@grantor/protocol';
import { authorize } from '../../src/facade/authorization.ts';
import { createEndpoints } from '../../src/facade/endpoints.ts';
import type { AuthorizationWorld } from '../../src/facade/visitor.ts';
import type { Exchange } from '../../src/http/exchange.ts';
import {
  authorizationRequest,
  browse,
  clientCredentials,
  type FacadeWorld,
  form,
  type Jar,
  password,
  startFacadeWorld,
  ticketIn,
} from './world.ts';

let world: FacadeWorld;
before(async () => {
  world = await startFacadeWorld();
});
after(() => world.stop());

const at = (path: string): string => `${world.facade.origin}${path}`;
const decision = '/api/authorization/decision';
const john = { loginId: 'john', password, authorized: 'true' };

async function pageFor(change: Readonly<Record<string, string>>, jar: Jar) {
  const { parameters } = authorizationRequest(change);
  const response = await browse(at(`/api/authorization?${parameters}`), jar);
  return { response, ticket: ticketIn(await response.clone().text()) };
}

async function signedIn(): Promise<Jar> {
  const jar: Jar = new Map();
  const { ticket } = await pageFor({}, jar);
  await browse(at(decision), jar, form({ ...john, ticket }));
  return jar;
}

const errorIn = (response: Response): string | null =>
  new URL(response.headers.get('location') ?? 'https://none.example/').searchParams.get('error');

describe('whoever attacks a server in front of another engine', () => {
  it('gets nothing for a ticket that was answered, denied or given to another browser', async () => {
    const jar = await signedIn();
    const mine = await pageFor({}, jar);
    const theirs = await pageFor({}, new Map());
    // The ticket of another page, with a session that is good
    const swapped = await browse(
      at(decision),
      new Map(jar),
      form({ ticket: theirs.ticket, authorized: 'true' }),
    );
    assert.equal(errorIn(swapped), 'login_required');
    const allowed = await browse(
      at(decision),
      new Map(jar),
      form({ ticket: mine.ticket, authorized: 'true' }),
    );
    assert.match(allowed.headers.get('location') ?? '', /[?&]code=/);
    for (const authorized of ['true', 'false']) {
      const again = await browse(
        at(decision),
        new Map(jar),
        form({ ...john, ticket: mine.ticket, authorized }),
      );
      assert.equal(again.status, 400);
    }
  });

  it('gets one code from answers that race, of whichever kinds — federation-vci-authlete.md ATL-30', async () => {
    const jar = await signedIn();
    for (let round = 0; round < 3; round += 1) {
      const { ticket } = await pageFor({}, jar);
      const posts = [{ authorized: 'true' }, john, { authorized: 'false' }, { ...john, loginId: 'jane' }];
      const answers = await Promise.all(
        posts.map((fields) => browse(at(decision), new Map(jar), form({ ...fields, ticket }))),
      );
      const told = answers.filter((one) => one.headers.get('location') !== null);
      assert.equal(told.length, 1, String(answers.map(({ status }) => status)));
    }
  });

  it('is not answered in silence where a sign-in is asked for, wherever that stands', async () => {
    const jar = await signedIn();
    const { parameters } = authorizationRequest({ prompt: 'none', max_age: '0' });
    const pushed = await fetch(at('/api/par'), {
      ...{ method: 'POST', body: parameters, headers: { authorization: clientCredentials } },
    });
    const { request_uri = '' } = (await pushed.json()) as Record<string, string>;
    const query = new URLSearchParams({ client_id: 'web', request_uri });
    const answer = await browse(at(`/api/authorization?${query}`), new Map(jar));
    assert.equal(errorIn(answer), 'login_required');
    for (const max_age of ['00', '000'])
      assert.equal(
        errorIn((await pageFor({ prompt: 'none', max_age }, new Map(jar))).response),
        'login_required',
      );
  });

  it('is not allowed by who was signed in too long ago, once the page was shown', async () => {
    const jar = await signedIn();
    const { ticket } = await pageFor({ max_age: '1' }, jar);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const late = await browse(at(decision), jar, form({ ticket, authorized: 'true' }));
    assert.equal(errorIn(late), 'login_required');
  });
});

const exchange = {
  ...{ method: 'GET', query: 'x=y', path: '/oauth/authorize' },
  header: (name: string) => (name === 'cookie' ? 'c' : undefined),
  source: { address: '127.0.0.1', userAgent: null, requestId: 'r', method: 'GET', path: '/' },
  note: () => {},
} as unknown as Exchange;

const free = { allowed: true, refund: () => {} };

describe('a server in front of another engine', () => {
  it('takes nobody whom its list has no more, though their browser has a session', async () => {
    const failed: unknown[] = [];
    const parts = {
      ...{ people: { find: () => null }, limits: { charge: async () => free, person: async () => free } },
      browser: { signedIn: () => ({ subject: '1001', authTime: 1000, acr: '1' }) },
      now: () => instant(1_000_000),
      controlPlane: {
        tell: async (name: string, given: object) => {
          if (name === 'auth/authorization')
            return {
              action: 'NO_INTERACTION',
              reply: { ticket: 't', client: { attributes: [{ key: 'first_party', value: 'true' }] } },
            };
          failed.push(name, given);
          return { relay: { as: 'redirect' }, content: 'https://app.example/?error=x', reply: {} };
        },
      },
    } as unknown as AuthorizationWorld;
    await authorize(exchange, parts);
    assert.deepEqual(failed, ['auth/authorization/fail', { ticket: 't', reason: 'NOT_LOGGED_IN' }]);
  });

  it('tells no name that all clients know, where it cannot learn how the client knows people', async () => {
    const told: string[] = [];
    const endpoints = createEndpoints({
      people: { find: () => null },
      documents: { client: async () => null },
      controlPlane: {
        tell: async (name: string) => {
          told.push(name);
          return {
            action: 'OK',
            reply: { subject: '1001', clientId: 7, claims: [] },
            relay: { as: 'inner' },
          };
        },
      },
    } as unknown as Parameters<typeof createEndpoints>[0]);
    const { source } = exchange;
    const sent = {
      authorization: 'Bearer t',
      query: '',
      body: new Uint8Array(),
      dpop: [],
      certificate: null,
      source,
    };
    await assert.rejects(endpoints.userinfo(sent as unknown as Parameters<typeof endpoints.userinfo>[0]));
    assert.deepEqual(told, ['auth/userinfo']);
  });
});
