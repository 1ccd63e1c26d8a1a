/** The vocabulary both sides of the wire share. Never does I/O. */

export * from './authorization-header.ts';
export * from './brand.ts';
export * from './challenge.ts';
export * from './client-address.ts';
export * from './compact-jws.ts';
export * from './digest.ts';
export * from './encoding.ts';
export * from './errors.ts';
export * from './form-encoding.ts';
export * from './ip-address.ts';
export * from './jws-algorithm.ts';
export * from './jwt-access-token.ts';
export * from './key-set.ts';
export * from './local-token.ts';
export * from './metadata.ts';
export * from './params.ts';
export * from './pkce.ts';
export * from './protected-resource.ts';
export * from './recency.ts';
export * from './redirect-uri.ts';
export * from './refilling-limit.ts';
export * from './reply.ts';
export * from './request-body.ts';
export * from './resource-indicator.ts';
export * from './scope.ts';
export * from './secret.ts';
