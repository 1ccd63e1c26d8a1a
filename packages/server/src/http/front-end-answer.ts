/** What a front-end is answered: HTTP says only whether its call was understood (federation-vci-authlete.md ATL-1, ATL-2). */

import type { Outgoing } from './message.ts';
import { apiPolicy } from './send.ts';

const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'content-security-policy': apiPolicy,
};

/** JSON text; null: there is nothing to say. */
export const apiAnswer = (body: string | null): Outgoing => ({
  ...{ status: body === null ? 204 : 200, cookies: [], body },
  headers: body === null ? { 'cache-control': 'no-store' } : headers,
});

const statuses: Readonly<Record<string, number>> = {
  bad_call: 400,
  bad_token: 401,
  bad_transport: 403,
  no_service: 404,
  no_operation: 404,
  no_client: 404,
  no_token: 404,
  too_many: 429,
};

/** `why`: one of those that a call is refused for; any other is a fault of ours. */
export const apiRefusal = (why: string, value: object): Outgoing => ({
  ...{ status: statuses[why] ?? 500, cookies: [], body: JSON.stringify(value) },
  headers: { ...headers, ...(why === 'bad_token' ? { 'www-authenticate': 'Bearer' } : {}) },
});
