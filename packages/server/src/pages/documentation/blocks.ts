/** What a page of the documentation is made of. No block holds markup, so no page can bring any. */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly content: readonly Inline[] }
  | { readonly kind: 'emphasis'; readonly content: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly content: readonly Inline[] };

export type Block =
  | {
      readonly kind: 'heading';
      readonly depth: number;
      readonly id: string;
      readonly content: readonly Inline[];
    }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | {
      readonly kind: 'list' /** The number of the first item; null: they have none. */;
      readonly first: number | null;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'note'; readonly content: readonly Block[] }
  | { readonly kind: 'table'; readonly head: readonly Cell[]; readonly rows: readonly (readonly Cell[])[] }
  | CodeBlock
  | { readonly kind: 'sequence'; readonly sequence: Sequence };

export type Cell = readonly Inline[];

export type CodeBlock = {
  readonly kind: 'code';
  /** As the fence names it: `bash`, `json` … */
  readonly language: string;
  /** `template`: holds words to be replaced; `whole`: works as it stands. */
  readonly standing: 'whole' | 'template';
  readonly text: string;
};

/** Who says what to whom, in order. */
export type Sequence = {
  readonly title: string;
  readonly description: string;
  readonly actors: readonly string[];
  readonly steps: readonly Step[];
};

/** Actors by their place in the list; a step from an actor to itself is something it does. */
export type Step = {
  readonly from: number;
  readonly to: number;
  readonly line: 'ask' | 'answer';
  readonly text: string;
};

export type DocumentationPage = {
  readonly title: string;
  readonly blocks: readonly Block[];
};

/** The text of inlines, without what is around it. */
export const plainText = (content: readonly Inline[]): string =>
  content.map((inline) => ('text' in inline ? inline.text : plainText(inline.content))).join('');
