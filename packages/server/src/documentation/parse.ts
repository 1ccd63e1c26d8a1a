/** From Markdown to blocks. What it has no block for, markup above all, is refused. */

import { lexer, type Token, type Tokens } from 'marked';
import type { Block, Cell, CodeBlock, DocumentationPage, Inline, Sequence, Step } from '../pages/index.ts';

/** A page begins with its title. Throws where it holds what pages do not have. */
export function parsePage(markdown: string): DocumentationPage {
  const [title, ...rest] = lexer(markdown).filter(({ type }) => type !== 'space');
  if (title?.type !== 'heading' || title['depth'] !== 1) throw new Error('a page begins with its title');
  return { title: String(title['text']), blocks: rest.flatMap(blocksOf) };
}

function blocksOf(token: Token): readonly Block[] {
  switch (token.type) {
    case 'space':
      return [];
    case 'html': // what generated pages say of themselves
      if (/^<!--[^>]*-->\s*$/.test(token.raw)) return [];
      throw new Error(`a page has no markup: ${token.raw}`);
    case 'heading':
      return [headingOf(token as Tokens.Heading)];
    case 'paragraph':
    case 'text':
      return [{ kind: 'paragraph', content: inlinesOf(token) }];
    case 'list': {
      const { ordered, start, items } = token as Tokens.List;
      return [
        {
          kind: 'list',
          first: ordered ? Number(start) : null,
          items: items.map((item) => item.tokens.flatMap(blocksOf)),
        },
      ];
    }
    case 'blockquote':
      return [{ kind: 'note', content: (token as Tokens.Blockquote).tokens.flatMap(blocksOf) }];
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return [{ kind: 'table', head: header.map(cellOf), rows: rows.map((row) => row.map(cellOf)) }];
    }
    case 'code':
      return [codeOf(token as Tokens.Code)];
    default:
      throw new Error(`a page has no ${token.type}`);
  }
}

const cellOf = (cell: Tokens.TableCell): Cell => cell.tokens.map(inlineOf);

/** `## Words {#id}`: the id is the same in every language. */
const headingId = / ?\{#([a-z0-9-]+)\}$/;

function headingOf({ text, depth, tokens }: Tokens.Heading): Block {
  const id = headingId.exec(text)?.[1] ?? text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const content = tokens
    .map(inlineOf)
    .map((inline) =>
      inline.kind === 'text' ? { ...inline, text: inline.text.replace(headingId, '') } : inline,
    );
  return { kind: 'heading', depth, id, content };
}

const inlinesOf = (token: Token): readonly Inline[] =>
  ('tokens' in token ? (token.tokens ?? []) : []).map(inlineOf);

function inlineOf(token: Token): Inline {
  switch (token.type) {
    case 'text':
    case 'escape':
      return { kind: 'text', text: token['text'] };
    case 'codespan':
      return { kind: 'code', text: token['text'] };
    case 'strong':
      return { kind: 'strong', content: inlinesOf(token) };
    case 'em':
      return { kind: 'emphasis', content: inlinesOf(token) };
    case 'link':
      // An address that is merely named
      if (token.raw === token['text']) return { kind: 'text', text: token.raw };
      return { kind: 'link', href: token['href'], content: inlinesOf(token) };
    default:
      throw new Error(`a page has no ${token.type} in a line: ${token.raw}`);
  }
}

function codeOf({ lang = '', text }: Tokens.Code): CodeBlock | Block {
  const [language = '', standing] = lang.split(' ');
  if (language === 'sequence') return { kind: 'sequence', sequence: sequenceOf(text) };
  return { kind: 'code', language, standing: standing === 'template' ? 'template' : 'whole', text };
}

/**
 * Title, description and actors in a line each, then the steps: `1 > 2: text` asks, `2 < 1: text` answers from 1 to 2,
 * `1: text` is what the first does by itself.
 */
function sequenceOf(text: string): Sequence {
  const [title = '', description = '', actors = '', ...steps] = text.split('\n');
  return { title, description, actors: actors.split(' | '), steps: steps.map(stepOf) };
}

function stepOf(line: string): Step {
  const [, one, arrow, other, text] = /^(\d)(?: ([<>]) (\d))?: (.+)$/.exec(line) ?? [];
  if (one === undefined || text === undefined) throw new Error(`no step: ${line}`);
  const [left, right] = [Number(one) - 1, Number(other ?? one) - 1];
  return arrow === '<'
    ? { from: right, to: left, line: 'answer', text }
    : { from: left, to: right, line: 'ask', text };
}
