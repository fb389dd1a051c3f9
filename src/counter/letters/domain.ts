/** What circuits name a letter by, made from its name: "Arrêté de voirie" is `arrete-de-voirie`. Empty when nothing is left. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '')

/** A value for each word of a letter, to see what it will look like: the word itself, in the place that it takes. */
export const sampleOf = (variables: readonly string[]): Record<string, string> =>
  Object.fromEntries(variables.map((name) => [name, `« ${name} »`]))
