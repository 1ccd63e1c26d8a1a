import { anonymousWallet, type Client, preAuthorizedGrant, unsetClient } from '@grantor/engine';
import type { Epoch } from '@grantor/protocol';
import type { Kysely } from 'kysely';
import type { Schema } from '../database/schema.ts';
import { findListedClient } from '../store/clients.ts';
import { applyClient } from './apply-client.ts';
import type { Difference } from './difference.ts';

/** Whom wallets are that have no client id; an administrator who wants none of them makes it inactive (OpenID4VCI §6.1). */
const walletClient: Client = {
  ...unsetClient,
  id: anonymousWallet,
  name: 'Wallet',
  source: 'administrator',
  status: 'active',
  applicationType: 'native',
  authMethod: 'none',
  secrets: [],
  redirectUris: [],
  grantTypes: [preAuthorizedGrant],
  responseTypes: [],
  scopes: [],
  tokensValidFrom: null,
  trial: null,
  lastUsedAt: null,
};

/** Makes the client unless there is one: what was changed of it stays. */
export const seedWalletClient = async (tx: Kysely<Schema>, now: Epoch): Promise<readonly Difference[]> =>
  (await findListedClient(tx, anonymousWallet)) === null ? applyClient(tx, walletClient, now) : [];
