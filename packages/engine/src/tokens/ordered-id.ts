/** Ids of rows that are written one after another. Never of anything that has to be secret. */

import { encodeBase64url, type FamilyId, familyId, type Instant } from '@grantor/protocol';
import type { Random } from '../ports/ports.ts';

const timeBytes = 6;
const drawnBytes = 10;

/**
 * 128 bits: 48 of the time in milliseconds, then 80 random ones. What is made in the same moment lies together in the
 * index of a store, which then changes few pages for many rows.
 */
export function orderedBytes(random: Random, at: Instant): Buffer {
  const bytes = Buffer.alloc(timeBytes + drawnBytes);
  bytes.writeUIntBE(at, 0, timeBytes);
  bytes.write(random.token(drawnBytes), timeBytes, 'base64url');
  return bytes;
}

/** The same as base64url. */
export const orderedId = (random: Random, at: Instant): string => encodeBase64url(orderedBytes(random, at));

export const newFamilyId = (random: Random, at: Instant): FamilyId => familyId(orderedId(random, at));
