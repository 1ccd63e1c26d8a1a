/** Secrets of clients (product.md C-2). */

import type { ClientSecret } from '@grantor/engine';
import { z } from 'zod';
import {
  addSecret,
  deleteSecret,
  earlierEnds,
  regenerateSecret,
  type SecretOutcome,
  secretName,
} from '../administration/client-secrets.ts';
import { conflict, noSuch } from '../http/problem.ts';
import { readSecretUses } from '../store/secret-uses.ts';
import { clientAt, once, secondsOr, targetOf, told } from './client-shape.ts';
import { operation } from './operation.ts';
import { listOf, moment, page, portionOf } from './shapes.ts';

const secretShape = z
  .strictObject({
    id: z.string(),
    label: z.string().optional(),
    last_four: z.string().optional(),
    created_at: moment.optional(),
    expires_at: moment.optional(),
    last_used_at: moment.optional().describe('To the hour; absent: never.'),
  })
  .meta({ id: 'ClientSecret' });

function secretBody(outcome: SecretOutcome) {
  if (outcome.kind === 'gone') throw noSuch();
  if (outcome.kind === 'full') throw conflict('two_secrets', 'Two secrets are in use already.');
  if (outcome.kind === 'without_secrets') throw conflict('without_secrets', 'This client has no secrets.');
  const { value, kept } = outcome.secret;
  return { ...secretOf(kept), client_secret: value };
}

const secretOf = (secret: ClientSecret, usedAt?: number): z.input<typeof secretShape> => ({
  id: secretName(secret),
  ...(secret.label === undefined ? {} : { label: secret.label }),
  ...(secret.lastFour === undefined ? {} : { last_four: secret.lastFour }),
  ...secondsOr('created_at', secret.createdAt),
  ...secondsOr('expires_at', secret.expiresAt),
  ...secondsOr('last_used_at', usedAt),
});

const label = z
  .string()
  .max(100)
  .regex(/^\P{C}*$/u)
  .optional();
const newSecretShape = z.strictObject({ ...secretShape.shape, ...told }).meta({ id: 'NewClientSecret' });

const one = '/clients/{client_id}';
const tag = 'clients';

export const clientSecretOperations = [
  operation({
    ...{
      name: 'listClientSecrets',
      method: 'GET',
      path: `${one}/secrets`,
      tag,
      success: 'value',
      problems: ['missing'],
    },
    summary: 'Secrets without their values, the oldest first',
    query: z.strictObject(page),
    answer: listOf(secretShape),
    async run(call) {
      const { client } = await clientAt(call);
      const uses = await readSecretUses(call.site.database.kysely, client.id);
      const shown = {
        item: (secret: ClientSecret) => secretOf(secret, uses.get(secret.hash)),
        key: (secret: ClientSecret) =>
          `${String(secret.createdAt ?? 0).padStart(16, '0')} ${secretName(secret)}`,
      };
      return { body: portionOf(client.secrets, call.query, shown) };
    },
  }),
  operation({
    ...{ name: 'addClientSecret', method: 'POST', path: `${one}/secrets`, tag, success: 'made' },
    problems: ['missing', 'conflict'],
    summary: 'One more secret beside the one in use',
    body: z.strictObject({ label, expires_in_days: z.int().min(1).max(3650).nullable().default(null) }),
    answer: newSecretShape,
    async run(call) {
      const { label: name, expires_in_days: days } = call.body;
      const terms = { ...(name === undefined ? {} : { label: name }), days };
      return { body: secretBody(await addSecret(call.site.clients, await targetOf(call), terms)), once };
    },
  }),
  operation({
    ...{
      name: 'regenerateClientSecret',
      method: 'POST',
      path: `${one}/regenerate-secret`,
      tag,
      success: 'made',
    },
    problems: ['missing', 'conflict'],
    summary: 'A new secret; the others end at once or some days from now',
    body: z.strictObject({
      label,
      earlier_end_in_days: z.literal([...earlierEnds]).default(0),
    }),
    answer: newSecretShape,
    async run(call) {
      const { label: name, earlier_end_in_days: earlierDays } = call.body;
      const terms = { ...(name === undefined ? {} : { label: name }), earlierDays };
      return {
        body: secretBody(await regenerateSecret(call.site.clients, await targetOf(call), terms)),
        once,
      };
    },
  }),
  operation({
    ...{
      name: 'deleteClientSecret',
      method: 'DELETE',
      path: `${one}/secrets/{secret_id}`,
      tag,
      success: 'nothing',
    },
    problems: ['missing'],
    summary: 'The secret opens nothing any more',
    async run(call) {
      const { kind } = await deleteSecret(call.site.clients, await targetOf(call), call.ids[1] ?? '');
      if (kind !== 'done') throw noSuch();
    },
  }),
];
