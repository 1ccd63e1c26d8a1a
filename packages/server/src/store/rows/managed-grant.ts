import type { ManagedGrant } from '@grantor/engine';
import { clientId, epoch, instant, userId } from '@grantor/protocol';
import type { ManagedGrantTable } from '../../database/schema.ts';
import { agreedClaims, detailsColumn, detailsFrom } from './columns.ts';

export const managedGrantFrom = (row: ManagedGrantTable): ManagedGrant => ({
  id: row.id,
  clientId: clientId(row.client_id),
  userId: userId(row.user_id),
  scopes: JSON.parse(row.scopes) as ManagedGrant['scopes'],
  claims: agreedClaims(row.claims),
  details: detailsFrom(row.authorization_details),
  revision: row.revision,
  createdAt: instant(row.created_at_ms),
  updatedAt: instant(row.updated_at_ms),
  expiresAt: epoch(row.expires_at),
});

export const managedGrantRow = (grant: ManagedGrant): ManagedGrantTable => ({
  id: grant.id,
  client_id: grant.clientId,
  user_id: grant.userId,
  scopes: JSON.stringify(grant.scopes),
  claims: JSON.stringify(grant.claims),
  authorization_details: detailsColumn(grant.details),
  revision: grant.revision,
  created_at_ms: grant.createdAt,
  updated_at_ms: grant.updatedAt,
  expires_at: grant.expiresAt,
});
