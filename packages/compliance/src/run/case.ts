import type { Conversation } from '../conversation/conversation.ts';
import type { Feature, Variant } from '../setup/features.ts';

export interface Difference {
  /** Why the target legitimately behaves otherwise. */
  readonly reason: string;
  /** What the failure says when the target behaves so; anything else is a failure. */
  readonly seen: RegExp;
}

/** A case of the authorization server, unless it talks to something else. */
export interface Case<Talk = Conversation, Offer extends string = Feature, Setup extends string = Variant> {
  /** A sentence in the present tense, unique in the suite. */
  readonly name: string;
  /** Catalogue ids this case shows to hold. */
  readonly requirements: readonly [string, ...string[]];
  readonly needs?: readonly Offer[];
  readonly variant?: Setup;
  /** For a case that has to wait: how long it may take at least; absent: as the run is set. */
  readonly withinMs?: number;
  readonly differs?: { readonly reference?: Difference; readonly facade?: Difference };
  readonly run: (t: Talk) => Promise<void>;
}
