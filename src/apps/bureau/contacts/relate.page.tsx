import type { VNode } from 'preact'
import { type Contact, nameOf } from '#counter/contacts'
import type { Locale } from '#kernel/localized'
import { Breadcrumbs, Button, Form, PageHead, SearchBox } from '#platform/html'
import { noteOf } from '../reception/find.page.tsx'
import { contactTexts } from './texts.ts'

export interface RelatePageProps {
  readonly locale: Locale
  /** Where it is sent, and searched again. */
  readonly action: string
  readonly back: { readonly href: string; readonly label: string }
  readonly createHref: string
  /** As the request says it. */
  readonly name: string
  readonly current: string | null
  readonly query: string
  readonly found: readonly Contact[]
}

/** For whom is this request? Those who look like it, one button each. */
export function RelatePage(props: RelatePageProps): VNode {
  const { locale, action, back, found, query, current } = props
  const t = contactTexts(locale)
  return (
    <div class="stack narrow">
      {Breadcrumbs({ label: t.crumbs, links: [back], isBack: true })}
      {PageHead({ title: t.relate, lead: t.relate_lead(props.name) })}
      {SearchBox({
        id: 'qui',
        action,
        name: 'q',
        label: t.member_search,
        landmarkLabel: t.relate,
        submitLabel: t.search,
        value: query,
      })}
      {found.length === 0 && <p>{t.not_found}</p>}
      {found.map((contact) => (
        <div class="card req">
          <h2>{nameOf(contact)}</h2>
          <p class="meta">{noteOf(contact, locale)}</p>
          {contact.id === current ? (
            <p>{t.relate_current}</p>
          ) : (
            Form({
              action,
              class: 'inline',
              hidden: { fiche: contact.id },
              children: (
                <Button kind="quiet" size="small">
                  {t.relate_this}
                  <span class="vh"> {nameOf(contact)}</span>
                </Button>
              ),
            })
          )}
        </div>
      ))}
      <p>
        <a href={props.createHref}>{t.relate_create}</a>
      </p>
    </div>
  )
}
