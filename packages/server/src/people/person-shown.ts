/** How somebody is shown on pages and spoken to, of all that is known about them. */

import type { ClaimValues } from '@grantor/engine';
import { claimProblem } from './person-fields.ts';

export type PersonShown = {
  readonly name: string | null;
  readonly email: string | null;
  /** The language they chose, as a tag; null: they chose none here. */
  readonly locale: string | null;
  /** A time zone that exists; null: none is known. */
  readonly zone: string | null;
};

export function personShown(claims: ClaimValues, email: string | null): PersonShown {
  const text = (name: 'name' | 'locale' | 'zoneinfo'): string | null => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' && claimProblem(name, value) === null ? value : null;
  };
  return { name: text('name'), email, locale: text('locale'), zone: text('zoneinfo') };
}
