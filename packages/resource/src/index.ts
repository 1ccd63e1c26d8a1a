/** Protects APIs and MCP servers with tokens of any conforming authorization server (resource.md). */

export * from './access.ts';
export * from './compact-jwt.ts';
export * from './configuration/environment.ts';
export * from './configuration/problems.ts';
export * from './configuration/protect-options.ts';
export * from './denial.ts';
export * from './guard.ts';
export * from './guard-request.ts';
export * from './issuer/discovery.ts';
export * from './local-tokens.ts';
export * from './options.ts';
export * from './ports.ts';
export { createGuard } from './protection.ts';
export * from './users/postgres.ts';
export * from './users/sqlite.ts';
export * from './users/store.ts';
export * from './valid-token.ts';
