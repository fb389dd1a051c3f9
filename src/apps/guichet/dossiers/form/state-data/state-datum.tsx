import type { VNode } from 'preact'
import type { Datum, DatumState } from '#counter/connectors'
import { type Locale, localize } from '#kernel/localized'
import { Button, Panel, Provenance, StateChip } from '#platform/html'
import { formats } from '#platform/i18n'
import { ofHolder, stateDatumTexts } from './texts.ts'

export interface StateDatumProps {
  readonly locale: Locale
  readonly datum: Datum
  readonly state: DatumState
}

/**
 * Where a datum of the State stands, above the question it answers: one may ask for it, it is late, it came, or it did not and
 * the piece is asked instead. Its buttons send the page: nothing typed is lost, and no script is needed.
 */
export function StateDatum({ locale, datum, state }: StateDatumProps): VNode {
  const t = stateDatumTexts(locale)
  const format = formats(locale)
  const holder = localize(datum.holder, locale)
  const title = localize(datum.title, locale)
  const askButton = (label: string, kind: 'quiet' | 'plain') => (
    <p>
      {Button({
        kind,
        size: 'small',
        icon: 'landmark',
        name: 'page-action',
        value: `fetch:${datum.id}`,
        children: label,
      })}
    </p>
  )
  switch (state.kind) {
    case 'idle':
      return block(datum.id, t.idle(title), [
        <p>{ofHolder(t.idleBody(holder))}</p>,
        askButton(ofHolder(t.askFor(holder)), 'quiet'),
      ])
    case 'waiting':
      return block(datum.id, title, [
        <p>{StateChip({ tone: 'warn', icon: 'clock', label: t.waiting })}</p>,
        <p>
          {ofHolder(t.waitingBody(holder))} {state.nextTryAt && t.nextTry(format.time(state.nextTryAt))}
        </p>,
        withdraw(datum.id, t.withdraw),
      ])
    case 'fetched':
      return block(datum.id, title, [
        <p>{Provenance({ children: t.fetched(holder, format.dateTime(state.at)) })}</p>,
        <p>{t.fetchedBody}</p>,
        withdraw(datum.id, t.withdraw),
      ])
    case 'failed':
      return block(datum.id, t.failed(title), [
        <p>
          {ofHolder(t[`failed_${state.failure}`](holder))} {t.instead(localize(datum.piece, locale))}
        </p>,
        askButton(t.again, 'plain'),
      ])
  }
}

const block = (id: string, title: string, children: readonly (VNode | null)[]): VNode => (
  <div id={`etat-${id}`}>{Panel({ title, isTinted: true, children: <>{children}</> })}</div>
)

const withdraw = (id: string, label: string): VNode => (
  <p>{Button({ kind: 'plain', size: 'small', name: 'page-action', value: `withdraw:${id}`, children: label })}</p>
)
