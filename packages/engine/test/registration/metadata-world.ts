import assert from 'node:assert/strict';
import { clientId, OAuthError } from '@grantor/protocol';
import { unregisteredResource } from '../../src/model/resource.ts';
import { describeClient } from '../../src/registration/describe.ts';
import { parseClientMetadata } from '../../src/registration/metadata.ts';
import { clientFromMetadata } from '../../src/registration/registered-client.ts';
import { registrationRules } from '../../src/registration/rules.ts';
import { createHarness, exampleScope } from '../../src/testing/index.ts';

export type Json = Readonly<Record<string, unknown>>;

export const { ports, policy } = createHarness();
export const resources = [
  { ...unregisteredResource('https://api.example/'), scopes: [exampleScope('files:read')] },
];
export const rules = registrationRules({ ports, policy }, resources, []);
export const trusted = registrationRules({ ports, policy }, resources, 'any');

export const minimal = { redirect_uris: ['https://app.example/cb'] };
export const parse = (json: Json = {}) => parseClientMetadata({ ...minimal, ...json }, rules);

export const registered = (json: Json) =>
  clientFromMetadata(parse(json), {
    id: clientId('c'),
    source: 'dynamic',
    secrets: [],
    furtherAuthMethods: [],
    lastUsedAt: null,
  });

/** What the answer to a registration says of it. */
export const echo = (json: Json = {}) => describeClient(registered(json));

export const refused = (json: unknown, code: string, at: string): void => {
  assert.throws(
    () => parseClientMetadata(json, rules),
    (error) => {
      assert.ok(error instanceof OAuthError, String(error));
      assert.equal(error.code, code, error.description);
      assert.ok(error.description.startsWith(`${at}: `), `${error.description} should begin with ${at}`);
      assert.match(error.description, /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/); // RFC 6749 §5.2
      return true;
    },
  );
};
export const unacceptable = (json: Json, at: string) =>
  refused({ ...minimal, ...json }, 'invalid_client_metadata', at);
