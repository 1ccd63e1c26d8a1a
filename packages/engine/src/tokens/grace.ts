/** How long a rotated refresh token is still answered, and how many of a family are remembered: pure. */

import type { Instant } from '@grantor/protocol';
import type { RotatedToken } from '../model/family.ts';

/** Rotated tokens of a family (protocol.md RF-3a). */
const mostRemembered = 8;

/** `grace` in seconds; 0: none. */
export type Window = { readonly grace: number; readonly now: Instant };

export const isInGrace = ({ rotatedAt }: RotatedToken, { grace, now }: Window): boolean =>
  grace > 0 && now <= rotatedAt + grace * 1000;

/** The rotations to keep beside a new one, oldest out first. */
export const stillRemembered = (rotated: readonly RotatedToken[], window: Window): readonly RotatedToken[] =>
  rotated.filter((rotation) => isInGrace(rotation, window)).slice(0, mostRemembered - 1);
