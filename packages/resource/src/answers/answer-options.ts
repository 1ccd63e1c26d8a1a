/** What answers depend on, once parsed. */

import type { PlaceOptions } from '../access/place.ts';
import type { HolderOptions } from '../holder/holder-options.ts';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { Ports } from '../ports/ports.ts';

export type MetadataOptions = {
  readonly name: string | null;
  readonly documentation: string | null;
  readonly policy: string | null;
  readonly terms: string | null;
  /** The advertised address; null: the well-known path inserted into `resource` (RFC 9728 §3.1). */
  readonly url: string | null;
  /** Whether the origin's root form answers too: `absent` where several resources share the origin. */
  readonly root: 'served' | 'absent';
};

export type AnswerOptions = PlaceOptions &
  Pick<HolderOptions, 'dpop' | 'certificate'> & {
    readonly issuers: readonly IssuerOptions[];
    /** Required of every request for which nothing else is asked. */
    readonly scopes: readonly string[];
    readonly scopesSupported: readonly string[] | null;
    readonly metadata: MetadataOptions;
    /** `answered`: the guard answers preflights itself and lets scripts of any origin read its answers. */
    readonly cors: 'answered' | 'off';
    readonly ports: Pick<Ports, 'log'>;
  };
