/** Ids of rows that are written one after another. Never of anything that has to be secret. */

import { encodeBase64url, type FamilyId, familyId, type Instant } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';

const timeBytes = 6;
const drawnBytes = 10;

/**
 * 128 bits, as base64url: 48 of the time in milliseconds, then 80 random ones. What is made in the same moment lies
 * together in the index of a store, which then changes few pages for many rows.
 */
export function orderedId(random: Random, at: Instant): string {
  const bytes = Buffer.alloc(timeBytes + drawnBytes);
  bytes.writeUIntBE(at, 0, timeBytes);
  bytes.write(random.token(drawnBytes), timeBytes, 'base64url');
  return encodeBase64url(bytes);
}

export const newFamilyId = (random: Random, at: Instant): FamilyId => familyId(orderedId(random, at));
