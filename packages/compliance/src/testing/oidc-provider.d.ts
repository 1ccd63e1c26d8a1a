declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Grant {
    addOIDCScope(scope: string): void;
    addOIDCClaims(claims: readonly string[]): void;
    addResourceScope(resource: string, scope: string): void;
    addRar(detail: object): void;
    save(): Promise<string>;
  }

  export interface Interaction {
    readonly uid: string;
    readonly prompt: { readonly name: string; readonly details: Readonly<Record<string, unknown>> };
    readonly params: Readonly<Record<string, unknown>>;
    readonly session?: { readonly accountId?: string };
    readonly grantId?: string;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options?: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    readonly Client: {
      find(id: string): Promise<{ metadata(): Readonly<Record<string, unknown>> } | undefined>;
    };
    readonly Grant: {
      new (members: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
  }

  export const interactionPolicy: {
    base(): { add(prompt: object, position: number): void };
    Prompt: new (description: { name: string; requestable: boolean }, ...checks: object[]) => object;
    Check: new (
      reason: string,
      description: string,
      error: string,
      check: (ctx: InteractionContext) => boolean,
    ) => object;
  };

  export interface InteractionContext {
    readonly oidc: {
      readonly client: { readonly clientId: string };
      readonly session: { readonly accountId?: string; grantIdFor(clientId: string): string | undefined };
      readonly result?: { readonly consent?: { readonly grantId?: string } };
      readonly params: Readonly<Record<string, unknown>>;
      readonly requestParamScopes: ReadonlySet<string>;
      readonly provider: Provider;
    };
    body: string;
    type: string;
  }

  export const errors: Readonly<Record<string, new (...args: string[]) => Error>>;
}
