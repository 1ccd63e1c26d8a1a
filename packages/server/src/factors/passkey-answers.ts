/** What browsers send of passkeys (WebAuthn §7.1, §7.2): whether it has the shape of an answer. */

import { z } from 'zod';

const encoded = z
  .string()
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]*$/);
const credential = z.object({ id: encoded.max(1400), rawId: encoded, type: z.literal('public-key') });
const registration = credential.extend({
  response: z.object({
    clientDataJSON: encoded,
    attestationObject: encoded,
    transports: z.array(z.string().max(32)).max(8).optional(),
  }),
});
const assertion = credential.extend({
  response: z.object({
    clientDataJSON: encoded,
    authenticatorData: encoded,
    signature: encoded,
    userHandle: encoded.nullish(),
  }),
});

function parsed<Shape extends z.ZodType>(shape: Shape, text: string): z.infer<Shape> | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** null: it is no answer to a request for a new passkey. */
export const registrationIn = (text: string) => parsed(registration, text);

/** null: it is no answer to a request for one that there is. */
export const assertionIn = (text: string) => parsed(assertion, text);
