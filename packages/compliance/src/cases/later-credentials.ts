import assert from 'node:assert/strict';
import { askFor, credentialToken, postTo, proveKey } from '../conversation/wallet.ts';
import type { Case } from '../run/case.ts';
import { DECIDED } from '../setup/issuing.ts';
import { expectError, expectHeader, expectStatus, stringOf } from '../wire/answer.ts';

// What wallets come back with, once they asked for a credential: OpenID4VCI §9, §11.

const common = { needs: ['credentials'], variant: 'issuing' } as const;

export const laterCredentialCases: readonly Case[] = [
  {
    name: 'transactions and notifications that nobody began are refused',
    requirements: [
      ...(['OpenID4VCI §9.3', 'OpenID4VCI §11.3'] as const),
      ...['federation-vci-authlete.md VCI-13', 'federation-vci-authlete.md VCI-14'],
    ],
    ...common,
    async run(t) {
      const token = await credentialToken(t);
      const deferred = { token, body: { transaction_id: 'made-up' } };
      expectError(await postTo(t, 'deferred_credential_endpoint', deferred), 400, 'invalid_transaction_id');
      const event = 'credential_accepted';
      const told = (body: object) => postTo(t, 'notification_endpoint', { token, body });
      expectError(await told({ notification_id: 'made-up', event }), 400, 'invalid_notification_id');
      expectError(await told({ notification_id: 'x', event: 'eaten' }), 400, 'invalid_notification_request');
    },
  },
  {
    name: 'a wallet tells what became of a credential, as often as it likes',
    requirements: ['OpenID4VCI §11', 'OpenID4VCI §11.1', 'federation-vci-authlete.md VCI-14'],
    ...common,
    async run(t) {
      const token = await credentialToken(t);
      const answer = await askFor(t, token, [await proveKey(t)]);
      const body = { notification_id: stringOf(answer, 'notification_id'), event: 'credential_accepted' };
      for (const _ of [1, 2]) expectStatus(await postTo(t, 'notification_endpoint', { token, body }), 204);
    },
  },
  {
    name: 'a credential that somebody decides about is collected later, by the wallet that asked for it',
    requirements: [
      ...(['OpenID4VCI §8.3', 'OpenID4VCI §9.1', 'OpenID4VCI §9.2'] as const),
      ...['federation-vci-authlete.md VCI-11', 'federation-vci-authlete.md VCI-13'],
    ],
    ...common,
    async run(t) {
      const token = await credentialToken(t, DECIDED);
      const proofs = { jwt: [await proveKey(t)] };
      const body = { credential_configuration_id: DECIDED.id, proofs };
      const answer = await postTo(t, 'credential_endpoint', { token, body });
      expectStatus(answer, 202);
      expectHeader(answer, 'cache-control', /no-store/);
      const asked = { body: { transaction_id: stringOf(answer, 'transaction_id') } };
      const waiting = await postTo(t, 'deferred_credential_endpoint', { token, ...asked });
      expectStatus(waiting, 202);
      assert.ok(Number((JSON.parse(waiting.text) as { interval: unknown }).interval) > 0);
      const other = await credentialToken(t, DECIDED);
      const stolen = await postTo(t, 'deferred_credential_endpoint', { token: other, ...asked });
      expectError(stolen, 400, 'invalid_transaction_id');
      const nobody = await postTo(t, 'deferred_credential_endpoint', { token: 'unknown', ...asked });
      expectError(nobody, 401, 'invalid_token');
    },
  },
];
