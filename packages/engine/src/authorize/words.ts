/** The words of a parameter that lists some, in the order sent; none where it was not sent. */
export const words = (text: string | undefined): readonly string[] => text?.split(' ').filter(Boolean) ?? [];
