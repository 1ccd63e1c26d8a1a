import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Case } from '../run/case.ts';
import { CALLBACK } from '../setup/fixtures.ts';
import { type Channel, expectRedirectedError } from '../wire/authorization.ts';

const CODE_MODES: readonly Channel[] = ['query', 'fragment', 'form_post'];
const HYBRID_MODES: readonly Channel[] = ['fragment', 'form_post'];
const hybrid = { client: 'hybrid', parameters: { response_type: 'code id_token' } } as const;

function leftHalf(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}

const successes: readonly Case[] = CODE_MODES.map((response_mode) => ({
  name: `response_mode ${response_mode} delivers code, state and issuer there`,
  requirements: ['Multiple Response Types §2.1', 'RFC 9207 §2', 'Form Post §2', 'security.md F-6'],
  needs: response_mode === 'form_post' ? ['form_post'] : [],
  async run(t) {
    const authorization = await t.authorize({ parameters: { response_mode } });
    authorization.code();
    assert.equal(authorization.channel, response_mode);
    assert.equal(authorization.deliveredTo, CALLBACK);
    assert.equal(authorization.response.get('iss'), t.issuer);
    assert.equal(authorization.response.get('state'), authorization.parameters['state']);
  },
}));

const failures: readonly Case[] = CODE_MODES.flatMap((response_mode) => [
  {
    name: `response_mode ${response_mode} delivers errors there`,
    requirements: ['Multiple Response Types §5', 'RFC 9207 §2', 'security.md F-6'] as const,
    needs: response_mode === 'form_post' ? (['form_post'] as const) : [],
    async run(t) {
      const authorization = await t.authorize({ parameters: { response_mode, max_age: 'soon' } });
      expectRedirectedError(authorization, 'invalid_request');
      assert.equal(authorization.channel, response_mode);
      assert.equal(authorization.response.get('iss'), t.issuer);
    },
  } satisfies Case,
  {
    name: `response_mode ${response_mode} delivers a denial there`,
    requirements: ['Multiple Response Types §5', 'RFC 9207 §2', 'security.md F-6'] as const,
    needs: response_mode === 'form_post' ? (['form_post'] as const) : [],
    async run(t) {
      const parameters = { response_mode, prompt: 'consent' };
      const authorization = await t.authorize({ parameters, purpose: { decide: 'deny' } });
      expectRedirectedError(authorization, 'access_denied');
      assert.equal(authorization.channel, response_mode);
      assert.equal(authorization.response.get('iss'), t.issuer);
    },
  } satisfies Case,
]);

const hybrids: readonly Case[] = HYBRID_MODES.map((response_mode) => ({
  name: `code id_token by ${response_mode} delivers code, ID token, state and issuer`,
  requirements: ['Core §3.3.2.5', 'Core §3.3.2.8', 'RFC 9207 §2'],
  needs: ['hybrid'],
  differs: {
    reference: {
      reason: 'it leaves iss out where the ID token beside it already names the issuer',
      seen: /'code id_token state'/,
    },
  },
  async run(t) {
    const parameters = { ...hybrid.parameters, response_mode };
    const authorization = await t.authorize({ client: 'hybrid', parameters });
    authorization.code();
    assert.equal(authorization.channel, response_mode);
    assert.equal([...authorization.response.keys()].sort().join(' '), 'code id_token iss state');
  },
}));

export const responseModeCases: readonly Case[] = [
  ...successes,
  ...failures,
  ...hybrids,
  {
    name: 'code id_token defaults to the fragment',
    requirements: ['Core §3.3.2.5', 'Multiple Response Types §2', 'Multiple Response Types §5'],
    needs: ['hybrid'],
    async run(t) {
      assert.equal((await t.authorize(hybrid)).channel, 'fragment');
    },
  },
  {
    name: 'the values of response_type may come in any order',
    requirements: ['Multiple Response Types §3', 'RFC 6749 §3.1.1'],
    needs: ['hybrid'],
    async run(t) {
      const authorization = await t.authorize({
        client: 'hybrid',
        parameters: { response_type: 'id_token code' },
      });
      authorization.code();
      assert.ok(authorization.response.get('id_token'));
    },
  },
  {
    name: 'code id_token refuses response_mode query and says so in the fragment',
    requirements: ['Multiple Response Types §3', 'protocol.md §5 response_mode'],
    needs: ['hybrid'],
    differs: {
      reference: { reason: 'it reports the refused mode in that very mode', seen: /delivered by query/ },
    },
    async run(t) {
      const parameters = { ...hybrid.parameters, response_mode: 'query' };
      const authorization = await t.authorize({ client: 'hybrid', parameters });
      expectRedirectedError(authorization, 'invalid_request');
      assert.equal(authorization.channel, 'fragment', `the error is delivered by ${authorization.channel}`);
    },
  },
  {
    name: 'code id_token without nonce is invalid_request',
    requirements: ['Core §3.3.2.11', 'Core §3.2.2.1', 'protocol.md §5 nonce'],
    needs: ['hybrid'],
    async run(t) {
      const parameters = { ...hybrid.parameters, nonce: undefined };
      expectRedirectedError(await t.authorize({ client: 'hybrid', parameters }), 'invalid_request');
    },
  },
  {
    name: 'a front-channel ID token binds the code by c_hash and carries the nonce',
    requirements: ['Core §3.3.2.11', 'Core §3.3.2.12', 'protocol.md TO-4'],
    needs: ['hybrid'],
    async run(t) {
      const authorization = await t.authorize(hybrid);
      const { payload } = await t.verify(authorization.response.get('id_token') ?? '', 'hybrid');
      assert.equal(payload['c_hash'], leftHalf(authorization.code()));
      assert.equal(payload['nonce'], authorization.parameters['nonce']);
    },
  },
  {
    name: 'both ID tokens of a hybrid flow agree on issuer and subject',
    requirements: ['Core §3.3.3.6'],
    needs: ['hybrid'],
    async run(t) {
      const authorization = await t.authorize(hybrid);
      const front = (await t.verify(authorization.response.get('id_token') ?? '', 'hybrid')).payload;
      const back = await t.idToken(await t.redeem(authorization), 'hybrid');
      assert.deepEqual([back.iss, back.sub], [front.iss, front.sub]);
    },
  },
  {
    name: 'no access token ever travels through the browser',
    requirements: ['RFC 9700 §2.1.2', 'security.md F-9'],
    needs: ['hybrid'],
    async run(t) {
      for (const response_type of ['code token', 'code id_token token', 'id_token token']) {
        const authorization = await t.authorize({ client: 'hybrid', parameters: { response_type } });
        expectRedirectedError(authorization, 'unsupported_response_type');
        assert.equal(authorization.response.get('access_token'), null);
      }
    },
  },
  {
    name: 'form_post is an HTML form that submits itself and works without scripts',
    requirements: [
      'Form Post §2',
      'Form Post §A',
      'protocol.md AZ-5',
      'advanced.md V-30',
      'advanced.md LEG-4',
    ],
    needs: ['form_post'],
    async run(t) {
      const { landing } = await t.authorize({ parameters: { response_mode: 'form_post' } });
      assert.ok(landing.kind === 'page');
      assert.equal(landing.status, 200);
      assert.match(landing.headers.get('content-type') ?? '', /^text\/html\b/);
      assert.match(landing.html, /\.submit\(\)/);
      assert.equal(landing.forms[0]?.method, 'post');
      assert.ok((landing.forms[0]?.buttons.length ?? 0) > 0, 'no button for browsers without scripts');
      assert.ok(landing.forms[0]?.fields.every((field) => field.type === 'hidden'));
    },
  },
  {
    name: 'form_post escapes what it echoes',
    requirements: ['Form Post §2', 'protocol.md AZ-5'],
    needs: ['form_post'],
    async run(t) {
      const state = '"><script>alert(1)</script>';
      const authorization = await t.authorize({ parameters: { response_mode: 'form_post', state } });
      assert.ok(authorization.landing.kind === 'page');
      assert.ok(!authorization.landing.html.includes('<script>alert(1)'));
      assert.equal(authorization.response.get('state'), state);
    },
  },
  {
    name: 'a form_post answer is never cached',
    requirements: ['Form Post §2', 'protocol.md G-6'],
    needs: ['form_post'],
    async run(t) {
      const { landing } = await t.authorize({ parameters: { response_mode: 'form_post' } });
      assert.match(landing.headers.get('cache-control') ?? '', /no-store/);
    },
  },
];
