import type { VNode } from 'preact'
import type { MoveFollowed } from '#counter/dossiers'
import type { RevisionListed } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Alert,
  Breadcrumbs,
  Button,
  DataTable,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  StateChip,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { type Compared, Differences } from './difference.tsx'
import { type ChoiceErrors, type Concerned, MoveChoice, type TypedChoice } from './move-choice.tsx'
import { moveTexts } from './moves.texts.ts'

export interface RevisionsProps {
  readonly locale: Locale
  /** `/bureau/corbas/atelier` */
  readonly base: string
  readonly slug: string
  readonly title: string
  readonly revisions: readonly (RevisionListed & { readonly openCases: number | undefined })[]
  /** The one that the collectivity offers; undefined where it offers none. */
  readonly offered: number | undefined
  /** The revision whose changes are shown, beside the one before it. */
  readonly chosen: { readonly number: number; readonly after: Compared; readonly before: Compared | undefined }
  readonly moves: readonly Pick<MoveFollowed, 'id' | 'toRevision' | 'state' | 'askedAt' | 'askedByName'>[]
  readonly concerned: Concerned | undefined
  readonly typed: TypedChoice
  readonly errors: ChoiceErrors
}

/** Every revision of a procedure: when, what it changed, which cases follow it, and the moves between them. */
export function RevisionsPage(props: RevisionsProps): VNode {
  const { locale, base, title, errors } = props
  const t = moveTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({ title: t.history_of(title) })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        {Revisions(props)}
        {Changes(props)}
        {MoveForm(props)}
        {Moves(props)}
      </div>
    </>
  )
}

type Row = RevisionsProps['revisions'][number]

function Revisions({ locale, base, slug, revisions, offered }: RevisionsProps): VNode {
  const t = moveTexts(locale)
  const isCounted = revisions.some(({ openCases }) => openCases !== undefined)
  const change = {
    title: t.changes,
    onCard: 'line' as const,
    cell: ({ number }: Row) => (
      <a href={`${base}/demarches/${slug}?version=${number}#changements`}>
        {t.changes}
        <span class="vh"> : {t.number(number)}</span>
      </a>
    ),
  }
  return DataTable<Row>({
    caption: t.history,
    rows: revisions,
    columns: [
      {
        title: t.revision,
        isHeading: true,
        onCard: 'title',
        cell: ({ number }) => (
          <>
            {t.number(number)} {number === offered && StateChip({ label: t.current, tone: 'ok', icon: 'circle-check' })}
          </>
        ),
      },
      { title: t.published, onCard: 'line', cell: ({ publishedAt }) => formats(locale).dateTime(publishedAt) },
      ...(isCounted
        ? [{ title: t.open_cases, onCard: 'line' as const, cell: ({ openCases }: Row) => t.cases(openCases ?? 0) }]
        : []),
      change,
    ],
  })
}

function Changes({ locale, chosen }: RevisionsProps): VNode {
  const t = moveTexts(locale)
  return Panel({
    id: 'changements',
    title: t.changes_of(chosen.number),
    children: chosen.before ? (
      <>
        <p class="meta">{t.since(chosen.number - 1)}</p>
        {Differences({ locale, before: chosen.before, after: chosen.after, level: 3 })}
      </>
    ) : (
      <p>{t.first}</p>
    ),
  })
}

function MoveForm({ locale, base, slug, offered, concerned, typed, errors }: RevisionsProps): VNode | null {
  const t = moveTexts(locale)
  if (!concerned || concerned.standings.length === 0 || offered === undefined) return null
  const count = concerned.standings.reduce((sum, each) => sum + each.count, 0)
  return Panel({
    title: t.open_cases,
    children: Form({
      action: `${base}/demarches/${slug}/passages`,
      hidden: { version: String(offered) },
      children: (
        <>
          <p>{t.older(count, offered)}</p>
          {MoveChoice({ locale, concerned, typed, errors })}
          {Actions({ children: Button({ children: t.move }) })}
        </>
      ),
    }),
  })
}

function Moves({ locale, base, slug, moves }: RevisionsProps): VNode | null {
  const t = moveTexts(locale)
  if (moves.length === 0) return null
  return Panel({
    title: t.moves,
    children: (
      <ul>
        {moves.map((move) => (
          <li>
            <a href={`${base}/demarches/${slug}/passages/${move.id}`}>{t.move_to(move.toRevision)}</a> :{' '}
            {t[`state_${move.state}`]}. {t.asked_by(formats(locale).dateTime(move.askedAt), move.askedByName)}
          </li>
        ))}
      </ul>
    ),
  })
}

export interface MoveProps {
  readonly locale: Locale
  readonly base: string
  /** Where its cases are: `/bureau/corbas/demandes`. */
  readonly casesBase: string
  readonly slug: string
  readonly title: string
  readonly move: MoveFollowed
  readonly behind: readonly {
    readonly id: string
    readonly number: string
    readonly status: string
    readonly why: string
  }[]
  readonly trouble: string | undefined
}

/** How far a move is, those that stay behind and why, and the way back. */
export function MovePage(props: MoveProps): VNode {
  const { locale, base, slug, title, move, trouble } = props
  const t = moveTexts(locale)
  const here = `${base}/demarches/${slug}`
  const { state } = move
  const isBusy = state === 'moving' || state === 'undoing'
  const tone = isBusy || state === 'asking' ? 'warn' : 'ok'
  const asked = t.asked_by(formats(locale).dateTime(move.askedAt), move.askedByName)
  return (
    <>
      {Breadcrumbs({ label: t.history, links: [{ href: here, label: t.history_of(title) }], isBack: true })}
      {PageHead({ title: t.move_to(move.toRevision), meta: <span>{asked}</span> })}
      <div class="stack far">
        {trouble !== undefined && Alert({ tone: 'warn', title: trouble, isLive: true })}
        <div class="stack">
          <p>{StateChip({ label: t[`state_${state}`], tone, icon: isBusy ? 'clock' : 'circle-check' })}</p>
          {Counts(locale, move)}
          {isBusy && (
            <p>
              <a href={`${here}/passages/${move.id}`}>{t.refresh}</a>
            </p>
          )}
        </div>
        {!isBusy && Behind({ ...props, t })}
        {(state === 'moved' || state === 'asking') && Undo({ ...props, t })}
      </div>
    </>
  )
}

interface Said {
  readonly t: ReturnType<typeof moveTexts>
}

function Behind({ t, casesBase, move, behind }: MoveProps & Said): VNode {
  return Panel({
    title: move.state === 'undone' ? t.behind_undone : t.behind,
    children:
      behind.length === 0 ? (
        <p>{t.none_behind}</p>
      ) : (
        <ul>
          {behind.map((each) => (
            <li>
              <a href={`${casesBase}/${each.id}`}>{each.number}</a>, « {each.status} » : {each.why}
            </li>
          ))}
        </ul>
      ),
  })
}

function Undo({ t, base, slug, move }: MoveProps & Said): VNode {
  return Panel({
    title: t.undo,
    children: Form({
      action: `${base}/demarches/${slug}/passages/${move.id}/annuler`,
      children: (
        <>
          <p>{t.undo_hint}</p>
          {Actions({
            children: Button({ kind: 'danger', children: move.state === 'asking' ? t.undo_ask : t.undo }),
          })}
        </>
      ),
    }),
  })
}

function Counts(locale: Locale, { moved, undone, left, state }: MoveFollowed): VNode {
  const t = moveTexts(locale)
  const isBack = state === 'undoing' || state === 'undone'
  const total = moved + undone + (isBack ? 0 : left)
  return (
    <p>
      {isBack ? t.undone : t.moved} : <b>{t.progress(isBack ? undone : moved, total)}</b>
    </p>
  )
}
