import type { VNode } from 'preact'
import type { PlayedMove, PlayedRecording, TestShown } from '#counter/studio'
import { localize } from '#kernel/localized'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  DataTable,
  Details,
  EmptyState,
  ErrorSummary,
  Form,
  Panel,
  Select,
  type SelectOption,
  StateChip,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { DraftHead, type HeadProps } from './head.tsx'
import { testTexts } from './tests.texts.ts'

export interface TestsProps extends Omit<HeadProps, 'part'> {
  readonly tests: readonly TestShown[]
  readonly names: ReadonlyMap<string, string>
  /** The cases that can be played again; undefined in the library of the territory, which has none. */
  readonly cases: readonly SelectOption[] | undefined
  readonly played: { readonly id: string; readonly number: string; readonly result: PlayedRecording } | undefined
  /** What was typed in a form that was refused, by the id of its control. */
  readonly typed: Readonly<Record<string, string>>
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

const formOf = ({ base, draft }: Pick<TestsProps, 'base' | 'draft'>) => `${base}/${draft.id}/essais`

/** Tests of a procedure, and cases played again on its draft. */
export function TestsPage(props: TestsProps): VNode {
  const { locale, tests, errors, draft } = props
  const t = testTexts(locale)
  return (
    <>
      {DraftHead({ ...props, part: 'essais' })}
      <div class="stack far parts">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        <p>{t.lead}</p>
        <section class="stack" aria-labelledby="essais">
          <h2 id="essais">{t.tests}</h2>
          {tests.length === 0
            ? EmptyState({ icon: 'list-checks', title: t.none, children: t.none_body })
            : tests.map((test) => TestPanel(props, test))}
        </section>
        {props.played && Played(props, props.played)}
        {draft.state === 'open' && props.cases && Replay(props, props.cases)}
        {draft.state === 'open' && Compose(props)}
      </div>
    </>
  )
}

function TestPanel(props: TestsProps, test: TestShown): VNode {
  const { locale, names, draft } = props
  const t = testTexts(locale)
  const { played } = test
  const isRed = played?.divergence !== undefined
  return Panel({
    id: `essai-${test.id}`,
    title: test.name,
    level: 3,
    children: (
      <>
        <p>{Colour(locale, played)}</p>
        {played?.divergence && <p>{capitalised(localize(played.divergence, locale))}.</p>}
        <p class="meta">
          {t.recorded(formats(locale).dateTime(test.recordedAt), names.get(test.recordedBy ?? '') ?? t.someone)}
        </p>
        {played && <Details summary={t.details}>{Moves(props, played.moves, test.name)}</Details>}
        {draft.state === 'open' && TestForms(props, test, isRed)}
      </>
    ),
  })
}

function Colour(locale: TestsProps['locale'], played: PlayedRecording | undefined): VNode {
  const t = testTexts(locale)
  if (played === undefined) return StateChip({ label: t.unknown, tone: 'warn', icon: 'circle-alert' })
  return played.divergence
    ? StateChip({ label: t.red, tone: 'bad', icon: 'circle-alert' })
    : StateChip({ label: t.green, tone: 'ok', icon: 'circle-check' })
}

function TestForms(props: TestsProps, test: TestShown, isRed: boolean): VNode {
  const { locale, errors, typed } = props
  const t = testTexts(locale)
  const id = `motif-${test.id}`
  return (
    <>
      {isRed &&
        Form({
          action: `${formOf(props)}/${test.id}/attendre`,
          children: Actions({ children: Button({ kind: 'secondary', children: t.expect_now }) }),
        })}
      <Details summary={t.drop} isOpen={errors.some(({ fieldId }) => fieldId === id)}>
        {Form({
          action: `${formOf(props)}/${test.id}/retirer`,
          children: (
            <>
              {TextInput({
                id,
                name: 'motif',
                label: t.reason,
                value: typed[id],
                error: errors.find(({ fieldId }) => fieldId === id)?.message,
                maxLength: 2000,
              })}
              {Actions({ children: Button({ kind: 'danger', children: t.drop }) })}
            </>
          ),
        })}
      </Details>
    </>
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function Moves({ locale }: Pick<TestsProps, 'locale'>, moves: readonly PlayedMove[], caption: string): VNode {
  const t = testTexts(locale)
  const stopped = moves.findIndex(({ got }) => got === undefined)
  return DataTable<PlayedMove>({
    caption,
    rows: moves,
    columns: [
      { title: t.move, isHeading: true, onCard: 'title', cell: ({ move }) => capitalised(localize(move, locale)) },
      { title: t.expected, onCard: 'line', cell: ({ expected }) => localize(expected, locale) },
      {
        title: t.got,
        onCard: 'line',
        cell: (move) => {
          if (move.got === undefined) return moves.indexOf(move) === stopped ? <b>{t.stopped}</b> : t.not_reached
          return move.isSame ? t.same : <b>{localize(move.got, locale)}</b>
        },
      },
    ],
  })
}

function Played(props: TestsProps, { id, number, result }: NonNullable<TestsProps['played']>): VNode {
  const { locale, draft } = props
  const t = testTexts(locale)
  const { divergence } = result
  return Panel({
    id: 'rejouee',
    title: t.played(number),
    children: (
      <>
        {divergence
          ? Alert({
              tone: 'warn',
              title: t.diverges,
              level: 3,
              children: <p>{capitalised(localize(divergence, locale))}.</p>,
            })
          : Alert({ tone: 'ok', title: t.goes_through, level: 3 })}
        {Moves(props, result.moves, t.played(number))}
        {draft.state === 'open' && Record(props, { demande: id })}
      </>
    ),
  })
}

function Record(props: TestsProps, hidden: Record<string, string>): VNode {
  const { locale, typed, errors } = props
  const t = testTexts(locale)
  return Form({
    action: formOf(props),
    hidden,
    children: (
      <>
        <h3>{t.record}</h3>
        <p>{t.anonymous}</p>
        {TextInput({
          id: 'nom',
          name: 'nom',
          label: t.name,
          hint: t.name_hint,
          value: typed['nom'],
          error: errors.find(({ fieldId }) => fieldId === 'nom')?.message,
          maxLength: 200,
        })}
        {Actions({ children: Button({ children: t.record }) })}
      </>
    ),
  })
}

function Replay(props: TestsProps, cases: readonly SelectOption[]): VNode {
  const { locale, played } = props
  const t = testTexts(locale)
  return Panel({
    title: t.replay,
    children:
      cases.length === 0 ? (
        <p>{t.no_case}</p>
      ) : (
        Form({
          action: `${formOf(props)}#rejouee`,
          method: 'get',
          children: (
            <>
              {Select({
                id: 'demande',
                name: 'demande',
                label: t.case,
                hint: t.case_hint,
                emptyLabel: t.choose,
                options: cases,
                value: played?.id,
              })}
              {Actions({ children: Button({ kind: 'secondary', children: t.play }) })}
            </>
          ),
        })
      ),
  })
}

function Compose(props: TestsProps): VNode {
  const t = testTexts(props.locale)
  return Panel({
    title: t.compose,
    children: (
      <>
        <p>{t.compose_body}</p>
        <div class="row">
          {ButtonLink({ kind: 'secondary', href: `${formOf(props)}/composer`, children: t.compose })}
        </div>
      </>
    ),
  })
}
