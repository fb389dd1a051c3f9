import type { VNode } from 'preact'
import { nameOf } from '#counter/contacts'
import { Alert, Breadcrumbs, ButtonLink, StateChip, Toast } from '#platform/html'
import { Consents, Groups, Lookups, Same, Who } from './beside.tsx'
import { Appointments, Cases, Messages, Payments } from './dealings.tsx'
import type { ContactPageProps } from './props.ts'
import { contactTexts } from './texts.ts'

/** Everything on one page: her requests and what goes with them, then who she is and what was agreed. */
export function ContactPage(props: ContactPageProps): VNode {
  const { locale, overview, here, reception, done, refused } = props
  const { known } = overview
  const t = contactTexts(locale)
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {Breadcrumbs({ label: t.crumbs, links: [{ href: reception, label: t.back }], isBack: true })}
      <header class="case-head">
        <h1>{nameOf(known.contact)}</h1>
        <p class="row">
          {known.contact.kind === 'person' &&
            StateChip({
              tone: known.accountIds.length > 0 ? 'ok' : 'calm',
              icon: known.accountIds.length > 0 ? 'badge-check' : 'user',
              label: known.accountIds.length > 0 ? t.account : t.no_account,
            })}
          <span class="meta">{t.seen_since}</span>
        </p>
        <p class="row">
          <ButtonLink icon="plus" size="small" href={`${reception}/${known.contact.id}`}>
            {t.file}
          </ButtonLink>
          <ButtonLink kind="quiet" icon="pencil" size="small" href={`${here}/corriger`}>
            {t.edit}
          </ButtonLink>
        </p>
      </header>
      {refused !== undefined && Alert({ tone: 'warn', title: refused, isLive: true })}
      <div class="split">
        <div class="stack far">
          {Cases(props, t)}
          {Messages(props, t)}
          {Appointments(props, t)}
          {Payments(props, t)}
        </div>
        <aside class="stack">
          {Who(props, t)}
          {Groups(props, t)}
          {Consents(props, t)}
          {Same(props, t)}
          {Lookups(props, t)}
        </aside>
      </div>
    </>
  )
}
