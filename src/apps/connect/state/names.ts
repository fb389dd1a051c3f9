import type { ProviderName } from '#identity/state'

/** How addresses name a provider. */
export const slugOf: Readonly<Record<ProviderName, string>> = {
  france_connect: 'franceconnect',
  pro_connect: 'proconnect',
}

/** Proper nouns: the same in each language. */
export const nameOf: Readonly<Record<ProviderName, string>> = {
  france_connect: 'FranceConnect',
  pro_connect: 'ProConnect',
}

export const providerOf = (slug: string | undefined): ProviderName | undefined =>
  (['france_connect', 'pro_connect'] as const).find((name) => slugOf[name] === slug)
