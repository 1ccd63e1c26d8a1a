import assert from 'node:assert/strict';
import type { Case } from '../run/case.ts';
import type { Feature } from '../setup/features.ts';
import { expectError, expectHeader, expectStatus, send } from '../wire/answer.ts';

// What holds at every endpoint that takes a form: method, body type, repetition, size.

interface FormEndpoint {
  readonly member: string;
  readonly client: string;
  readonly parameter: readonly [string, string];
  readonly requirement: string;
  readonly needs: readonly Feature[];
}

const FORM_ENDPOINTS: readonly FormEndpoint[] = [
  {
    member: 'token_endpoint',
    client: 'web',
    parameter: ['grant_type', 'authorization_code'],
    requirement: 'RFC 6749 §3.2',
    needs: [],
  },
  {
    member: 'introspection_endpoint',
    client: 'web',
    parameter: ['token', 'x'],
    requirement: 'RFC 7662 §2.1',
    needs: ['introspection'],
  },
  {
    member: 'revocation_endpoint',
    client: 'web',
    parameter: ['token', 'x'],
    requirement: 'RFC 7009 §2.1',
    needs: ['revocation'],
  },
  {
    member: 'device_authorization_endpoint',
    client: 'device',
    parameter: ['scope', 'openid'],
    requirement: 'RFC 8628 §3.1',
    needs: ['device'],
  },
  {
    member: 'pushed_authorization_request_endpoint',
    client: 'web',
    parameter: ['scope', 'openid'],
    requirement: 'RFC 9126 §2.3',
    needs: ['par'],
  },
  {
    member: 'backchannel_authentication_endpoint',
    client: 'asking-hinted',
    parameter: ['scope', 'openid'],
    requirement: 'CIBA §7',
    needs: ['backchannel_authentication'],
  },
];

function spoken({ member }: FormEndpoint): string {
  return `the ${member.replaceAll('_', ' ')}`;
}

function refusesGet(endpoint: FormEndpoint): Case {
  return {
    name: `${spoken(endpoint)} answers GET with 405 and Allow`,
    requirements: [endpoint.requirement, 'RFC 9110 §15.5.6', 'protocol.md G-2'],
    needs: endpoint.needs,
    differs: { reference: { reason: 'it answers wrong methods with 404', seen: /got 404/ } },
    async run(t) {
      const answer = await send(t.endpoint(endpoint.member));
      expectStatus(answer, 405);
      expectHeader(answer, 'allow', /\bPOST\b/);
      assert.equal(typeof answer.json['error'], 'string');
    },
  };
}

/** Device authorization may be JSON; every other form endpoint refuses it. */
function refusesOtherTypes(endpoint: FormEndpoint): Case {
  const type = endpoint.member === 'device_authorization_endpoint' ? 'text/plain' : 'application/json';
  return {
    name: `${spoken(endpoint)} takes no ${type}`,
    requirements: [endpoint.requirement, 'protocol.md §1 wrong or missing body type'],
    needs: endpoint.needs,
    async run(t) {
      const [name, value] = endpoint.parameter;
      const headers = { ...(await t.present(endpoint.client)).headers, 'content-type': type };
      const body = JSON.stringify({ [name]: value, client_id: endpoint.client });
      const answer = await send(t.endpoint(endpoint.member), { method: 'POST', headers, body });
      expectError(answer, 400, 'invalid_request');
    },
  };
}

function refusesMultipart(endpoint: FormEndpoint): Case {
  return {
    name: `${spoken(endpoint)} takes no multipart form`,
    requirements: [endpoint.requirement, 'protocol.md §1 wrong or missing body type'],
    needs: endpoint.needs,
    async run(t) {
      const body = new FormData();
      body.append(...endpoint.parameter);
      body.append('client_id', endpoint.client);
      const { headers } = await t.present(endpoint.client);
      const answer = await send(t.endpoint(endpoint.member), { method: 'POST', headers, body });
      expectError(answer, 400, 'invalid_request');
    },
  };
}

function refusesRepetition(endpoint: FormEndpoint): Case {
  const [name, value] = endpoint.parameter;
  return {
    name: `${spoken(endpoint)} refuses a repeated ${name}`,
    requirements: ['RFC 6749 §3.2', 'protocol.md §1 known parameter repeated'],
    needs: endpoint.needs,
    async run(t) {
      const answer = await t.as(endpoint.client, endpoint.member, { [name]: [value, value] });
      expectError(answer, 400, 'invalid_request');
    },
  };
}

function refusesOversize(endpoint: FormEndpoint): Case {
  return {
    name: `${spoken(endpoint)} refuses an oversized body`,
    requirements: ['protocol.md §1 body > 64 KiB'],
    needs: endpoint.needs,
    differs: {
      reference: { reason: 'it calls an oversized body invalid_request with status 400', seen: /got 400/ },
    },
    async run(t) {
      expectStatus(await t.as(endpoint.client, endpoint.member, { padding: 'p'.repeat(70_000) }), 413);
    },
  };
}

export const formEndpointCases: readonly Case[] = FORM_ENDPOINTS.flatMap((endpoint) => [
  refusesGet(endpoint),
  refusesOtherTypes(endpoint),
  refusesMultipart(endpoint),
  refusesRepetition(endpoint),
  refusesOversize(endpoint),
]);
