/** What a check is. The table of them is `checks/checks.ts`; report, JSON and verdicts for clients read the same rows. */

import { oneLine } from '../../untrusted/clean.ts';
import type { Unanswered } from '../target/ask.ts';
import type { Target } from '../target/target.ts';

export type About =
  | 'resource'
  | 'discovery'
  | 'capabilities'
  | 'behaviour'
  | 'browser'
  | 'transport'
  | 'registration'
  | 'sign-in';

export type Outcome =
  | { readonly kind: 'ok'; readonly found?: string }
  | {
      readonly kind: 'warning' | 'error';
      /** What is there instead: one sentence or value. */
      readonly found: string;
      /** In place of the row's own words, where the finding knows better. */
      readonly remedy?: string;
    }
  | {
      readonly kind: 'skipped';
      readonly why: string;
      /** It was asked, and nothing answered. */
      readonly asked?: 'in_vain';
    };

export type Check = {
  /** Stable, for programs: `resource.metadata-absolute`. */
  readonly id: string;
  readonly about: About;
  /** What is true when all is well. */
  readonly title: string;
  /** What a client trips over when it is not. */
  readonly trips: string;
  readonly remedy: string;
  /** Where it is written. */
  readonly rule: string;
  readonly look: (target: Target) => Outcome | Promise<Outcome>;
};

export type Finding = { readonly check: Check; readonly outcome: Outcome };

export const ok = (found?: string): Outcome =>
  found === undefined ? { kind: 'ok' } : { kind: 'ok', found: oneLine(found) };
export const error = (found: string, remedy?: string): Outcome => problem('error', found, remedy);
export const warning = (found: string, remedy?: string): Outcome => problem('warning', found, remedy);
export const skipped = (why: string): Outcome => ({ kind: 'skipped', why: oneLine(why) });

/** Not known: what had to be asked did not answer. */
export const askedInVain = ({ message }: Unanswered): Outcome => ({
  kind: 'skipped',
  why: oneLine(message),
  asked: 'in_vain',
});

const problem = (kind: 'warning' | 'error', found: string, remedy: string | undefined): Outcome =>
  remedy === undefined
    ? { kind, found: oneLine(found) }
    : { kind, found: oneLine(found), remedy: oneLine(remedy) };
