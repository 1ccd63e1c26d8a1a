import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { clientId } from '@grantor/protocol';
import type { KnownDetailsType } from '../../src/model/authorization-details.ts';
import type { AuthorizeOutcome, Interaction } from '../../src/requests/outcome.ts';
import {
  basic,
  exampleClient,
  exampleDetail,
  exampleDetailsType,
  exampleResource,
  exampleScope,
  exampleSession,
  exampleSource,
  postForm,
  testSecret,
} from '../../src/testing/index.ts';
import { claimsOf, expectOk, json } from '../support.ts';
import {
  answerOf,
  flowOf,
  frontChannel,
  interactionOf,
  type Parameters,
  request,
  stepOf,
  verifier,
} from './front-channel.ts';

const bank = exampleResource({ uri: 'https://bank.example', name: 'Bank' });
const shop = exampleResource({ uri: 'https://shop.example' });
const payment = exampleDetail();
const other = exampleDetail({ amount: '99.00' });
const web = { authorization: basic('web', testSecret) };

const asking = (details: unknown, change: Parameters = {}) =>
  request({ authorization_details: JSON.stringify(details), ...change });

function front(change: { client?: object; types?: KnownDetailsType[] } = {}) {
  const types = change.types ?? [exampleDetailsType()];
  const clients = [exampleClient(change.client)];
  return { types, ...frontChannel({ seed: { clients, resources: [bank, shop], detailsTypes: types } }) };
}

type Front = ReturnType<typeof front>;

const rowsOf = (outcome: AuthorizeOutcome) => {
  const { step } = interactionOf(outcome);
  assert.ok(step.kind === 'consent');
  return step.details;
};

/** Approves the page as it was, without the details at these places. */
const approve = ({ engine, signedIn }: Front, shown: AuthorizeOutcome, dropped: readonly number[] = []) => {
  const wasShown = async (asked: Interaction) => isDeepStrictEqual(asked, interactionOf(shown));
  const decision = { kind: 'approve', wasShown, dropped } as const;
  return engine.resume({ flow: flowOf(shown), decision, source: exampleSource() }, signedIn);
};

const redeem = async ({ engine }: Front, outcome: AuthorizeOutcome, change: object = {}) =>
  engine.token(
    postForm(
      {
        ...{ grant_type: 'authorization_code', code: answerOf(outcome)['code'], code_verifier: verifier },
        ...{ redirect_uri: 'https://app.example/callback', ...change },
      },
      web,
    ),
  );

const refresh = ({ engine }: Front, token: string, change: object = {}) =>
  engine.token(postForm({ grant_type: 'refresh_token', refresh_token: token, ...change }, web));

describe('authorization details of a request — advanced.md RAR-2', () => {
  for (const [what, text] of [
    ['no JSON', '[{"type"'],
    ['an object', '{"type":"payment"}'],
    ['an empty list', '[]'],
    ['a text in the list', '["payment"]'],
    ['a list in the list', '[[]]'],
    ['an object without a type', '[{"amount":"1"}]'],
    ['an unknown type', '[{"type":"toy","amount":"1","to":{}}]'],
    ['what the schema does not let in', '[{"type":"payment","amount":1,"to":{}}]'],
    ['a location that is no text', '[{"type":"payment","amount":"1","to":{},"locations":[1]}]'],
    [
      'locations that are no list',
      '[{"type":"payment","amount":"1","to":{},"locations":"https://bank.example"}]',
    ],
    [
      'more objects than fit on a page',
      JSON.stringify(Array.from({ length: 11 }, (_, index) => exampleDetail({ amount: `${index}` }))),
    ],
    ['a text like a book', JSON.stringify([exampleDetail({ amount: 'x'.repeat(513) })])],
    ['more values than anybody reads', JSON.stringify([exampleDetail({ to: Array(65).fill(1) })])],
    ['what turns the text around', JSON.stringify([exampleDetail({ amount: '10\u202e00' })])],
    ['a name that is none', '[{"type":"payment","amount":"1","to":{"__proto__":1}}]'],
    [
      'a value deeper than JSON may be',
      `[{"type":"payment","amount":"1","to":${'['.repeat(8)}${']'.repeat(8)}}]`,
    ],
  ] as const) {
    it(`are refused as ${what} — RFC 9396 §5`, async () => {
      assert.equal(
        stepOf(await front().ask(request({ authorization_details: text }))),
        'invalid_authorization_details',
      );
    });
  }

  it('are refused outside the types of the client — RFC 9396 §10', async () => {
    const named = (authorizationDetailsTypes: string[]) => front({ client: { authorizationDetailsTypes } });
    assert.equal(stepOf(await named(['toy']).ask(asking([payment]))), 'invalid_authorization_details');
    assert.equal(stepOf(await named(['payment']).ask(asking([payment]))), 'consent');
  });

  it('name locations their type has, at a resource of the request', async () => {
    const at = (...locations: string[]) => exampleDetail({ locations });
    const channel = front({ types: [exampleDetailsType({ locations: [bank.uri] })] });
    const step = async (details: unknown, change: Parameters = {}) =>
      stepOf(await channel.ask(asking(details, change)));
    assert.equal(await step([at(bank.uri)], { resource: bank.uri }), 'consent');
    assert.equal(await step([at(shop.uri)], { resource: shop.uri }), 'invalid_authorization_details');
    assert.equal(await step([at(bank.uri)], { resource: shop.uri }), 'invalid_authorization_details');
    assert.equal(await step([at('https://elsewhere.example')]), 'invalid_target');
  });

  it('say what the tokens are for, where the request names no resource', async () => {
    const channel = front();
    const shown = await channel.ask(asking([exampleDetail({ locations: [bank.uri] })]));
    const tokens = expectOk(await redeem(channel, await approve(channel, shown)));
    assert.equal(claimsOf(tokens.access_token).aud, bank.uri);
  });

  it('are checked where they are pushed, and where a device asks', async () => {
    const { engine } = front();
    const fields = { authorization_details: '[{"type":"toy"}]', scope: 'read' };
    for (const reply of [
      await engine.pushAuthorization(postForm({ ...request(), ...fields }, web)),
      await engine.deviceAuthorization(postForm(fields, web)),
    ]) {
      assert.deepEqual([reply.status, json(reply).error], [400, 'invalid_authorization_details']);
    }
  });
});

describe('consent to authorization details — advanced.md RAR-3', () => {
  it('shows every value of every object, whoever gave it a name or nobody', async () => {
    const detail = exampleDetail({ to: { name: 'Bob', iban: 'DE02' }, notes: ['a', 'b'], urgent: false });
    const [shown] = rowsOf(await front().ask(asking([detail])));
    assert.deepEqual(
      shown?.rows.map(({ path, label, values }) => [path, label?.text, values]),
      [
        ['amount', 'Amount', ['12.50']],
        ['to.name', 'Payee', ['Bob']],
        ['to.iban', undefined, ['DE02']],
        ['notes', undefined, ['a', 'b']],
        ['urgent', undefined, ['false']],
      ],
    );
  });

  it('is silent for what was allowed, in whatever order its members stand, and for nothing else', async () => {
    const channel = front();
    await approve(channel, await channel.ask(asking([payment])));
    const { type, amount, to } = payment as { type: string; amount: string; to: object };
    assert.equal(stepOf(await channel.ask(asking([{ to, amount, type }]))), 'code');
    const asked = await channel.ask(asking([payment, other]));
    assert.deepEqual(
      rowsOf(asked).map(({ known }) => known),
      [true, false],
    );
  });

  it('leaves out what the person drops, and asks about it again', async () => {
    const channel = front();
    const done = await approve(channel, await channel.ask(asking([payment, other])), [0]);
    assert.deepEqual(expectOk(await redeem(channel, done)).authorization_details, [other]);
    assert.equal(stepOf(await channel.ask(asking([other]))), 'code');
    assert.equal(stepOf(await channel.ask(asking([payment]))), 'consent');
  });

  it('takes a resource along that only they were for — advanced.md RAR-3', async () => {
    const channel = front();
    channel.harness.store.put.resource({ ...bank, scopes: [exampleScope('bank:read')] });
    const details = [bank, shop].map(({ uri }) => exampleDetail({ locations: [uri] }));
    const shown = await channel.ask(asking(details, { scope: 'openid' }));
    const tokens = expectOk(await redeem(channel, await approve(channel, shown, [0])));
    assert.equal(claimsOf(tokens.access_token).aud, shop.uri);
  });

  it('is a no where nothing at all is left', async () => {
    const channel = front({ client: { scopes: [] } });
    const shown = await channel.ask(asking([payment], { scope: undefined }));
    assert.equal(stepOf(await approve(channel, shown, [0])), 'access_denied');
  });

  it('is asked of a self-registered client that changed its name since', async () => {
    const stranger = { id: clientId('web'), source: 'dynamic', scopes: [] } as const;
    const channel = front({ client: stranger });
    await approve(channel, await channel.ask(asking([payment])));
    assert.equal(stepOf(await channel.ask(asking([payment]))), 'code');
    channel.harness.store.put.client(exampleClient({ ...stranger, name: 'Another' }));
    await approve(channel, await channel.ask(asking([other])));
    assert.equal(stepOf(await channel.ask(asking([other]))), 'code');
    assert.equal(stepOf(await channel.ask(asking([payment]))), 'consent');
  });

  it('holds at the resources that stood beside an object without a location', async () => {
    const channel = front();
    const at = (resource: string, details: Parameters = {}) => channel.ask(request({ resource, ...details }));
    const paying = { authorization_details: JSON.stringify([payment]) };
    await approve(channel, await at(shop.uri));
    await approve(channel, await at(bank.uri, paying));
    assert.equal(stepOf(await at(bank.uri, paying)), 'code');
    assert.equal(stepOf(await at(shop.uri)), 'code');
    const elsewhere = await at(shop.uri, paying);
    assert.equal(stepOf(elsewhere), 'consent');
    assert.equal(rowsOf(elsewhere)[0]?.known, false);
  });

  it('is remembered for so many only — security.md L-8', async () => {
    const channel = front();
    for (let index = 0; index < 6; index += 1) {
      const ten = Array.from({ length: 10 }, (_, at) => exampleDetail({ amount: `${index}${at}` }));
      await approve(channel, await channel.ask(asking(ten)));
    }
    const consent = await channel.harness.store.findConsent(exampleSession().userId, clientId('web'));
    assert.equal(consent?.details.length, 50);
    assert.equal(stepOf(await channel.ask(asking([exampleDetail({ amount: '59' })]))), 'consent');
  });
});

describe('tokens with authorization details — advanced.md RAR-4, RAR-5', () => {
  const both = async (channel = front(), change: Parameters = {}) => {
    const done = await approve(channel, await channel.ask(asking([payment, other], change)));
    return { channel, done };
  };

  it('answer what was granted, in the token and beside it — RFC 9396 §7, §9.1, advanced.md V-59', async () => {
    const { channel, done } = await both();
    const tokens = expectOk(await redeem(channel, done));
    assert.deepEqual(tokens.authorization_details, [payment, other]);
    assert.deepEqual(claimsOf(tokens.access_token).authorization_details, [payment, other]);
  });

  it('say it at introspection, opaque or not — RFC 9396 §9.2', async () => {
    for (const accessTokenFormat of ['jwt', 'opaque'] as const) {
      const { channel, done } = await both(front({ client: { accessTokenFormat } }));
      const { access_token, refresh_token } = expectOk(await redeem(channel, done));
      for (const token of [access_token, refresh_token]) {
        const seen = json(await channel.engine.introspect(postForm({ token }, web)));
        assert.deepEqual(seen.authorization_details, [payment, other]);
      }
    }
  });

  it('can be narrowed, for one token alone — RFC 9396 §6', async () => {
    const { channel, done } = await both();
    const named = (...details: object[]) => ({ authorization_details: JSON.stringify(details) });
    const first = expectOk(await redeem(channel, done, named(other)));
    assert.deepEqual(first.authorization_details, [other]);
    const second = expectOk(await refresh(channel, first.refresh_token, named(payment)));
    assert.deepEqual(second.authorization_details, [payment]);
    assert.deepEqual(claimsOf(second.access_token).authorization_details, [payment]);
    const wider = await refresh(channel, second.refresh_token, named(exampleDetail({ amount: '1.00' })));
    assert.equal(json(wider).error, 'invalid_authorization_details');
    const all = expectOk(await refresh(channel, second.refresh_token));
    assert.deepEqual(all.authorization_details, [payment, other]);
  });

  it('are not answered again to a narrower request — protocol.md RF-3', async () => {
    const { channel, done } = await both();
    const { refresh_token: token } = expectOk(await redeem(channel, done));
    expectOk(await refresh(channel, token));
    expectOk(await refresh(channel, token));
    const narrower = await refresh(channel, token, { authorization_details: JSON.stringify([other]) });
    assert.equal(json(narrower).error, 'invalid_grant');
  });

  it('carry what is for their audience only', async () => {
    const at = (uri: string) => exampleDetail({ locations: [uri] });
    const channel = front();
    const shown = await channel.ask(asking([at(bank.uri), at(shop.uri), payment]));
    const first = expectOk(await redeem(channel, await approve(channel, shown), { resource: bank.uri }));
    assert.deepEqual(claimsOf(first.access_token).authorization_details, [at(bank.uri), payment]);
    assert.deepEqual(first.authorization_details, [at(bank.uri), payment]);
    const second = expectOk(await refresh(channel, first.refresh_token, { resource: shop.uri }));
    assert.deepEqual(claimsOf(second.access_token).authorization_details, [at(shop.uri), payment]);
  });

  it('lose what is taken away: the type, or the client’s right to it — protocol.md IN-6', async () => {
    for (const take of [
      (channel: Front) => void channel.types.splice(0, 1),
      (channel: Front) => void channel.types.splice(0, 1, exampleDetailsType({ accepts: () => false })),
      ({ harness }: Front) => harness.store.put.client(exampleClient({ authorizationDetailsTypes: ['toy'] })),
    ]) {
      const { channel, done } = await both();
      const { access_token: token, refresh_token } = expectOk(await redeem(channel, done));
      take(channel);
      const seen = json(await channel.engine.introspect(postForm({ token }, web)));
      assert.deepEqual([seen.active, seen.authorization_details], [true, undefined]);
      const named = { authorization_details: JSON.stringify([other]) };
      const refused = await refresh(channel, refresh_token, named);
      assert.equal(json(refused).error, 'invalid_authorization_details');
      const next = expectOk(await refresh(channel, refresh_token));
      assert.equal(next.authorization_details, undefined);
      assert.equal(claimsOf(next.access_token).authorization_details, undefined);
    }
  });

  it('are a client’s own only where an administrator named the type', async () => {
    const own = (authorizationDetailsTypes: string[] | null, source: 'administrator' | 'dynamic') =>
      front({ client: { authorizationDetailsTypes, source } }).engine.token(
        postForm(
          {
            grant_type: 'client_credentials',
            scope: 'read',
            authorization_details: JSON.stringify([payment]),
          },
          web,
        ),
      );
    for (const refused of [own(null, 'administrator'), own(['payment'], 'dynamic')]) {
      assert.equal(json(await refused).error, 'invalid_authorization_details');
    }
    const tokens = expectOk(await own(['payment'], 'administrator'));
    assert.deepEqual(tokens.authorization_details, [payment]);
  });
});

describe('a device that asks for authorization details', () => {
  const visitor = (channel: Front) => channel.signedIn;
  const source = exampleSource({ path: '/device/verify' });

  it('gets those that the person leaves — advanced.md RAR-3, RFC 8628 §3.3', async () => {
    const channel = front();
    const { engine } = channel;
    const fields = { scope: 'read', authorization_details: JSON.stringify([payment, other]) };
    const { user_code: userCode, device_code } = expectOk(
      await engine.deviceAuthorization(postForm(fields, web)),
    );
    const entered = await engine.enterUserCode({ userCode, source }, visitor(channel));
    assert.ok(entered.kind === 'confirm');
    assert.deepEqual(
      entered.confirmation.details.map(({ rows, known }) => [rows[0]?.values[0], known]),
      [
        ['12.50', false],
        ['99.00', false],
      ],
    );
    const decided = {
      userCode,
      source,
      decision: 'approve',
      dropped: [1],
      wasShown: async () => true,
    } as const;
    assert.equal((await engine.decideDevice(decided, visitor(channel))).kind, 'approved');
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const tokens = expectOk(await engine.token(postForm({ grant_type, device_code }, web)));
    assert.deepEqual(tokens.authorization_details, [payment]);
  });

  it('gets no token for a place of what was left out — advanced.md RAR-3', async () => {
    const channel = front();
    const { engine } = channel;
    const details = [exampleDetail({ locations: [bank.uri] }), exampleDetail({ locations: [shop.uri] })];
    channel.harness.store.put.resource({ ...bank, scopes: [exampleScope('bank:read')] });
    const fields = { scope: 'openid', authorization_details: JSON.stringify(details) };
    const { user_code: userCode, device_code } = expectOk(
      await engine.deviceAuthorization(postForm(fields, web)),
    );
    await engine.enterUserCode({ userCode, source }, visitor(channel));
    const decided = { userCode, source, dropped: [0], wasShown: async () => true } as const;
    assert.equal(
      (await engine.decideDevice({ ...decided, decision: 'approve' }, visitor(channel))).kind,
      'approved',
    );
    const redeemed = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code };
    const { access_token } = expectOk(await engine.token(postForm(redeemed, web)));
    assert.equal(claimsOf(access_token).aud, shop.uri);
  });
});

it('names the types that are known in its metadata — advanced.md RAR-6, RFC 9396 §10', async () => {
  const channel = front();
  const supported = async () => json(await channel.engine.discovery()).authorization_details_types_supported;
  assert.deepEqual(await supported(), ['payment']);
});
