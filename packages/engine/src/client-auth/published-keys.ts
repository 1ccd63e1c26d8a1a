import type { Missing, Registered } from './method.ts';

/** A client that proves itself by keys of its own has to publish them (RFC 7591 §2). */
export const lacksKeys = ({ jwks, jwksUri }: Registered): Missing | null =>
  jwks === null && jwksUri === null
    ? { member: 'token_endpoint_auth_method', fault: 'keys_needed', values: {} }
    : null;
