import assert from 'node:assert/strict';
import { startDevice, visitDevicePage } from '../conversation/device.ts';
import type { Case } from '../run/case.ts';
import { saysLessOnPage } from '../run/facade-differences.ts';
import { API, REPORTS } from '../setup/fixtures.ts';
import { expectError, expectHeader, send } from '../wire/answer.ts';

// What is granted when nothing, too little or too much is asked for; and the language of pages.

function sorted(scope: unknown): string {
  return String(scope).split(' ').sort().join(' ');
}

export const scopeDefaultCases: readonly Case[] = [
  {
    name: 'a request without scope gets the registered scope',
    requirements: ['protocol.md SC-3', 'RFC 6749 §3.3'],
    differs: {
      reference: {
        reason: 'it goes on with the empty scope and finds nothing to grant',
        seen: /access_denied/,
      },
    },
    async run(t) {
      const answer = await t.tokens({ client: 'narrow', parameters: { scope: undefined, nonce: undefined } });
      assert.equal(sorted(answer.json['scope']), 'openid read');
    },
  },
  {
    name: 'duplicate scopes collapse and their order is irrelevant',
    requirements: ['protocol.md SC-1', 'RFC 6749 §3.3'],
    async run(t) {
      const answer = await t.tokens({ parameters: { scope: 'email openid email openid' } });
      assert.equal(sorted(answer.json['scope']), 'email openid');
    },
  },
  {
    name: 'a scope of no resource is told of, and granted where no resource is asked for',
    requirements: ['clients.md §9 Free-standing scopes', 'RFC 8414 §2', 'RFC 6749 §3.3'],
    async run(t) {
      const told = t.metadata['scopes_supported'];
      assert.ok(Array.isArray(told) && told.includes(REPORTS));
      const answer = await t.tokens({ client: 'reporter', parameters: { scope: `openid ${REPORTS}` } });
      assert.equal(sorted(answer.json['scope']), `openid ${REPORTS}`);
    },
  },
  {
    name: 'a scope of no resource is left out of a token for a resource that has scopes of its own',
    requirements: ['clients.md §9 Free-standing scopes', 'protocol.md RI-3', 'RFC 8707 §2.1'],
    needs: ['resource'],
    async run(t) {
      const parameters = { scope: `openid read ${REPORTS}`, resource: API };
      const answer = await t.tokens({ client: 'reporter', parameters });
      const scope = String(answer.json['scope']).split(' ');
      assert.ok(scope.includes('read') && !scope.includes(REPORTS), scope.join(' '));
    },
  },
  {
    name: 'offline_access is ignored for a client without the refresh grant',
    requirements: ['protocol.md SC-5', 'Core §11'],
    async run(t) {
      const parameters = { scope: 'openid offline_access', prompt: 'consent' };
      const answer = await t.tokens({ client: 'no-refresh', parameters });
      assert.equal(answer.json['scope'], 'openid');
      assert.equal(answer.json['refresh_token'], undefined);
    },
  },
  {
    name: 'a device request with nothing but unknown scopes is invalid_scope',
    requirements: ['protocol.md SC-2', 'security.md F-16'],
    needs: ['device'],
    differs: { reference: { reason: 'it goes on with the empty scope', seen: /got 200/ } },
    async run(t) {
      const answer = await t.as('device', 'device_authorization_endpoint', { scope: 'unheard-of' });
      expectError(answer, 400, 'invalid_scope');
    },
  },
  {
    name: 'the device page names the client and every scope',
    requirements: ['security.md F-16', 'protocol.md DV-4'],
    needs: ['device', 'house_rules'],
    differs: { facade: saysLessOnPage },
    async run(t) {
      const started = await startDevice(t, 'device', { scope: 'openid email' });
      const { landing } = await visitDevicePage(t, started, { purpose: { stopAt: 'consent' } });
      assert.ok(landing.kind === 'page');
      for (const text of [t.client('device').client_name, 'alice'])
        assert.ok(landing.html.includes(text), text);
      assert.match(landing.html, /e-?mail/i);
    },
  },
  {
    name: 'ui_locales chooses the language of the page',
    requirements: ['protocol.md §6 ui_locales', 'Core §3.1.2.1'],
    needs: ['house_rules'],
    async run(t) {
      const supported = t.metadata['ui_locales_supported'];
      assert.ok(Array.isArray(supported));
      for (const locale of supported.map(String)) {
        const wish = { parameters: { ui_locales: `tlh ${locale}` }, purpose: { stopAt: 'sign-in' } } as const;
        const { landing } = await t.authorize(wish);
        assert.ok(landing.kind === 'page');
        assert.match(landing.html, new RegExp(`<html[^>]* lang="${locale}`));
      }
    },
  },
  {
    name: 'scripts of other origins may read challenge and retry headers',
    requirements: ['protocol.md G-11'],
    needs: ['cors', 'house_rules'],
    async run(t) {
      const headers = { origin: 'https://spa.example' };
      const answer = await send(t.endpoint('token_endpoint'), { method: 'POST', headers });
      for (const name of ['WWW-Authenticate', 'Retry-After', 'DPoP-Nonce']) {
        expectHeader(answer, 'access-control-expose-headers', new RegExp(name, 'i'));
      }
    },
  },
];
