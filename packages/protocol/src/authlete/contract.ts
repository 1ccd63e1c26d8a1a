/**
 * The Authlete API as both of its sides have to keep to it: a table, and the types that follow from it. An operation
 * is named by its path below `/api/{serviceId}/`; `{…}` stands for one segment.
 */

import type { Relay } from './action.ts';
import { authorizationOperations } from './authorization.ts';
import { clientOperations, serviceOperations } from './clients.ts';
import { extensionOperations } from './extensions.ts';
import { federationAndCredentialOperations } from './federation-and-credentials.ts';
import { type Fields, type MessageOf, text } from './field.ts';
import { otherDeviceOperations } from './other-devices.ts';
import { tokenOperations } from './tokens.ts';

export type Operation = {
  readonly methods: readonly ('GET' | 'POST' | 'DELETE')[];
  readonly request: Fields;
  /** Names of members of the request. */
  readonly required: readonly string[];
  /** Beside `envelope`; where `actions` is `status`, the document itself. */
  readonly reply: Fields;
  /** What an answer may tell to do; `status`: the answer is the document asked for, and its HTTP status says how it went. */
  readonly actions: Readonly<Record<string, Relay>> | 'status';
  /** The API has no such operation; absent: it has. */
  readonly isExtension?: true;
};

/** On every answer of an operation that has actions; `resultCode` and `resultMessage` on every refusal as well. */
export const envelope = {
  resultCode: text,
  resultMessage: text,
  action: text,
  responseContent: text,
} as const;

/** Named by its parts: told in full, the published types would hold each operation twice. */
type Operations = typeof authorizationOperations &
  typeof tokenOperations &
  typeof clientOperations &
  typeof serviceOperations &
  typeof otherDeviceOperations &
  typeof federationAndCredentialOperations &
  typeof extensionOperations;

export const operations: Operations = {
  ...authorizationOperations,
  ...tokenOperations,
  ...clientOperations,
  ...serviceOperations,
  ...otherDeviceOperations,
  ...federationAndCredentialOperations,
  ...extensionOperations,
} satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** What the front-end sends. */
export type RequestOf<Name extends OperationName> = MessageOf<(typeof operations)[Name]['request']>;

/** What it is answered beside the envelope. */
export type ReplyOf<Name extends OperationName> = MessageOf<(typeof operations)[Name]['reply']>;

/** What it may be told to do. */
export type ActionOf<Name extends OperationName> = (typeof operations)[Name]['actions'] extends infer Actions
  ? Actions extends string
    ? never
    : keyof Actions & string
  : never;
