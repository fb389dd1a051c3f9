import type { VNode } from 'preact'
import type { Departure, SignOutStep } from '#identity/federation'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form, type IconName, PageHead, StateChip, type Tone } from '#platform/html'
import { type Passage, PassageForm } from './passage.page.tsx'
import { federationTexts } from './texts.ts'

interface DeparturePageProps {
  readonly locale: Locale
  readonly departure: Departure
  /** Where the browser goes next, when it goes somewhere. */
  readonly passage: Passage | undefined
  /** Address of this page. */
  readonly here: string
}

const looks: Readonly<Record<SignOutStep['state'], { readonly tone: Tone; readonly icon: IconName }>> = {
  waiting: { tone: 'calm', icon: 'clock' },
  sent: { tone: 'info', icon: 'refresh-cw' },
  done: { tone: 'ok', icon: 'check' },
  failed: { tone: 'warn', icon: 'triangle-alert' },
}

export function departureTitle(locale: Locale, departure: Departure): string {
  const t = federationTexts(locale)
  switch (departure.kind) {
    case 'unknown':
      return t.unknownLeaving
    case 'tell':
      return t.leaving
    case 'stuck':
      return t.stuck(departure.name)
    case 'finish':
      return t.left
  }
}

function leadOf(locale: Locale, departure: Departure): string {
  const t = federationTexts(locale)
  switch (departure.kind) {
    case 'unknown':
      return t.unknownLeaving_body
    case 'tell':
      return t.leavingLead(departure.name)
    case 'stuck':
      return t.stuckLead
    case 'finish':
      return departure.steps.some(({ state }) => state === 'failed') ? t.leftSome : t.leftAll
  }
}

/** Somebody leaves: which applications were told, which answered, and what she can do about those that did not. */
export function DeparturePage({ locale, departure, passage, here }: DeparturePageProps): VNode {
  const t = federationTexts(locale)
  const steps = departure.kind === 'unknown' ? [] : departure.steps
  return (
    <div class="wrap">
      {PageHead({ title: departureTitle(locale, departure), lead: leadOf(locale, departure) })}
      <div class="stack far">
        {steps.length > 0 && StepList({ locale, steps })}
        {passage && PassageForm({ passage, label: t.goOn })}
        {departure.kind === 'stuck' && StuckForm({ locale, here })}
        {!passage &&
          departure.kind !== 'stuck' &&
          Actions({
            children: (
              <>
                {ButtonLink({ href: '/', children: t.home })}
                {ButtonLink({ kind: 'plain', href: '/connexion', children: t.signInAgain })}
              </>
            ),
          })}
      </div>
    </div>
  )
}

function StepList({ locale, steps }: { readonly locale: Locale; readonly steps: readonly SignOutStep[] }): VNode {
  const t = federationTexts(locale)
  return (
    <ul class="plain stack" aria-label={t.applications}>
      {steps.map(({ name, state }) => (
        <li class="row">
          {StateChip({ ...looks[state], label: t[state] })}
          <span>{name}</span>
        </li>
      ))}
    </ul>
  )
}

/** Two buttons of one form: their value says which was pressed. */
function StuckForm({ locale, here }: { readonly locale: Locale; readonly here: string }): VNode {
  const t = federationTexts(locale)
  return Form({
    action: here,
    children: Actions({
      children: (
        <>
          {Button({ name: 'choix', value: 'attendre', icon: 'rotate-ccw', children: t.retry })}
          {Button({ name: 'choix', value: 'passer', kind: 'secondary', children: t.skip })}
        </>
      ),
    }),
  })
}

interface AskLeavingProps {
  readonly locale: Locale
  readonly name: string
  readonly service: string | undefined
}

/** An application sends here to sign out: one button, so that no link or picture signs anybody out. */
export function AskLeavingPage({ locale, name, service }: AskLeavingProps): VNode {
  const t = federationTexts(locale)
  return (
    <div class="wrap">
      {PageHead({ title: t.askLeaving, lead: t.askLeaving_body(name) })}
      {Form({
        action: '/cas/logout',
        hidden: service === undefined ? undefined : { service },
        children: Actions({
          children: (
            <>
              {Button({ size: 'big', icon: 'log-out', children: t.leave })}
              {ButtonLink({ kind: 'plain', href: '/compte', children: t.stay })}
            </>
          ),
        }),
      })}
    </div>
  )
}
