import { after, type Epoch, type Instant, secondOf, sha256 } from '@grantor/protocol';
import type { BrowserSession } from '../model/authentication.ts';
import { guestId } from '../model/guest.ts';
import type { Told } from '../model/told.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';

/** As long as it takes to decide: the session that the person goes on in is the front-end's. In seconds. */
const sessionLifetime = 60;

export type Guest = {
  readonly subject: string;
  readonly authTime: Epoch | null;
  /** null: nothing is said of the level (OpenID Connect Core §2). */
  readonly acr: string | null;
  /** Of the session there: whoever has the same one has the same `sid`; null: of none. */
  readonly session: string | null;
  readonly told?: Told;
};

type World = Pick<Context, 'ports'> & { readonly at: Instant; readonly source: Source };

/** Whom a front-end signed in, for a moment (federation-vci-authlete.md ATL-25). */
export function sessionOfGuest({ ports, at }: World, guest: Guest): BrowserSession {
  const { subject, authTime, session, told } = guest;
  const acr = guest.acr ?? '0';
  const id = ports.random.token(32);
  return {
    ...{ id: sha256(id), userId: guestId(subject), username: subject, role: 'user', amr: [] },
    ...{ authTime: authTime ?? secondOf(at), acr, reachableAcr: acr, startedAt: secondOf(at) },
    ...{ sidSeed: session ?? id, ...(told === undefined ? {} : { told }) },
  };
}

/** Keeps the session, and that there is such a guest. */
export async function admit({ ports, at, source }: World, session: BrowserSession): Promise<void> {
  const expiresAt = after(secondOf(at), sessionLifetime);
  await ports.store.commit({ facts: [{ kind: 'guest_admitted', session, expiresAt }], at, source });
}
