import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html, ownPath } from './markup/html.ts';
import { type PlainKey, textIn } from './text/catalogue.ts';

/** Why the way through a provider led nowhere; the page has a sentence for each. product I-9 */
export type ThroughFailure =
  /** The person, or the provider, said no. */
  | 'denied'
  | 'not_listed'
  | 'unreachable'
  /** Nothing that this browser began here, or not any more. */
  | 'unknown_state'
  | 'email_taken'
  | 'closed'
  | 'disabled'
  | 'other_account'
  | 'identity_in_use'
  | 'already_linked';

export type UpstreamFailedModel = {
  readonly why: ThroughFailure;
  /** As people know it. */
  readonly provider: string;
  /** A path of this server. */
  readonly back: string;
  readonly place: 'connections' | 'sign_in';
};

const ways = {
  connections: 'through_back_connections',
  sign_in: 'through_back',
} as const satisfies Record<UpstreamFailedModel['place'], PlainKey>;

/** Why a sign-in through a provider came to nothing, and one way on. product I-9 */
export function upstreamFailedPage({ why, provider, back, place }: UpstreamFailedModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const title = text('through_failed', { provider });
  const content = html`<div class="body">
<div class="lead"><h1>${title}</h1><p>${text(`through_${why}`, { provider })}</p></div>
<a class="button" href="${ownPath(back) ?? '/login'}">${text(why === 'unreachable' ? 'try_again' : ways[place])}</a>
</div>`;
  return layout({ title, content }, frame);
}
