import type { VNode } from 'preact'
import type { ConfirmRefusal } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Actions, ButtonLink } from '#platform/html'
import { linkTexts } from './link.texts.ts'
import { Layout } from './parts.tsx'
import { commonTexts } from './texts.ts'

/** What the link was for. */
export type LinkUse = 'confirm' | 'password' | 'merge' | 'address'

type Reason = ConfirmRefusal['reason']

export interface DeadLinkProps {
  readonly locale: Locale
  readonly use: LinkUse
  readonly reason: Reason
}

/** Somebody else's link and one that never was look alike; one that has ended says so. */
export const deadLinkStatus = (reason: Reason): number => (reason === 'link_unknown' ? 404 : 410)

interface Words {
  readonly title: string
  readonly sentence: string
  /** What helps most, first. */
  readonly actions: readonly ('sign-in' | 'again')[]
}

function wordsFor({ locale, use, reason }: DeadLinkProps): Words {
  const t = linkTexts(locale)
  switch (reason) {
    case 'link_unknown':
      return { title: t.unknownTitle, sentence: t.unknown, actions: ['again'] }
    case 'link_expired':
      return { title: t.expiredTitle, sentence: t.expired, actions: ['again'] }
    case 'link_used':
      return {
        title: t.usedTitle,
        sentence: { confirm: t.usedConfirm, password: t.usedPassword, merge: t.usedOnce, address: t.usedOnce }[use],
        actions: use === 'confirm' || use === 'password' ? ['sign-in', 'again'] : ['again'],
      }
    case 'address_taken':
      return { title: t.takenTitle, sentence: t.taken, actions: ['sign-in'] }
  }
}

export const deadLinkTitle = (props: DeadLinkProps): string => wordsFor(props).title

/** A link that does not open: why, and what to do instead. */
export function DeadLinkPage(props: DeadLinkProps): VNode {
  const { locale, use } = props
  const { title, sentence, actions } = wordsFor(props)
  const t = linkTexts(locale)
  const common = commonTexts(locale)
  const links = {
    'sign-in': { href: '/connexion', label: common.signIn },
    again: {
      confirm: { href: '/inscription', label: t.newSignUp },
      password: { href: '/mot-de-passe', label: t.newPasswordLink },
      merge: { href: '/compte/fusion', label: t.newPasswordLink },
      address: { href: '/compte/adresse', label: t.newPasswordLink },
    }[use],
  }
  return Layout({
    title,
    lead: sentence,
    asideLabel: common.help,
    children: Actions({
      children: actions.map((action, index) =>
        ButtonLink({
          href: links[action].href,
          kind: index === 0 ? 'primary' : 'plain',
          children: links[action].label,
        }),
      ),
    }),
  })
}
