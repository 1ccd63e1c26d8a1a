import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Case } from '../run/case.ts';
import { expectHeader, send } from '../wire/answer.ts';

// Session Management 1.0 and advanced.md LGO-4: pages that watch whether a session is still the same.

export const sessionManagementCases: readonly Case[] = [
  {
    name: 'answers hold the state of the session, salted, another one for each sign-in',
    requirements: ['advanced.md LGO-4', 'advanced.md LGO-5'],
    needs: ['session_management'],
    variant: 'certification',
    async run(t) {
      const frame = await send(t.endpoint('check_session_iframe'));
      assert.equal(frame.status, 200);
      expectHeader(frame, 'content-type', /^text\/html/);
      const first = await t.authorize();
      const second = await t.authorize({ browser: first.browser });
      const elsewhere = await t.authorize();
      const states = [first, second, elsewhere].map(({ response }) => response.get('session_state') ?? '');
      for (const state of states) assert.match(state, /^[^\s.]+\.[^\s.]{8,}$/);
      assert.equal(new Set(states).size, states.length);
    },
  },
  {
    name: 'the state of a session is the hash of client, origin and what the frame sees, with its salt',
    requirements: ['advanced.md LGO-4'],
    needs: ['session_management', 'house_rules'],
    variant: 'certification',
    async run(t) {
      const { browser, response, deliveredTo } = await t.authorize();
      const [hash, salt = ''] = (response.get('session_state') ?? '').split('.');
      const { origin } = new URL(deliveredTo ?? '');
      const cookies = browser.jar.header(new URL('/oauth/check-session', t.issuer), 'navigation') ?? '';
      const seen = cookies.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1));
      const hashes = seen.map((state) =>
        createHash('sha256').update(`web ${origin} ${state} ${salt}`).digest('base64url'),
      );
      assert.ok(hashes.includes(hash ?? ''), 'no cookie gives this state');
    },
  },
  {
    name: 'without session management nothing is told of the state of sessions',
    requirements: ['advanced.md LGO-4', 'advanced.md LGO-5'],
    async run(t) {
      assert.equal(t.metadata['check_session_iframe'], undefined);
      assert.equal((await t.authorize()).response.get('session_state'), null);
    },
  },
];
