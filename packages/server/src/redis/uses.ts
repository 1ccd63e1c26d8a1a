/** What is cached, as metrics call it (operations.md §8), and what else is asked of Redis. */

export const cacheNames = [
  ...(['client', 'client_document', 'resource', 'details_type'] as const),
  ...(['trusted_issuer', 'exchange_rule', 'credential_configuration'] as const),
  ...(['token', 'metrics', 'totals'] as const),
] as const;
export type CacheName = (typeof cacheNames)[number];

export const redisUsers = [...cacheNames, 'rate_limit'] as const;
export const redisOperations = ['get', 'set', 'delete', 'charge'] as const;

/** What a question is about, for those who count what was not answered. */
export type RedisUse = {
  readonly cache: (typeof redisUsers)[number];
  readonly operation: (typeof redisOperations)[number];
};
