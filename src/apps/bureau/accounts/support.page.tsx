import type { VNode } from 'preact'
import { type SupportFile, waitKinds } from '#identity/accounts'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  Summary,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { supportTexts } from './texts.ts'

export const supportPath = '/bureau/exploitation/comptes'

interface SearchProps {
  readonly locale: Locale
  readonly email: string
  readonly error?: string | undefined
}

/** One field: an exact address finds one account, or none; there is no list. */
export function SearchPage({ locale, email, error }: SearchProps): VNode {
  const t = supportTexts(locale)
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <div class="stack">
        {error !== undefined &&
          ErrorSummary({ title: t.searchRefused, errors: [{ fieldId: 'email', message: error }] })}
        {Form({
          action: supportPath,
          children: (
            <>
              {TextInput({
                id: 'email',
                name: 'email',
                type: 'email',
                label: t.email,
                value: email,
                error,
                autoComplete: 'off',
                isExact: true,
                isRequired: true,
              })}
              {Actions({ children: Button({ icon: 'search', children: t.search }) })}
            </>
          ),
        })}
      </div>
    </>
  )
}

export interface FileProps {
  readonly locale: Locale
  readonly file: SupportFile
  readonly done?: SupportDone | undefined
  /** Whose own account it is, she neither suspends it nor removes its second step. */
  readonly isOwn: boolean
  readonly refused?: Refused | undefined
}

/** What was refused: the sentence, and what had been typed. */
export interface Refused {
  readonly act: 'retrait' | 'suspension'
  readonly sentence: string
  readonly reason: string
}

export const supportDones = ['attentes', 'retrait', 'suspension', 'reouverture'] as const
export type SupportDone = (typeof supportDones)[number]

const doneWords = { attentes: 'lifted', retrait: 'asked', suspension: 'suspended', reouverture: 'resumed' } as const

/** What keeps a person out, and what support may do about it. */
export function SupportFilePage(props: FileProps): VNode {
  const { locale, file, done } = props
  const t = supportTexts(locale)
  const { account } = file
  return (
    <>
      <PageHead title={`${account.givenName} ${account.familyName}`} meta={account.email} />
      <div class="stack far">
        {done !== undefined && Toast({ children: t[doneWords[done]] })}
        {file.suspension && SuspendedOf(props, file.suspension)}
        <div>{WaitsOf(props)}</div>
        {FactorsOf(props)}
        {ResetOf(props)}
        {file.suspension === undefined && SuspendOf(props)}
        <p>{ButtonLink({ href: supportPath, kind: 'quiet', icon: 'search', children: t.back })}</p>
      </div>
    </>
  )
}

function WaitsOf({ locale, file }: FileProps): VNode {
  const t = supportTexts(locale)
  const hasWait = waitKinds.some((kind) => file.waits[kind] !== undefined)
  return (
    <div class="stack">
      {Summary({
        title: t.waits,
        items: waitKinds.map((kind) => {
          const until = file.waits[kind]
          return { label: t[kind], value: until === undefined ? t.none : t.until(formats(locale).dateTime(until)) }
        }),
      })}
      {hasWait &&
        Form({
          action: `${supportPath}/${file.account.id}/attentes`,
          children: (
            <div class="stack">
              {Button({ kind: 'secondary', icon: 'rotate-ccw', children: t.lift })}
              <p class="meta">{t.liftNote}</p>
            </div>
          ),
        })}
    </div>
  )
}

function FactorsOf({ locale, file }: FileProps): VNode {
  const t = supportTexts(locale)
  const { hasPassword, totpSince, passkeys, codesLeft } = file.factors
  const format = formats(locale)
  return Summary({
    title: t.factors,
    items: [
      { label: t.password, value: hasPassword ? t.yes : t.no },
      { label: t.totp, value: totpSince === undefined ? t.no : t.yes },
      { label: t.keys, value: format.number(passkeys.length) },
      { label: t.codes, value: format.number(codesLeft ?? 0) },
    ],
  })
}

function ResetOf({ locale, file, refused }: FileProps): VNode {
  const t = supportTexts(locale)
  const own = refused?.act === 'retrait' ? refused : undefined
  const { resetDueAt } = file.factors
  if (resetDueAt !== undefined) {
    const words = t.waiting(formats(locale).dateTime(resetDueAt))
    return Alert({ tone: 'warn', icon: 'clock', title: t.resetTitle, children: <p>{words}</p> })
  }
  return Panel({
    title: t.resetTitle,
    children: (
      <div class="stack">
        {own && ErrorSummary({ title: t.resetRefused, errors: [{ fieldId: 'reason', message: own.sentence }] })}
        <p>{t.resetLead}</p>
        {Form({
          action: `${supportPath}/${file.account.id}/retrait`,
          children: (
            <>
              {TextInput({
                id: 'reason',
                name: 'reason',
                label: t.reason,
                hint: t.reasonHint,
                value: own?.reason ?? '',
                error: own?.sentence,
                maxLength: 300,
                isRequired: true,
              })}
              {Actions({ children: Button({ kind: 'danger', icon: 'shield-alert', children: t.resetAction }) })}
            </>
          ),
        })}
      </div>
    ),
  })
}

function SuspendedOf(
  { locale, file, isOwn }: FileProps,
  { since, reason }: NonNullable<FileProps['file']['suspension']>,
): VNode {
  const t = supportTexts(locale)
  return Alert({
    tone: 'warn',
    icon: 'shield-alert',
    title: t.suspendedSince(formats(locale).dateTime(since)),
    children: (
      <div class="stack">
        <p>{t.suspendedWhy(reason)}</p>
        {!isOwn &&
          Form({
            action: `${supportPath}/${file.account.id}/reouverture`,
            children: (
              <div class="stack">
                {Button({ kind: 'secondary', icon: 'rotate-ccw', children: t.resume })}
                <p class="meta">{t.resumeNote}</p>
              </div>
            ),
          })}
      </div>
    ),
  })
}

function SuspendOf({ locale, file, refused, isOwn }: FileProps): VNode {
  const t = supportTexts(locale)
  if (isOwn) return Panel({ title: t.suspendTitle, children: <p>{t.suspend_own}.</p> })
  const own = refused?.act === 'suspension' ? refused : undefined
  return Panel({
    title: t.suspendTitle,
    children: (
      <div class="stack">
        {own && ErrorSummary({ title: t.suspendRefused, errors: [{ fieldId: 'why', message: own.sentence }] })}
        <p>{t.suspendLead}</p>
        {Form({
          action: `${supportPath}/${file.account.id}/suspension`,
          children: (
            <>
              {TextInput({
                id: 'why',
                name: 'reason',
                label: t.suspendReason,
                hint: t.suspendReasonHint,
                value: own?.reason ?? '',
                error: own?.sentence,
                maxLength: 300,
                isRequired: true,
              })}
              {Actions({ children: Button({ kind: 'danger', icon: 'shield-alert', children: t.suspendAction }) })}
            </>
          ),
        })}
      </div>
    ),
  })
}
