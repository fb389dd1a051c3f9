import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { ProviderName } from '#identity/state'
import { Actions, ButtonLink } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { withReturn } from '../return-address.ts'
import type { Motive } from './motives.ts'
import { slugOf } from './names.ts'
import { stateTexts } from './texts.ts'

interface FailurePageProps {
  readonly locale: Locale
  readonly provider: ProviderName
  /** Its proper noun. */
  readonly by: string
  readonly motive: Motive
  readonly retour: string | undefined
  readonly isOffered: boolean
}

function wordsOf({ locale, by, motive }: FailurePageProps): readonly [title: string, sentence: string] {
  const t = stateTexts(locale)
  switch (motive) {
    case 'refus':
      return [t.refusedTitle(by), t.refused]
    case 'panne':
      return [t.awayTitle(by), t.away]
    case 'reponse':
      return [t.invalidTitle(by), t.invalid]
    case 'perdue':
      return [t.lostTitle, t.lost]
    case 'incomplete':
      return [t.incompleteTitle(by), t.incomplete]
    case 'niveau':
      return [t.levelTitle, t.level]
    case 'autre-identite':
      return [t.mismatchTitle, t.mismatch]
  }
}

export const failureTitle = (props: FailurePageProps): string => wordsOf(props)[0]

/** The visit ended without an identity: what happened, and the other ways in. */
export function FailurePage(props: FailurePageProps): VNode {
  const { locale, provider, by, retour, isOffered } = props
  const t = stateTexts(locale)
  const [title, lead] = wordsOf(props)
  return Layout({
    title,
    lead,
    asideLabel: commonTexts(locale).help,
    children: Actions({
      children: (
        <>
          {ButtonLink({ href: withReturn('/connexion', retour), children: t.otherWay })}
          {isOffered &&
            ButtonLink({
              href: withReturn(`/connexion/${slugOf[provider]}`, retour),
              kind: 'secondary',
              children: t.again(by),
            })}
        </>
      ),
    }),
  })
}
