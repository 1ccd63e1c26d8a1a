/** The authorization server as functions over ports. */

export { describeScope } from './authorize/scope-request.ts';
export * from './create-engine.ts';
export { endpoints } from './endpoints/paths.ts';
export type * from './engine.ts';
export type * from './facts.ts';
export * from './failure.ts';
export type * from './forward-auth/request.ts';
export type * from './model/access-token.ts';
export type * from './model/account.ts';
export type * from './model/authentication.ts';
export type * from './model/authorization-code.ts';
export * from './model/claims-request.ts';
export * from './model/client.ts';
export type * from './model/consent.ts';
export type * from './model/device-code.ts';
export type * from './model/family.ts';
export type * from './model/flow.ts';
export * from './model/proof.ts';
export type * from './model/registration.ts';
export * from './model/resource.ts';
export type * from './policy.ts';
export type * from './ports.ts';
export * from './registration/describe.ts';
export * from './registration/metadata.ts';
export * from './registration/registered-client.ts';
export * from './registration/rules.ts';
export type * from './request.ts';
