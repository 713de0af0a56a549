/** The one spelling of an ID number, in which it is stored, compared and looked for; the server's `compact_number`. */
export const compactNumber = (typed: string): string => typed.replace(/[\s.-]/g, '').toUpperCase();
