/** What accompanies every answer: a code that never changes, and its sentence (federation-vci-authlete.md ATL-2). */

/** By action, and by what a call itself was refused for. Codes are never given anew. */
export const results = {
  OK: ['A901001', 'The request is answered.'],
  SUCCESS: ['A901012', 'It is decided.'],
  USER_IDENTIFICATION: ['A901014', 'The person has to be found and asked.'],
  NOTIFICATION: ['A901015', 'The client has to be told.'],
  NO_ACTION: ['A901016', 'Nothing more is to be done.'],
  VALID: ['A901013', 'The code is good.'],
  CREATED: ['A901002', 'It was made.'],
  UPDATED: ['A901003', 'It was changed.'],
  DELETED: ['A901004', 'It was deleted.'],
  NO_CONTENT: ['A901005', 'It is done.'],
  JSON: ['A901006', 'The answer is JSON.'],
  JWT: ['A901007', 'The answer is a JWT.'],
  INTERACTION: ['A901008', 'The person has to be asked.'],
  NO_INTERACTION: ['A901009', 'The person must not be asked.'],
  LOCATION: ['A901010', 'The browser has to be sent on.'],
  FORM: ['A901011', 'The browser has to post a form.'],
  BAD_REQUEST: ['A902001', 'The request is refused.'],
  UNAUTHORIZED: ['A902002', 'The credentials of the request are missing or refused.'],
  INVALID_CLIENT: ['A902003', 'The client could not be authenticated.'],
  FORBIDDEN: ['A902004', 'The request is not allowed.'],
  NOT_FOUND: ['A902005', 'There is no such thing.'],
  NOT_EXIST: ['A902007', 'There is no such code.'],
  USER_CODE_NOT_EXIST: ['A902008', 'There is no such code.'],
  INVALID_REQUEST: ['A902009', 'The person may not use the client.'],
  INVALID_TICKET: ['A902010', 'There is no such ticket, or it was answered.'],
  SERVER_ERROR: ['A909004', 'It cannot be decided so.'],
  PAYLOAD_TOO_LARGE: ['A902006', 'The request is too large.'],
  CALLER_ERROR: ['A903001', 'The call cannot be understood.'],
  INTERNAL_SERVER_ERROR: ['A909001', 'The server failed.'],
  AUTHLETE_ERROR: ['A909002', 'The server failed.'],
  bad_call: ['A903002', 'The call cannot be read.'],
  bad_token: ['A903003', 'The token of the call is missing or wrong.'],
  bad_transport: ['A903004', 'The API is called by https or on this machine alone.'],
  no_service: ['A903005', 'There is no service of this number.'],
  no_operation: ['A903006', 'There is no such operation.'],
  no_client: ['A903007', 'There is no such client.'],
  no_token: ['A903009', 'There is no such token.'],
  too_many: ['A903008', 'Too many calls were refused.'],
  fault: ['A909003', 'The server failed.'],
} as const satisfies Readonly<Record<string, readonly [code: string, text: string]>>;

export type Result = keyof typeof results;

export const isResult = (name: string): name is Result => Object.hasOwn(results, name);

/** The two members; `about`: what it was about, never a secret. */
export function resultOf(result: Result, about?: string) {
  const [code, text] = results[result];
  return {
    resultCode: code,
    resultMessage: `[${code}] ${text}${about === undefined ? '' : ` (${about})`}`,
  };
}
