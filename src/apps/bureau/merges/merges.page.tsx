import type { VNode } from 'preact'
import type { ListedMerge } from '#identity/accounts'
import {
  Alert,
  Button,
  DescriptionList,
  EmptyState,
  ErrorSummary,
  Form,
  type IconName,
  PageHead,
  StateChip,
  TextInput,
  Toast,
  type Tone,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { mergesTexts } from './texts.ts'

export interface MergesPageProps {
  readonly locale: Locale
  readonly merges: readonly ListedMerge[]
  readonly isDone?: boolean
  /** What an undoing was refused for, on which merge. */
  readonly refused?: { readonly mergeId: string; readonly refusal: 'too_late' | 'still_moving' | 'reason_missing' }
}

/** Merges of the last month, for support: who, when, and the way back while there is one. */
export function MergesPage(props: MergesPageProps): VNode {
  const { locale, merges, isDone, refused } = props
  const t = mergesTexts(locale)
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <div class="stack">
        {isDone === true && Toast({ children: t.done })}
        {refused?.refusal === 'reason_missing' &&
          ErrorSummary({
            title: t.oneError,
            errors: [{ fieldId: `reason-${refused.mergeId}`, message: t.reasonMissing }],
          })}
        {refused?.refusal === 'too_late' && Alert({ tone: 'warn', title: t.tooLate, isLive: true })}
        {refused?.refusal === 'still_moving' && Alert({ tone: 'warn', title: t.stillMoving, isLive: true })}
        {merges.length === 0
          ? EmptyState({ icon: 'users', title: t.none, level: 2, children: t.noneNote })
          : merges.map((each) => MergeCard(each, props))}
      </div>
    </>
  )
}

const nameOf = (party: ListedMerge['kept']): string =>
  party ? `${party.givenName} ${party.familyName} (${party.email})` : '…'

function MergeCard(listed: ListedMerge, { locale, refused }: MergesPageProps): VNode {
  const t = mergesTexts(locale)
  const { merge, kept, other, isUndoable } = listed
  const when = (date: Date | null): string => (date ? formats(locale).dateTime(date) : '')
  const error = refused?.refusal === 'reason_missing' && refused.mergeId === merge.id ? t.reasonMissing : undefined
  return (
    <section class="panel">
      <h2>{t.into(nameOf(other), nameOf(kept))}</h2>
      <p>{StateOf(listed, locale)}</p>
      {DescriptionList({
        items: [
          { label: t.on, value: when(merge.mergedAt) },
          ...(isUndoable ? [{ label: t.until, value: when(merge.finalAt) }] : []),
          ...(merge.undoneAt ? [{ label: t.separatedOn, value: when(merge.undoneAt) }] : []),
          ...(merge.undoReason === null ? [] : [{ label: t.why, value: merge.undoReason }]),
        ],
      })}
      {isUndoable &&
        Form({
          action: `/bureau/fusions/${merge.id}/defaire`,
          children: (
            <>
              {TextInput({
                id: `reason-${merge.id}`,
                name: 'reason',
                label: t.reason,
                hint: t.reasonHint,
                error,
                isRequired: true,
                maxLength: 500,
              })}
              <p class="meta">{t.undoNote}</p>
              <div>{Button({ kind: 'danger', icon: 'undo-2', children: t.undo })}</div>
            </>
          ),
        })}
    </section>
  )
}

const looks: Readonly<Record<string, readonly [IconName, Tone]>> = {
  moving: ['hourglass', 'info'],
  done: ['undo-2', 'warn'],
  final: ['check', 'calm'],
  undoing: ['hourglass', 'info'],
  undone: ['users', 'calm'],
}

function StateOf({ merge, isUndoable }: ListedMerge, locale: Locale): VNode {
  const t = mergesTexts(locale)
  const state = merge.state === 'done' && !isUndoable ? 'final' : merge.state
  const [icon, tone] = looks[state] ?? ['hourglass', 'info']
  const label = state === 'asked' || state === 'proved' ? t.state_moving : t[`state_${state}`]
  return StateChip({ icon, tone, label })
}
