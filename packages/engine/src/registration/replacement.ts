/** What a client becomes when it replaces its metadata (RFC 7592 §2.2, clients.md §3): pure but for the new secret. */

import { type Epoch, sha256 } from '@grantor/protocol';
import { holdsSecret, liveSecretOf } from '../client-auth/secret.ts';
import type { Client } from '../model/client.ts';
import type { Random } from '../ports/ports.ts';
import { knowsAlike } from '../tokens/subject.ts';
import { describeClient } from './describe.ts';
import { presented, unacceptable } from './member.ts';
import type { ClientMetadata } from './members.ts';
import { redescribed, withSecret } from './registered-client.ts';
import { string } from './values.ts';

export type Replacement = {
  readonly client: Client;
  /** Only where the client had none. */
  readonly secret: string | null;
  /** The members that are others now. */
  readonly changed: readonly string[];
  readonly consents: 'keep' | 'drop';
};

/** Throws `invalid_client_metadata` when the request names another client, or a secret that is not its own. */
export function replaceClient(
  { json, metadata }: { readonly json: object; readonly metadata: ClientMetadata },
  before: Client,
  { random, now }: { readonly random: Random; readonly now: Epoch },
): Replacement {
  checkIdentity(json, before, now);
  const described = { ...redescribed(before, metadata), lastUsedAt: now };
  checkNames(before, described);
  const hadSecret = holdsSecret(before) && before.secrets.length > 0;
  const { client, secret } =
    hadSecret && holdsSecret(described)
      ? { client: described, secret: null }
      : withSecret({ ...described, secrets: [] }, random);
  return { client, secret, changed: changedMembers(before, client), consents: consentsFor(before, client) };
}

function checkIdentity(json: object, client: Client, now: Epoch): void {
  if (presented(json, 'client_id') !== client.id) throw unacceptable('client_id', 'other_client');
  const secret = presented(json, 'client_secret');
  if (secret === undefined) return;
  if (liveSecretOf(client, sha256(string(secret, 'client_secret')), now) === null) {
    throw unacceptable('client_secret', 'secret_chosen');
  }
}

/** Whom it met under one name it must not come to know by the name they have in a sector of others. */
function checkNames(before: Client, after: Client): void {
  if (!knowsAlike(before, after)) throw unacceptable('subject_type', 'names_stay');
}

function changedMembers(before: Client, after: Client): readonly string[] {
  const [was, is] = [describeClient(before), describeClient(after)];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]));
}

/** People allowed what they saw: another name, other redirect URIs or keys are another client to them. */
const consentsFor = (before: Client, after: Client): Replacement['consents'] => {
  const shown = ({ name, redirectUris, jwks, jwksUri }: Client) =>
    JSON.stringify([name, [...redirectUris].sort(), jwks, jwksUri]);
  return shown(before) === shown(after) ? 'keep' : 'drop';
};
