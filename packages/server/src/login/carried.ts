/** What forms carry along that lead away from the sign-in page and come back to what waits behind it. */

import type { Interaction } from '@grantor/engine';
import type { Params } from '@grantor/protocol';
import { flowFields, type HiddenFields } from '../pages/index.ts';
import { safeRedirect } from '../site/redirect.ts';

/** `interaction`: the flow as it is now, which may have begun again. */
export function carriedFields(form: Params, interaction: Interaction | null): HiddenFields {
  const remembered = { remember_me: form.get('remember_me') === '1' ? '1' : undefined };
  if (interaction === null) {
    const redirect = form.get('redirect');
    return { ...remembered, redirect: redirect === undefined ? undefined : safeRedirect(redirect) };
  }
  const { flow, until, request } = interaction;
  return { ...remembered, ...flowFields({ flow, until, request }) };
}
