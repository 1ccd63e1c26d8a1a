/** A browser without pages, for tests of what an operator types. */

import assert from 'node:assert/strict';
import { hiddenFields } from '../races/person.ts';

/** Cookies, forms and the device flow of whoever signs in here. */
export function newBrowser(origin: string) {
  const cookies = new Map<string, string>();
  const send = async (path: string, fields?: Record<string, string>) => {
    const headers = {
      accept: 'text/html',
      origin,
      cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
    };
    const posted = fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) };
    const response = await fetch(origin + path, { headers, redirect: 'manual', ...posted });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return { status: response.status, page: await response.text() };
  };
  const program = async (path: string, fields: Record<string, string>) => {
    const response = await fetch(origin + path, { method: 'POST', body: new URLSearchParams(fields) });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  return {
    get: send,
    async signIn(username: string, password: string) {
      const { page } = await send('/login');
      return (await send('/login', { ...hiddenFields(page), username, password })).status;
    },
    async deviceTokens(clientId: string) {
      const { body: device } = await program('/oauth/device/code', {
        client_id: clientId,
        scope: 'openid offline_access read',
      });
      const userCode = device['user_code'] ?? '';
      const shown = await send(`/device?user_code=${userCode}`);
      const entered = await send('/device/verify', { ...hiddenFields(shown.page), user_code: userCode });
      await send('/device/verify', { ...hiddenFields(entered.page), action: 'approve' });
      const { status, body } = await program('/oauth/token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: device['device_code'] ?? '',
        client_id: clientId,
      });
      assert.equal(status, 200, JSON.stringify(body));
      return { access: body['access_token'] ?? '', refresh: body['refresh_token'] ?? '' };
    },
    refresh: (clientId: string, token: string) =>
      program('/oauth/token', { grant_type: 'refresh_token', refresh_token: token, client_id: clientId }),
  };
}
