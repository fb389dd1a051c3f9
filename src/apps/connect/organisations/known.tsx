import type { KnownBy, Link } from '#identity/organisations'
import type { Locale } from '#kernel/localized'
import type { IconName, StateChipProps, Tone } from '#platform/html'
import { organisationTexts } from './texts.ts'

const looks: Readonly<Record<KnownBy, { readonly tone: Tone; readonly icon: IconName }>> = {
  register: { tone: 'ok', icon: 'badge-check' },
  document: { tone: 'ok', icon: 'file-text' },
  post: { tone: 'ok', icon: 'mail-open' },
  official_contact: { tone: 'ok', icon: 'mail-open' },
  pro_connect_director: { tone: 'ok', icon: 'briefcase' },
  pro_connect: { tone: 'info', icon: 'briefcase' },
  email_domain: { tone: 'info', icon: 'mail' },
  declared: { tone: 'calm', icon: 'user' },
}

/** How somebody is known to belong to an organisation: colour, icon and words. */
export const knownChip = (link: Pick<Link, 'knownBy' | 'doubtedAt'>, locale: Locale): StateChipProps => ({
  ...looks[link.knownBy],
  ...(link.doubtedAt && { tone: 'warn' as const, icon: 'triangle-alert' as const }),
  label: organisationTexts(locale)[`by_${link.knownBy}`],
})
