/** A writer turns one fact into the writes that record it. */

import type { Fact, FactKind } from '@grantor/engine';
import type { Instant } from '@grantor/protocol';
import type { BoundWrite } from '../../database/connection.ts';

export type FactOf<Kind extends FactKind> = Extract<Fact, { kind: Kind }>;

export type Writers<Kind extends FactKind = FactKind> = {
  readonly [K in Kind]: (fact: FactOf<K>, at: Instant) => readonly BoundWrite[];
};
