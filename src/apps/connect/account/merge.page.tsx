import type { VNode } from 'preact'
import type { Account, Merge, MergePreview, StepMissing } from '#identity/accounts'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  CheckList,
  Form,
  Notice,
  NumberedSteps,
  Panel,
  Radios,
  Summary,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { Layout, PasswordField, RefusalOf } from '../accounts/parts.tsx'
import type { Delay } from '../accounts/wait.ts'
import { mergeTexts } from './merge.texts.ts'
import { backToAccount } from './profile.page.tsx'

interface AskProps {
  readonly locale: Locale
  readonly ownEmail: string
  readonly typed: string
  readonly error?: string | undefined
  readonly delay?: Delay | undefined
}

/** The other account's address, and what will follow. */
export function AskMergePage({ locale, ownEmail, typed, error, delay }: AskProps): VNode {
  const t = mergeTexts(locale)
  return Layout({
    title: t.title,
    lead: t.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    aside: Panel({
      title: t.howTitle,
      isTinted: true,
      children: NumberedSteps({
        steps: [
          { title: t.how1, children: t.how1Text },
          { title: t.how2, children: t.how2Text },
          { title: t.how3, children: t.how3Text },
        ],
      }),
    }),
    children: (
      <>
        {RefusalOf({ errors: error === undefined ? {} : { email: error }, delay }, locale)}
        {Form({
          action: '/compte/fusion',
          children: (
            <>
              {Notice({ icon: 'user-check', children: <p>{t.stays(ownEmail)}</p> })}
              {TextInput({
                id: 'email',
                name: 'email',
                type: 'email',
                label: t.email,
                value: typed,
                error,
                inputMode: 'email',
                isExact: true,
                isRequired: true,
                autoComplete: 'off',
              })}
              {Actions({ children: Button({ children: t.ask }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

interface AskedProps {
  readonly locale: Locale
  readonly merge: Merge
  readonly error?: string | undefined
  readonly delay?: Delay | undefined
}

/** Two ways to prove the other account; the same page whether it exists or not. */
export function AskedMergePage({ locale, merge, error, delay }: AskedProps): VNode {
  const t = mergeTexts(locale)
  return Layout({
    title: t.askedTitle,
    lead: t.askedLead(merge.otherEmail),
    back: backToAccount(locale),
    asideLabel: t.help,
    children: (
      <>
        {RefusalOf({ errors: error === undefined ? {} : { password: error }, delay }, locale)}
        {Panel({ title: t.byLinkTitle, children: <p>{t.byLink}</p> })}
        {Panel({
          title: t.byPasswordTitle,
          children: Form({
            action: `/compte/fusion/${merge.id}/mot-de-passe`,
            children: (
              <>
                {PasswordField({ locale, isNew: false, error })}
                {Actions({ children: Button({ kind: 'secondary', children: t.prove }) })}
              </>
            ),
          }),
        })}
        <p>
          <a href="/compte/fusion">{t.again}</a>
        </p>
      </>
    ),
  })
}

interface StepProps {
  readonly locale: Locale
  readonly mergeId: string
  readonly missing: StepMissing
  readonly error?: string | undefined
  readonly delay?: Delay | undefined
}

/** The second step of the other account, or where else to go when only a key makes it. */
export function MergeStepPage({ locale, mergeId, missing, error, delay }: StepProps): VNode {
  const t = mergeTexts(locale)
  if (missing === 'key') {
    return Layout({
      title: t.keyTitle,
      lead: t.keyLead,
      back: backToAccount(locale),
      asideLabel: t.help,
      children: Form({
        action: '/deconnexion',
        hidden: { vers: 'connexion', retour: '/compte/fusion' },
        children: Actions({ children: Button({ icon: 'user', children: t.otherAccount }) }),
      }),
    })
  }
  return Layout({
    title: t.stepTitle,
    lead: t.stepLead,
    back: backToAccount(locale),
    asideLabel: t.help,
    children: (
      <>
        {RefusalOf({ errors: error === undefined ? {} : { password: error }, delay }, locale)}
        {Form({
          action: `/compte/fusion/${mergeId}/code`,
          children: (
            <>
              {TextInput({
                id: 'password',
                name: 'code',
                label: t.stepField,
                hint: t.stepHint,
                error,
                autoComplete: 'one-time-code',
                width: 'medium',
                isExact: true,
                isRequired: true,
              })}
              {Actions({ children: Button({ children: t.stepAction }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

interface ProofProps {
  readonly locale: Locale
  readonly otherEmail: string
  readonly keptEmail: string
  readonly action: string
}

/** Opening a link changes nothing: the click does. */
export function ProveMergePage({ locale, otherEmail, keptEmail, action }: ProofProps): VNode {
  const t = mergeTexts(locale)
  return Layout({
    title: t.proofTitle,
    lead: t.proof(otherEmail, keptEmail),
    asideLabel: t.help,
    children: Form({ action, children: Actions({ children: Button({ children: t.proofAction }) }) }),
  })
}

/** The link was opened from another account than the one that asked. */
export function ElsewherePage({ locale, retour }: { readonly locale: Locale; readonly retour: string }): VNode {
  const t = mergeTexts(locale)
  return Layout({
    title: t.elsewhereTitle,
    lead: t.elsewhere,
    asideLabel: t.help,
    children: Form({
      action: '/deconnexion',
      hidden: { vers: 'connexion', retour },
      children: Actions({ children: Button({ icon: 'user', children: t.otherAccount }) }),
    }),
  })
}

interface PreviewProps {
  readonly locale: Locale
  readonly preview: MergePreview
}

/** What moves, what stays, what ends: then the decision, or why it cannot be. */
export function PreviewMergePage({ locale, preview }: PreviewProps): VNode {
  const t = mergeTexts(locale)
  const { obstacle, kept, other, names } = preview
  const lines = (account: Account, name: { readonly givenName: string; readonly familyName: string }) => [
    { label: t.name, value: `${name.givenName} ${name.familyName}` },
    { label: t.address, value: account.email },
    { label: t.opened, value: formats(locale).date(account.createdAt) },
  ]
  return Layout({
    title: obstacle === undefined ? t.previewTitle : t.obstacleTitle,
    lead: obstacle === undefined ? t.previewLead : undefined,
    back: backToAccount(locale),
    asideLabel: t.help,
    children: (
      <>
        {obstacle !== undefined &&
          Alert({ tone: 'warn', title: t.obstacleTitle, children: <p>{obstacleSentence(obstacle, locale)}</p> })}
        <div>
          {Summary({ title: t.keptTitle, items: lines(kept, names) })}
          {Summary({ title: t.otherTitle, items: lines(other, other) })}
          {obstacle === undefined && Summary({ title: t.movesTitle, items: movesOf(preview, locale) })}
        </div>
        {obstacle === undefined &&
          CheckList({
            items: [
              { icon: 'log-out', title: t.closesTitle, children: <p>{t.closes}</p> },
              { icon: 'archive', title: t.evidenceTitle, children: <p>{t.evidence}</p> },
              { icon: 'undo-2', title: t.undoTitle, children: <p>{t.undo}</p> },
            ],
          })}
        {obstacle === undefined ? Decision({ locale, preview }) : <p>{BackLink(t.account)}</p>}
      </>
    ),
  })
}

const BackLink = (label: string): VNode => ButtonLink({ href: '/compte', kind: 'secondary', children: label })

function obstacleSentence(obstacle: NonNullable<MergePreview['obstacle']>, locale: Locale): string {
  return typeof obstacle === 'string' ? mergeTexts(locale)[`obstacle_${obstacle}`] : localize(obstacle, locale)
}

function movesOf({ houses }: MergePreview, locale: Locale) {
  const t = mergeTexts(locale)
  const format = formats(locale)
  const items = houses
    .map(({ title, held }) => ({ title, held: held.filter(({ count }) => count > 0) }))
    .filter(({ held }) => held.length > 0)
    .map(({ title, held }) => ({
      label: localize(title, locale),
      value: format.list(
        held.map(
          ({ what, one = what, count }) => `${format.number(count)} ${localize(count === 1 ? one : what, locale)}`,
        ),
      ),
    }))
  return items.length > 0 ? items : [{ label: t.movesTitle, value: t.nothing }]
}

function Decision({ locale, preview: { merge, other } }: PreviewProps): VNode {
  const t = mergeTexts(locale)
  return Form({
    action: `/compte/fusion/${merge.id}/confirmer`,
    children: (
      <>
        {Radios({
          id: 'adresse',
          name: 'adresse',
          legend: t.keepLegend(other.email),
          value: 'oui',
          choices: [
            { value: 'oui', label: t.keepYes, hint: t.keepYesHint },
            { value: 'non', label: t.keepNo },
          ],
        })}
        {Actions({
          children: (
            <>
              {Button({ children: t.confirm })}
              <a href="/compte">{t.cancel}</a>
            </>
          ),
        })}
      </>
    ),
  })
}

/** Where a merge stands once it was decided, or that there is nothing to decide any more. */
export function MergeOutcomePage({
  locale,
  merge,
}: {
  readonly locale: Locale
  readonly merge: Merge | undefined
}): VNode {
  const t = mergeTexts(locale)
  const toRequests = ButtonLink({ href: '/mes-demandes', iconAfter: 'arrow-right', children: t.requests })
  const said = outcomeWords(merge, locale)
  const action =
    merge?.state === 'moving'
      ? ButtonLink({ href: `/compte/fusion/${merge.id}`, icon: 'refresh-cw', kind: 'secondary', children: t.refresh })
      : merge === undefined
        ? ButtonLink({ href: '/compte/fusion', children: t.again })
        : toRequests
  return Layout({
    title: said.title,
    lead: said.lead,
    back: backToAccount(locale),
    asideLabel: t.help,
    children: Actions({ children: action }),
  })
}

export function outcomeWords(merge: Merge | undefined, locale: Locale): { title: string; lead: string } {
  const t = mergeTexts(locale)
  switch (merge?.state) {
    case 'moving':
      return { title: t.movingTitle, lead: t.moving }
    case 'done': {
      const until = merge.finalAt ? formats(locale).dateTime(merge.finalAt) : ''
      return { title: t.doneTitle, lead: t.done(merge.otherEmail, until) }
    }
    case 'undoing':
    case 'undone':
      return { title: t.undoneTitle, lead: t.undone }
    case 'asked':
    case 'proved':
    case undefined:
      return { title: t.expired, lead: t.expiredText }
  }
}
