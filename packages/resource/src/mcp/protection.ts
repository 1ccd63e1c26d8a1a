import { errorReply, OAuthError, type Reply } from '@grantor/protocol';
import { AccessError } from '../access/access.ts';
import type { ProtectOptions, ToolScopes } from '../configuration/protect-options.ts';
import { messageOf } from '../ports/error-message.ts';
import { createProtection, type Passage, type Protection } from '../protection/protection.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import type { ReadBody } from '../request/read-body.ts';
import { carriesMessages, checkEncoding, messageLimit, parseMessages, scopesOfCalls } from './tool-scopes.ts';

export type McpOptions = ProtectOptions & {
  /** Which scopes a tool needs beside those of every request: `{ write_file: ['files:write'] }`. */
  readonly toolScopes?: ToolScopes | undefined;
};

/** How to get at a body that the server behind will read too. */
export type McpBody = {
  /** Leaves the body there. */
  readonly read: ReadBody;
  /** What a parser before made of it; undefined: nobody has read it. */
  readonly parsed: unknown;
};

export type McpProtection = Pick<Protection, 'resource'> & {
  /** Never rejects. */
  enter(request: GuardRequest, body: McpBody): Promise<Passage>;
};

/**
 * Looks into the calls of tools before the server runs: a scope that is missing is answered with 403, which starts
 * the client's step-up (resource.md §1). A body that cannot be looked into does not pass. Throws a
 * `ConfigurationError` with every problem at once.
 */
export function createMcpProtection(options: McpOptions): McpProtection {
  const protection = createProtection(options, 'mcp');
  const { toolScopes, scopes, log, resource } = protection;
  const isLookedInto = Object.keys(toolScopes).length > 0;
  const checkCalls = async (request: GuardRequest, body: McpBody, passage: Passage & { kind: 'open' }) => {
    const needed = scopesOfCalls(await messagesOf(request, body), toolScopes);
    if (needed.length === 0) return;
    if (passage.access === null) throw new OAuthError('forbidden', 'This operation needs an access token.');
    // resource.md §4: the operation's full list
    passage.access.require(...new Set([...scopes, ...needed]));
  };
  const refusal = (error: unknown): Reply => {
    if (error instanceof AccessError) return error.reply;
    if (error instanceof OAuthError) return errorReply(error);
    log({ level: 'warn', message: 'a body could not be looked into', reason: messageOf(error) });
    return errorReply(new OAuthError('server_error', 'The body could not be read.'));
  };
  return {
    resource,
    async enter(request, body) {
      const passage = await protection.enter(request, body.read);
      if (passage.kind === 'answered' || !isLookedInto || !carriesMessages(request)) return passage;
      try {
        await checkCalls(request, body, passage);
        return passage;
      } catch (error) {
        const reply = refusal(error);
        return { kind: 'answered', reply: { ...reply, headers: { ...reply.headers, ...passage.headers } } };
      }
    },
  };
}

async function messagesOf(request: GuardRequest, { read, parsed }: McpBody): Promise<unknown> {
  if (parsed !== undefined) return parsed;
  checkEncoding(request);
  return parseMessages(await read(messageLimit));
}
