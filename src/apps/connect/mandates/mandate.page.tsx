import type { VNode } from 'preact'
import { isOpen, type OpenedMandate } from '#identity/mandates'
import type { Locale } from '#kernel/localized'
import {
  Button,
  ButtonLink,
  DescriptionList,
  ErrorSummary,
  Form,
  Notice,
  Panel,
  SectionHead,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { mandateReference } from '../../acting-words.ts'
import { Layout, wayBack } from '../accounts/parts.tsx'
import type { StateIdentity } from '../organisations/france-connect.ts'
import { isRunning, mandateChip } from './state.tsx'
import { type DoneName, mandateTexts } from './texts.ts'

export interface MandateRefusal {
  readonly fieldId: 'decision' | 'raison' | 'reconnaitre'
  readonly message: string
  readonly typed?: string
}

export interface MandatePageProps {
  readonly locale: Locale
  readonly opened: OpenedMandate
  readonly today: string
  /** Whether who reads may pass it on. */
  readonly mayDelegate: boolean
  /** How FranceConnect stands to who reads, when she may not decide yet. */
  readonly identity?: StateIdentity | undefined
  readonly done?: DoneName | undefined
  readonly refusal?: MandateRefusal | undefined
}

/** One mandate: what it says, where it stands, and what its reader may do. The director opens it from her mail, on her phone. */
export function MandatePage(props: MandatePageProps): VNode {
  const { locale, opened, today, done, refusal } = props
  const t = mandateTexts(locale)
  const { mandate, names } = opened
  return Layout({
    title: t.cardFor(names.holder, names.principal),
    back: wayBack('/compte/mandats', t.back),
    asideLabel: t.history,
    aside: History(props),
    children: (
      <>
        {refusal && ErrorSummary({ title: t.errorTitle, errors: [refusal] })}
        {done !== undefined && Toast({ children: t[`done_${done}`] })}
        <p>{mandateChip(opened, locale, today)}</p>
        {mandate.decisionReason !== null && (
          <p>
            {t.refusalReason} : {mandate.decisionReason}
          </p>
        )}
        <section class="stack">
          {SectionHead({ title: t.text })}
          {mandate.acceptedText.split('\n').map((line) => (
            <p>{line}</p>
          ))}
          <p class="meta">
            {t.reference(mandateReference(mandate.id))}
            <br />
            {t.proof(mandate.textHash)}
          </p>
        </section>
        {DecidePart(props)}
        {OwnPart(props)}
      </>
    ),
  })
}

function DecidePart(props: MandatePageProps): VNode | null {
  const { locale, opened, refusal } = props
  const t = mandateTexts(locale)
  const { mandate, names, fault, isMine } = opened
  if (!isOpen(mandate.state)) return null
  const answerBy = <p class="meta">{t.answerBy(formats(locale).date(mandate.expiresAt))}</p>
  if (fault === 'director_needed' && (isMine.asker || isMine.holder)) return answerBy
  if (fault) return RecognisePart(props)
  const hidden = { empreinte: mandate.textHash }
  return (
    <section id="decision" class="stack far">
      <div class="stack">
        {SectionHead({ title: t.decide })}
        <p>{t.decideLead(names.holder)}</p>
        {answerBy}
      </div>
      {Form({
        action: `/compte/mandats/${mandate.id}/approuver`,
        hidden,
        children: <div>{Button({ size: 'big', icon: 'check', children: t.approve })}</div>,
      })}
      {Form({
        action: `/compte/mandats/${mandate.id}/refuser`,
        hidden,
        children: (
          <>
            {TextArea({
              id: 'raison',
              name: 'raison',
              label: t.refuseReason,
              hint: t.refuseReasonHint,
              rows: 2,
              value: refusal?.typed,
              error: refusal?.fieldId === 'raison' ? refusal.message : undefined,
            })}
            <div>{Button({ kind: 'danger', icon: 'x', children: t.refuse })}</div>
          </>
        ),
      })}
    </section>
  )
}

/** For who may not decide yet: what is missing, and the ways to be recognised as a director, the quickest first. */
function RecognisePart({ locale, opened: { mandate, fault, names }, identity, refusal }: MandatePageProps): VNode {
  const t = mandateTexts(locale)
  const isPerson = mandate.principalOrganisationId === null
  return (
    <section id="decision" class="stack far">
      {Notice({ tone: 'warn', children: fault && t[`no_${fault}`] })}
      {!isPerson && identity?.kind === 'to_link' && (
        <>
          <p>{t.recogniseLink}</p>
          <p>{ButtonLink({ href: identity.href, size: 'big', icon: 'link', children: t.recogniseLinkAction })}</p>
        </>
      )}
      {!isPerson &&
        identity?.kind === 'linked' &&
        Form({
          action: `/compte/mandats/${mandate.id}/me-reconnaitre`,
          children: (
            <>
              <p>{t.recogniseBody(names.principal)}</p>
              {refusal?.fieldId === 'reconnaitre' && <p class="error">{refusal.message}</p>}
              <div>{Button({ id: 'reconnaitre', size: 'big', icon: 'check', children: t.recognise })}</div>
            </>
          ),
        })}
      {!isPerson && (
        <p>{ButtonLink({ href: '/compte/organisations#ajouter', kind: 'quiet', children: t.recogniseOtherwise })}</p>
      )}
    </section>
  )
}

function OwnPart(props: MandatePageProps): VNode {
  const { locale, opened, today, mayDelegate } = props
  const t = mandateTexts(locale)
  const { mandate, isMine } = opened
  const address = `/compte/mandats/${mandate.id}`
  return (
    <>
      {isMine.asker &&
        isOpen(mandate.state) &&
        Form({
          action: `${address}/retirer`,
          children: <div>{Button({ kind: 'quiet', children: t.withdraw })}</div>,
        })}
      {ConfirmForm(props)}
      {mayDelegate && (
        <p>{ButtonLink({ href: `${address}/confier`, kind: 'secondary', icon: 'users', children: t.delegate })}</p>
      )}
      {RenewLink(props)}
      {opened.mayRevoke && isRunning(opened, today) && RevokeForm(props)}
    </>
  )
}

function ConfirmForm({ locale, opened: { mandate, isMine } }: MandatePageProps): VNode | null {
  if (mandate.doubtedAt === null || !isMine.giver) return null
  const t = mandateTexts(locale)
  return Form({
    action: `/compte/mandats/${mandate.id}/confirmer`,
    children: (
      <>
        <p>{t.confirmBody}</p>
        <div>{Button({ children: t.confirm })}</div>
      </>
    ),
  })
}

function RenewLink({ locale, opened: { mandate, isMine } }: MandatePageProps): VNode | null {
  const isRenewable = ['approved', 'expired', 'revoked'].includes(mandate.state)
  if (!isMine.holder || mandate.depth > 0 || !isRenewable) return null
  const href = `/compte/mandats/demander?renouveler=${mandate.id}`
  return <p>{ButtonLink({ href, kind: 'secondary', icon: 'refresh-cw', children: mandateTexts(locale).renew })}</p>
}

function RevokeForm({ locale, opened }: MandatePageProps): VNode {
  const t = mandateTexts(locale)
  return Form({
    action: `/compte/mandats/${opened.mandate.id}/revoquer`,
    children: (
      <>
        {TextInput({ id: 'motif', name: 'motif', label: t.revokeReason, hint: t.revokeBody })}
        <div>{Button({ kind: 'danger', icon: 'circle-x', children: t.revoke })}</div>
      </>
    ),
  })
}

function History({ locale, opened }: MandatePageProps): VNode {
  const t = mandateTexts(locale)
  const format = formats(locale)
  const label = (kind: string): string => {
    const key = `event_${kind}`
    return key in t ? String(t[key as 'event_asked']) : kind
  }
  return Panel({
    title: t.history,
    children: DescriptionList({
      items: opened.events.map(({ kind, at, by }) => ({
        label: label(kind),
        value: by === '' ? format.dateTime(at) : `${format.dateTime(at)}, ${t.by(by)}`,
      })),
    }),
  })
}
