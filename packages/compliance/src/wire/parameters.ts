import { createHash, randomBytes } from 'node:crypto';

// Form parameters and the random and derived values that go into them.

export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Random text of the unreserved characters: states, nonces, verifiers. */
export function randomText(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** RFC 7636 §4.2 */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Form parameters; an undefined value leaves the parameter out, an array repeats it. */
export function formOf(parameters: Parameters): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  }
  return form;
}
