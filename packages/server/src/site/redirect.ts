/** Where people land who signed in without an application waiting. */
export const landing = '/account/sessions';

/**
 * The path itself if it stays on this server, else the landing page: one `/` first, the second character
 * neither `/` nor `\`, nothing a browser would strip or decode (protocol.md SE-5), and not the one that signs out
 * again: our own redirect would be taken for the person's wish (protocol.md LO-2).
 */
export function safeRedirect(path: string | undefined): string {
  if (path === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path)) return landing;
  const home = 'http://own.invalid';
  // Dot segments may collapse into a leading double slash.
  if (!URL.canParse(path, home)) return landing;
  const resolved = new URL(path, home);
  const kept = resolved.pathname + resolved.search;
  const isSafe = resolved.origin === home && !kept.startsWith('//') && !kept.includes('\\');
  return isSafe && !signsOut(resolved.pathname) ? kept : landing;
}

function signsOut(path: string): boolean {
  try {
    return /^\/logout\/*$/i.test(decodeURIComponent(path));
  } catch {
    return true;
  }
}
