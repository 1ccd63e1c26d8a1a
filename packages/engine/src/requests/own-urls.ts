import type { Policy } from '../ports/policy.ts';

/** A path of this server as clients may write it: under the issuer, and where they show certificates (RFC 8705 §5). */
export const ownUrls = (
  { issuer, certificates }: Pick<Policy, 'issuer' | 'certificates'>,
  path: string,
): readonly string[] => {
  const alias = certificates?.alias ?? null;
  return [`${issuer}${path}`, ...(alias === null ? [] : [`${alias}${path}`])];
};
