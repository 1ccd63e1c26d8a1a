/** Text that every store keeps and gives back as it was (security.md I-2). */

/** Whether the text may be stored: PostgreSQL takes neither U+0000 nor half a surrogate pair. */
export const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * The value of a JSON text that somebody else wrote, or undefined where the text is no JSON or where a name or a
 * text within it could not be stored. JSON can spell what the text itself could never hold: `\u0000`, `\ud800`.
 */
export function readForeignJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isEscapeFree(text) || isStorableThroughout(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isEscapeFree = (text: string): boolean => !text.includes('\\u') && text.isWellFormed();

function isStorableThroughout(whole: unknown): boolean {
  const open: unknown[] = [whole];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && !isStorable(value)) return false;
    if (typeof value !== 'object' || value === null) continue;
    // In a loop: a call may not have as many arguments as a list has members
    for (const [name, member] of Object.entries(value)) open.push(name, member);
  }
  return true;
}
