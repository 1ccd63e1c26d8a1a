import type { Reply } from '@grantor/protocol';

/** The reply as the Fetch standard has it. */
export const toFetch = ({ status, headers, body }: Reply): Response =>
  new Response(body, { status, headers });
