/** What the members of a message are on the wire (federation-vci-authlete.md ATL-3, ATL-4). */

export type Field =
  | { readonly is: 'text' | 'flag' }
  /** A whole number below 2^53: of a client, of seconds, of milliseconds since 1970. */
  | { readonly is: 'number' | 'seconds' | 'milliseconds' }
  /** JSON within a text. */
  | { readonly is: 'json' }
  /** One of these, in capitals; clients with types refuse any other. */
  | { readonly is: 'word'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly of: Field }
  | { readonly is: 'object'; readonly of: Fields };

export type Fields = Readonly<Record<string, Field>>;

export const text = { is: 'text' } as const;
export const flag = { is: 'flag' } as const;
export const number = { is: 'number' } as const;
export const seconds = { is: 'seconds' } as const;
export const milliseconds = { is: 'milliseconds' } as const;
export const json = { is: 'json' } as const;

export const word = <const Words extends readonly string[]>(...of: Words) => ({ is: 'word', of }) as const;

export const list = <const Member extends Field>(of: Member) => ({ is: 'list', of }) as const;

export const object = <const Members extends Fields>(of: Members) => ({ is: 'object', of }) as const;

export const texts = list(text);

/** The value of a field in TypeScript. */
export type ValueOf<One extends Field> = One extends { is: 'text' | 'json' }
  ? string
  : One extends { is: 'flag' }
    ? boolean
    : One extends { is: 'number' | 'seconds' | 'milliseconds' }
      ? number
      : One extends { is: 'word'; of: readonly (infer Word)[] }
        ? Word
        : One extends { is: 'list'; of: infer Member extends Field }
          ? readonly ValueOf<Member>[]
          : One extends { is: 'object'; of: infer Members extends Fields }
            ? MessageOf<Members>
            : never;

/** A message of these members, each of which may be absent. */
export type MessageOf<Members extends Fields> = {
  readonly [Name in keyof Members]?: ValueOf<Members[Name]> | undefined;
};
