/** The ways an authorization answer travels, and the modes that clients ask for (Multiple Response Types §2.1, JARM §2.3). */

export type Delivery = 'query' | 'fragment' | 'form_post';

/** In the modes of JARM the answer is one signed JWT; `jwt` goes where the response type's answers go (JARM §2.3). */
export type ResponseMode = Delivery | 'jwt' | `${Delivery}.jwt`;

export const signedModes = ['jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'] as const;

export const supportedResponseModes: readonly ResponseMode[] = [
  ...(['query', 'fragment', 'form_post'] as const),
  ...signedModes,
];
