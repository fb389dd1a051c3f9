const nbsp = '\u00a0'

/**
 * Makes the spaces of French punctuation and of hours and amounts no-break ones: no line begins with "?" or "h 30".
 * Catalogues go through it; use it for what authors write, at the moment it is shown. Safe to repeat.
 */
export const frenchSpaces = (text: string): string =>
  text
    .replaceAll(/ (?=[?!:;»€%])/g, nbsp)
    .replaceAll(/(?<=«) /g, nbsp)
    .replaceAll(/(?<=\d) (?=h\b|\d{3}\b|(?:min|ko|Mo|Go|km|m|kg|ans?|jours?|mois)\b)/g, nbsp)
    .replaceAll(/(?<=\dh|\d[ \u00a0]h) (?=\d\d\b)/g, nbsp)
