import { shippedFiles, shippedText } from '../shipped/shipped.ts';

/** The documents of well-known clients as they stood when this version was made, by their address (clients.md §5). */
export function readShippedCopies(): ReadonlyMap<string, string> {
  const texts = shippedFiles('outbound/shipped-documents')
    .filter((path) => path.endsWith('.json'))
    .map(shippedText);
  return new Map(texts.map((text) => [String(JSON.parse(text).client_id), text]));
}
