import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { ProviderName } from '#identity/state'
import { ButtonLink, Panel } from '#platform/html'
import { withReturn } from '../return-address.ts'
import { slugOf } from './names.ts'
import { stateTexts } from './texts.ts'

interface StateButtonsProps {
  readonly locale: Locale
  readonly retour: string | undefined
  readonly offered: readonly ProviderName[]
}

const about: Readonly<Record<ProviderName, string>> = {
  france_connect: 'https://franceconnect.gouv.fr/',
  pro_connect: 'https://www.proconnect.gouv.fr/',
}

/**
 * The ways in through the State, where the operator has registered the service: links, since a form may not lead to another
 * site. Plain text: the official graphic is installed by who is entitled to it (README).
 */
export function StateButtons({ locale, retour, offered }: StateButtonsProps): VNode | null {
  if (offered.length === 0) return null
  const t = stateTexts(locale)
  const words: Readonly<Record<ProviderName, readonly [string, string, string, string]>> = {
    france_connect: [t.franceConnectTitle, t.franceConnectLead, t.withFranceConnect, t.whatIsFranceConnect],
    pro_connect: [t.proConnectTitle, t.proConnectLead, t.withProConnect, t.whatIsProConnect],
  }
  return (
    <section class="stack">
      {offered.map((name) => {
        const [title, lead, action, question] = words[name]
        return Panel({
          title,
          children: (
            <>
              <p>{lead}</p>
              <div class="row">
                {ButtonLink({
                  href: withReturn(`/connexion/${slugOf[name]}`, retour),
                  kind: 'secondary',
                  icon: name === 'france_connect' ? 'id-card' : 'briefcase',
                  children: action,
                })}
                {ButtonLink({ href: about[name], kind: 'plain', children: question })}
              </div>
            </>
          ),
        })
      })}
    </section>
  )
}
