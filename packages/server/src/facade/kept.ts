/** What is kept beside a ticket, at the service: nothing is kept here. */

import type { ControlPlane } from './control-plane.ts';
import type { ServiceClient } from './documents.ts';
import { controlPlaneFault } from './fault.ts';
import type { Asked } from './interaction.ts';

type World = { readonly controlPlane: ControlPlane };

/** What the decision has to know of the request, which comes with a ticket alone. */
export type Kept = {
  /** What ID tokens are to say. */
  readonly claims: readonly string[];
  /** How the client knows people (federation-vci-authlete.md ATL-17). */
  readonly client: ServiceClient;
  /** Who has to sign in, and how well; undefined and empty: anybody, in any way. */
  readonly subject?: string | undefined;
  readonly acrs: readonly string[];
  /** Seconds since the sign-in; undefined: however many. */
  readonly maxAge?: number | undefined;
  /** Whom the page named as signed in; null: it asked for a password. */
  readonly shown: string | null;
};

export const keptOf = ({
  claims = [],
  client = {},
  subject,
  acrs = [],
  acrEssential,
  maxAge,
}: Asked): Kept => {
  const { subjectType, derivedSectorIdentifier } = client;
  const naming = { subjectType, derivedSectorIdentifier };
  return {
    ...{ claims, client: naming, subject, maxAge, shown: null },
    acrs: acrEssential === true ? acrs : [],
  };
};

export async function keep(ticket: string, kept: Kept, { controlPlane }: World): Promise<void> {
  const info = { context: JSON.stringify(kept) };
  const { action } = await controlPlane.tell('auth/authorization/ticket/update', { ticket, info });
  if (action !== 'OK') throw controlPlaneFault(`a ticket could not be noted on: ${action}`);
}

export async function keptBehind(ticket: string, { controlPlane }: World): Promise<Kept> {
  const { action, reply } = await controlPlane.tell('auth/authorization/ticket/info', { ticket });
  // A ticket that is over says so itself, when it is used
  if (action !== 'OK' && action !== 'NOT_FOUND')
    throw controlPlaneFault(`nothing is told of a ticket: ${action}`);
  const context = reply.info?.context;
  return context === undefined || context === ''
    ? { claims: [], client: {}, acrs: [], shown: null }
    : (JSON.parse(context) as Kept);
}
