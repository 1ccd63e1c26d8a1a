import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** Scopes of this server; whoever may write may also read. */
export const scopes = { read: 'notes:read', write: 'notes:write' } as const;

/** Notes by owner. Gone when the process ends. */
const notesOf = new Map<string, string[]>();

const text = (content: string) => ({ content: [{ type: 'text' as const, text: content }] });

/** An MCP server with two tools, for one owner. It knows nothing of tokens. */
export function createNotesServer(owner: string): McpServer {
  const server = new McpServer({ name: 'notes', version: '0.1.0' });
  server.registerTool('list_notes', { description: 'Lists your notes.' }, () => {
    const notes = notesOf.get(owner) ?? [];
    return text(notes.length === 0 ? 'No notes yet.' : notes.join('\n'));
  });
  server.registerTool(
    'add_note',
    { description: 'Keeps a note.', inputSchema: { note: z.string().min(1).max(1000) } },
    ({ note }) => {
      const notes = [...(notesOf.get(owner) ?? []), note].slice(-100);
      notesOf.set(owner, notes);
      return text(`Kept. You have ${notes.length} ${notes.length === 1 ? 'note' : 'notes'}.`);
    },
  );
  return server;
}
