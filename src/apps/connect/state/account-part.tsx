import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { LinkedIdentity, ProviderName } from '#identity/state'
import { Button, ButtonLink, Form, SectionHead, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { nameOf, slugOf } from './names.ts'
import { stateTexts } from './texts.ts'

/** What was just done, as the address says it. */
export const identityNews = ['rattachee', 'retiree'] as const

interface IdentitiesPartProps {
  readonly locale: Locale
  readonly identities: readonly LinkedIdentity[]
  readonly offered: readonly ProviderName[]
  readonly news: (typeof identityNews)[number] | undefined
}

/** The national identities that open the account: part of its page. */
export function IdentitiesPart({ locale, identities, offered, news }: IdentitiesPartProps): VNode | null {
  if (offered.length === 0 && identities.length === 0) return null
  const t = stateTexts(locale)
  const isLinked = identities.some(({ provider }) => provider === 'france_connect')
  const addable = offered.filter((name) => name !== 'france_connect' || !isLinked)
  return (
    <section class="answers stack">
      {news !== undefined && Toast({ children: news === 'rattachee' ? t.linkedToast : t.unlinkedToast })}
      {SectionHead({ title: t.partTitle })}
      {identities.length === 0 && <p>{t.partNone}</p>}
      {identities.length > 0 && <ul class="hours">{identities.map((identity) => RowOf(identity, locale))}</ul>}
      <div class="row">
        {addable.map((name) =>
          ButtonLink({
            href: `/connexion/${slugOf[name]}?pour=rattacher`,
            kind: 'secondary',
            icon: 'link',
            children: t.add(nameOf[name]),
          }),
        )}
      </div>
    </section>
  )
}

function RowOf({ id, provider, givenName, familyName, siret, linkedAt }: LinkedIdentity, locale: Locale): VNode {
  const t = stateTexts(locale)
  const by = nameOf[provider]
  const facts = [`${givenName} ${familyName}`, ...(siret === undefined ? [] : [t.siret(siret)])]
  return (
    <li>
      <b>{by}</b>
      {Form({
        action: `/compte/identites/${id}/retirer`,
        children: Button({
          kind: 'quiet',
          size: 'small',
          children: (
            <span>
              {t.remove}
              <span class="vh">{t.removeOf(by)}</span>
            </span>
          ),
        }),
      })}
      <p>
        {facts.join(', ')}
        <br />
        {t.since(formats(locale).date(linkedAt))}
      </p>
    </li>
  )
}
