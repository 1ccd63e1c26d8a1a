import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import type { Conversation } from '../conversation/conversation.ts';
import { openSite } from '../conversation/document-client.ts';
import { logOut } from '../conversation/logout.ts';
import { type ClientMetadata, publicApp, type Registered, registered } from '../conversation/registration.ts';
import type { Case } from '../run/case.ts';
import { stringOf } from '../wire/answer.ts';
import type { Authorization } from '../wire/authorization.ts';
import type { Browser, Landing } from '../wire/browser.ts';
import type { Publication } from '../wire/document-host.ts';

// How clients learn that a session is over: Back-Channel Logout, Front-Channel Logout, advanced.md LGO-2, LGO-3.

const back: Case['needs'] = ['backchannel_logout', 'logout', 'registration', 'metadata_documents'];
const front: Case['needs'] = ['frontchannel_logout', 'logout', 'registration', 'metadata_documents'];

const BYE = 'https://app.example/bye';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

interface SignedIn {
  readonly own: Registered;
  readonly hint: string;
  readonly authorization: Authorization;
}

/** Alice, signed in at a client that says of itself what is given. */
async function signedIn(t: Conversation, metadata: ClientMetadata, browser?: Browser): Promise<SignedIn> {
  const own = await registered(t, publicApp({ post_logout_redirect_uris: [BYE], ...metadata }));
  const wish = browser === undefined ? {} : { browser };
  const authorization = await own.t.authorize({ client: own.client.client_id, ...wish });
  const hint = stringOf(await own.t.redeem(authorization), 'id_token');
  return { own, hint, authorization };
}

const leave = ({ own, hint, authorization }: SignedIn): Promise<Landing> =>
  logOut(own.t, authorization.browser, {
    id_token_hint: hint,
    post_logout_redirect_uri: BYE,
    state: 'there',
  });

const TRIES = 100;
const EVERY_MS = 50;

/** The first thing that is told to an address. */
async function told({ asked }: Publication): Promise<Publication['asked'][number]> {
  for (let left = TRIES; left > 0; left -= 1) {
    const [first] = asked;
    if (first !== undefined) return first;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return assert.fail('the client was told nothing');
}

const listener = async (t: Conversation): Promise<Publication> =>
  (await openSite(t)).publish(() => ({ status: 204, body: '' }));

export const logoutNoticeCases: readonly Case[] = [
  {
    name: 'a client that wants to hear of sign-outs is told by a signed token, and the browser goes back',
    requirements: [
      ...(['Back-Channel Logout §2.4', 'Back-Channel Logout §2.5'] as const),
      ...(['advanced.md V-44', 'advanced.md LGO-2', 'advanced.md LGO-3', 'protocol.md LO-3'] as const),
    ],
    needs: back,
    async run(t) {
      const site = await listener(t);
      const inside = await signedIn(t, {
        ...{ backchannel_logout_uri: site.url, backchannel_logout_session_required: true },
      });
      const landing = await leave(inside);
      assert.ok(landing.kind === 'departure' && landing.location === `${BYE}?state=there`);
      const { method, headers, body } = await told(site);
      assert.equal(method, 'POST');
      assert.match(headers['content-type'] ?? '', /^application\/x-www-form-urlencoded\b/);
      const form = new URLSearchParams(body);
      assert.deepEqual([...form.keys()], ['logout_token']);
      const { header, payload } = await t.verify(form.get('logout_token') ?? '', inside.own.client.client_id);
      const id = await t.verify(inside.hint);
      assert.equal(header['alg'], id.header['alg']);
      assert.ok(typeof payload['sid'] === 'string' && payload['sid'] === id.payload['sid']);
      assert.equal(payload.sub, id.payload.sub);
      assert.ok(typeof payload.jti === 'string' && payload.jti !== '');
      assert.deepEqual(payload['events'], { [EVENT]: {} });
      assert.equal('nonce' in payload, false);
      assert.ok(Number(payload.exp) - Number(payload.iat) <= 120, 'it is good for too long');
    },
  },
  {
    name: 'a pairwise client is told of a sign-out by the name it knows the person by',
    requirements: ['Back-Channel Logout §2.4', 'advanced.md PWS-4', 'advanced.md LGO-3'],
    needs: [...back, 'pairwise'],
    async run(t) {
      const site = await listener(t);
      const inside = await signedIn(t, { backchannel_logout_uri: site.url, subject_type: 'pairwise' });
      const { sub } = decodeJwt(inside.hint);
      assert.notEqual(sub, t.user().sub);
      await leave(inside);
      const form = new URLSearchParams((await told(site)).body);
      const { payload } = await t.verify(form.get('logout_token') ?? '', inside.own.client.client_id);
      assert.equal(payload.sub, sub);
      const ids = [t.user().sub, t.user().username];
      assert.ok(!Object.values(payload).some((value) => ids.includes(String(value))));
    },
  },
  {
    name: 'each session of each client has a name of its own',
    requirements: ['Back-Channel Logout §2.1', 'advanced.md LGO-2'],
    needs: back,
    async run(t) {
      const wish = {
        backchannel_logout_uri: 'https://app.example/out',
        backchannel_logout_session_required: true,
      };
      const first = await signedIn(t, wish);
      const sibling = await signedIn(t, wish, first.authorization.browser);
      const elsewhere = await first.own.t.authorize({ client: first.own.client.client_id });
      const again = stringOf(await first.own.t.redeem(elsewhere), 'id_token');
      const names = [first.hint, sibling.hint, again].map((jwt) => decodeJwt(jwt)['sid']);
      for (const name of names) assert.ok(typeof name === 'string' && name !== '');
      assert.equal(new Set(names).size, names.length);
      const same = await first.own.t.authorize({
        ...{ client: first.own.client.client_id, browser: first.authorization.browser },
      });
      assert.equal(decodeJwt(stringOf(await first.own.t.redeem(same), 'id_token'))['sid'], names[0]);
    },
  },
  {
    name: 'a client that shows a page to hear of sign-outs is loaded in a frame, and the browser goes back',
    requirements: [
      'Front-Channel Logout §2',
      'Front-Channel Logout §3',
      'advanced.md V-45',
      'advanced.md LGO-2',
    ],
    needs: front,
    async run(t) {
      const inside = await signedIn(t, {
        frontchannel_logout_uri: 'https://app.example/out?own=1',
        frontchannel_logout_session_required: true,
      });
      const landing = await leave(inside);
      assert.ok(landing.kind === 'page' && landing.status === 200);
      const [, frame = ''] = /<iframe[^>]* src="([^"]+)"/.exec(landing.html) ?? [];
      const address = new URL(frame.replaceAll('&amp;', '&'));
      assert.equal(address.origin + address.pathname, 'https://app.example/out');
      assert.deepEqual(Object.fromEntries(address.searchParams), {
        ...{ own: '1', iss: t.issuer, sid: decodeJwt(inside.hint)['sid'] },
      });
      assert.ok(landing.html.replaceAll('&amp;', '&').includes(`${BYE}?state=there`), 'there is no way back');
    },
  },
];
