import { OAuthError } from '@grantor/protocol';
import { words } from './words.ts';

const values = ['none', 'login', 'consent', 'select_account'] as const;
export type Prompt = (typeof values)[number];

export const supportedPrompts: readonly string[] = values;

/** The set of prompts asked for; `none` stands alone (OpenID Connect Core §3.1.2.1). */
export function parsePrompt(text: string | undefined): ReadonlySet<Prompt> {
  const asked = new Set<Prompt>();
  for (const word of words(text)) {
    const prompt = values.find((value) => value === word);
    if (prompt === undefined) throw new OAuthError('invalid_request', 'The prompt value is not supported.');
    asked.add(prompt);
  }
  if (asked.has('none') && asked.size > 1) {
    throw new OAuthError('invalid_request', 'The prompt value none excludes all others.');
  }
  return asked;
}
