import type { VNode } from 'preact'
import type { Account } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Summary } from '#platform/html'
import { accountTexts } from './account.texts.ts'

/** Who she is, how she is reached, in which language: each with the page where it is changed. */
export function AboutMe({ locale, profile }: { readonly locale: Locale; readonly profile: Account }): VNode {
  const t = accountTexts(locale)
  const edit = { href: '/compte/coordonnees', label: t.edit }
  const certifier = profile.identityCertifiedBy
  const provenance = certifier === null ? undefined : t[`certified_${certifier}`]
  return (
    <>
      {Summary({
        title: t.identity,
        // Names that the State vouches for are not changed here.
        edit: certifier === null ? edit : undefined,
        items: [
          { label: t.givenName, value: profile.givenName, provenance },
          { label: t.familyName, value: profile.familyName, provenance },
        ],
      })}
      {Summary({
        title: t.contact,
        edit,
        items: [
          {
            label: t.email,
            value: (
              <>
                {profile.email}
                <br />
                <a href="/compte/adresse">{t.changeEmail}</a>
              </>
            ),
          },
          { label: t.phone, value: profile.phone ?? t.noPhone },
          { label: t.mailsIn, value: t[profile.locale] },
        ],
      })}
    </>
  )
}
