/** Protects APIs and MCP servers with tokens of any conforming authorization server (resource.md). */

export * from './access/access.ts';
export * from './access/denial.ts';
export * from './answers/answer-options.ts';
export * from './configuration/environment.ts';
export * from './configuration/problems.ts';
export * from './configuration/protect-options.ts';
export * from './guard/guard.ts';
export * from './guard/options.ts';
export * from './holder/holder-options.ts';
export * from './issuer/discovery.ts';
export * from './issuer/issuer-options.ts';
export * from './ports/platform.ts';
export * from './ports/ports.ts';
export { createGuard } from './protection/protection.ts';
export * from './request/guard-request.ts';
export * from './tokens/compact-jwt.ts';
export * from './tokens/local-tokens.ts';
export * from './tokens/valid-token.ts';
export * from './users/postgres.ts';
export type { ResolveUser } from './users/resolve.ts';
export * from './users/sqlite.ts';
export * from './users/store.ts';
