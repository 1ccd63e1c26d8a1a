/** The contract of the Authlete API: data and types, no behaviour. */

export type { Relay } from './action.ts';
export { failReasons } from './authorization.ts';
export * from './contract.ts';
export type { Field, Fields, MessageOf, ValueOf } from './field.ts';
export { backchannelFailReasons } from './other-devices.ts';
