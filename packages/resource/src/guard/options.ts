/** The settings of a guard once everything has been parsed, defaults filled in and nothing left to doubt. */

import type { Implications } from '@grantor/protocol';
import type { AnswerOptions } from '../answers/answer-options.ts';
import type { HolderOptions } from '../holder/holder-options.ts';
import type { Ports } from '../ports/ports.ts';
import type { TokenOptions } from '../tokens/validation.ts';
import type { ResolveUser } from '../users/resolve.ts';

export type ResolvedOptions = TokenOptions &
  HolderOptions &
  AnswerOptions & {
    /** Without cycles. */
    readonly implies: Implications;
    readonly resolveUser: ResolveUser | null;
    /** Paths without authentication, each normal and starting with `/`. */
    readonly public: readonly string[];
    readonly ports: Ports;
  };
