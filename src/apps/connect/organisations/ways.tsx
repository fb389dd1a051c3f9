import type { VNode } from 'preact'
import { Button, ButtonLink, FileInput, Form, Notice, Panel, SectionHead, TextInput } from '#platform/html'
import type { OrganisationPageProps } from './organisation.page.tsx'
import { organisationTexts } from './texts.ts'

/** The ways in which somebody may show that she answers for an organisation, each with what it takes. */
export function Ways(props: OrganisationPageProps): VNode {
  const { locale, mine, proofs, identity } = props
  const t = organisationTexts(locale)
  const { siren, officialEmail, seatAddress } = mine.organisation
  const isRead = proofs.some(({ state, method }) => state === 'waiting' && method !== 'post')
  const isSent = proofs.some(({ state, method }) => state === 'sent' && method !== 'document')
  return (
    <section class="stack">
      {isSent && CodePart(props)}
      {SectionHead({ title: t.ways })}
      {isRead && Notice({ icon: 'clock', children: t.beingRead })}
      <p>{t.waysLead}</p>
      {siren !== null && identity.kind === 'to_link' && LinkPart(props, identity.href)}
      {siren !== null &&
        identity.kind !== 'to_link' &&
        OneButton(props, { name: 'certifier', title: t.certifyTitle, body: t.certifyBody, action: t.certify })}
      {seatAddress.length > 0 &&
        OneButton(props, {
          name: 'courrier',
          title: t.postTitle,
          body: t.postBody(seatAddress.join(', ')),
          action: t.post,
        })}
      {officialEmail !== null &&
        OneButton(props, { name: 'contact', title: t.contactTitle, body: t.contactBody, action: t.contact })}
      {DocumentPart(props)}
    </section>
  )
}

/** FranceConnect first: without it there is nothing to compare. */
function LinkPart({ locale }: OrganisationPageProps, href: string): VNode {
  const t = organisationTexts(locale)
  return (
    <div class="form">
      {Panel({
        title: t.certifyTitle,
        level: 3,
        children: (
          <div class="stack">
            <p>{t.certifyBody}</p>
            <p>{ButtonLink({ href, kind: 'secondary', icon: 'link', children: t.certifyLink })}</p>
          </div>
        ),
      })}
    </div>
  )
}

interface OneButtonProps {
  readonly name: 'certifier' | 'courrier' | 'contact'
  readonly title: string
  readonly body: string
  readonly action: string
}

function OneButton({ mine, refusal }: OrganisationPageProps, { name, title, body, action }: OneButtonProps): VNode {
  const own = refusal?.fieldId === name ? refusal.message : undefined
  return Form({
    action: `/compte/organisations/${mine.organisation.id}/${name}`,
    children: Panel({
      title,
      level: 3,
      children: (
        <div class="stack">
          <p>{body}</p>
          {own !== undefined && <p class="error">{own}</p>}
          <div>{Button({ kind: 'secondary', id: name, children: action })}</div>
        </div>
      ),
    }),
  })
}

function CodePart({ locale, mine, refusal }: OrganisationPageProps): VNode {
  const t = organisationTexts(locale)
  const own = refusal?.fieldId === 'code' ? refusal : undefined
  return Form({
    action: `/compte/organisations/${mine.organisation.id}/code`,
    children: (
      <>
        <h2>{t.codeTitle}</h2>
        {TextInput({
          id: 'code',
          name: 'code',
          label: t.code,
          hint: t.codeHint,
          error: own?.message,
          value: own?.typed,
          width: 'medium',
          isExact: true,
          autoComplete: 'one-time-code',
        })}
        <div>{Button({ children: t.codeSend })}</div>
      </>
    ),
  })
}

function DocumentPart({ locale, mine, refusal }: OrganisationPageProps): VNode {
  const t = organisationTexts(locale)
  return Form({
    action: `/compte/organisations/${mine.organisation.id}/document`,
    hasFiles: true,
    children: Panel({
      title: t.documentTitle,
      level: 3,
      children: (
        <div class="stack">
          <p>{t.documentBody}</p>
          {FileInput({
            id: 'document',
            name: 'document',
            label: t.documentField,
            hint: t.documentHint,
            error: refusal?.fieldId === 'document' ? refusal.message : undefined,
            accept: 'image/*,.pdf',
          })}
          <div>{Button({ kind: 'secondary', children: t.documentSend })}</div>
        </div>
      ),
    }),
  })
}
