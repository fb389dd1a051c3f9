import type { VNode } from 'preact'
import type { Item, Progress } from '#counter/batches'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  DataTable,
  EmptyState,
  Form,
  Notice,
  PageHead,
  Prose,
  StateChip,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { batchTexts, obstacleTexts } from './texts.ts'

/** One of the requests, in words. */
export interface BatchLine extends Item {
  readonly href: string
  /** Undefined when the agent does not see the request any more. */
  readonly subject: string | undefined
  readonly person: string
}

export interface BatchPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/lots/…` */
  readonly address: string
  readonly listHref: string
  /** What is done, in a sentence; and what is written with it. */
  readonly deed: {
    readonly sentence: string
    readonly text: string | undefined
    /** The same for those who are answered in English. */
    readonly english?: string | undefined
    readonly consequences: readonly string[]
  }
  readonly lines: readonly BatchLine[]
  /** What the first of them will read, when it differs from one to the other. */
  readonly first: readonly { readonly title: string; readonly text: string }[]
  readonly progress: Progress
  readonly state: 'tried' | 'running' | 'done'
}

type Texts = ReturnType<typeof batchTexts>

/** Problems first; the order in which they were chosen otherwise. */
const problemsFirst = (lines: readonly BatchLine[], isProblem: (line: BatchLine) => boolean): BatchLine[] => [
  ...lines.filter(isProblem),
  ...lines.filter((line) => !isProblem(line)),
]

const request = ({ href, number, subject }: BatchLine, t: Texts): VNode =>
  subject === undefined ? (
    <>
      {number} <small>{t.gone}</small>
    </>
  ) : (
    <>
      <a href={href}>{subject}</a>
      <small>
        <span class="nowrap">{number}</span>
      </small>
    </>
  )

interface TableProps {
  readonly locale: Locale
  readonly caption: string
  readonly title: string
  readonly lines: readonly BatchLine[]
  readonly chip: (line: BatchLine) => VNode
}

function Lines({ locale, caption, title, lines, chip }: TableProps): VNode {
  const t = batchTexts(locale)
  return (
    <div class="list">
      {DataTable<BatchLine>({
        caption,
        rows: lines,
        columns: [
          { title, cell: chip, onCard: 'top' },
          { title: t.request, isHeading: true, cell: (line) => request(line, t) },
          { title: t.person, cell: ({ person }) => person, onCard: 'bottom' },
        ],
      })}
    </div>
  )
}

function Deed({ deed, locale }: Pick<BatchPageProps, 'deed' | 'locale'>): VNode {
  const englishLabel = batchTexts(locale).deedEnglish
  return (
    <div class="deed stack">
      <p>
        <b>{deed.sentence}</b>
      </p>
      {deed.text !== undefined && <blockquote>{Prose({ text: deed.text })}</blockquote>}
      {deed.english !== undefined && (
        <>
          <p>{englishLabel}</p>
          <blockquote lang="en">{Prose({ text: deed.english })}</blockquote>
        </>
      )}
      {deed.consequences.length > 0 && (
        <ul>
          {deed.consequences.map((each) => (
            <li>{each}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** "L’action se fera pour 197 demandes, elle est impossible pour 3" */
function foreseen({ possible, total }: Progress, t: Texts): string {
  if (possible === 0) return t.noneDone
  return [t.willBeDone(possible), ...(total > possible ? [t.cannot(total - possible)] : [])].join(', ')
}

/** What will happen to each, before anything is done. */
export function PreviewPage(props: BatchPageProps): VNode {
  const { locale, address, progress, lines } = props
  const t = batchTexts(locale)
  const words = obstacleTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.listHref, label: t.back }] })}
      {PageHead({ title: t.previewTitle, lead: `${foreseen(progress, t)}.` })}
      {Deed(props)}
      {Form({
        action: `${address}/lancer`,
        class: 'stack',
        children: Actions({
          children: (
            <>
              {progress.possible > 0 && <Button icon="check">{t.run(progress.possible)}</Button>}
              <ButtonLink kind="quiet" href={`${address}?changer=oui`}>
                {t.change}
              </ButtonLink>
            </>
          ),
        }),
      })}
      {props.first.length > 0 && (
        <section class="stack" aria-labelledby="first-title">
          <h2 id="first-title">{t.firstOnes}</h2>
          {props.first.map(({ title, text }) => (
            <div class="deed stack">
              <p>
                <b>{title}</b>
              </p>
              <blockquote>{Prose({ text })}</blockquote>
            </div>
          ))}
        </section>
      )}
      {Lines({
        locale,
        caption: t.captionPreview,
        title: t.willHappen,
        lines: problemsFirst(lines, ({ obstacle }) => obstacle !== null),
        chip: ({ obstacle }) =>
          obstacle === null
            ? StateChip({ tone: 'ok', icon: 'check', label: t.can })
            : StateChip({ tone: 'warn', icon: 'triangle-alert', label: words[obstacle] }),
      })}
    </>
  )
}

function resultChip({ state, reason }: BatchLine, locale: Locale): VNode {
  const t = batchTexts(locale)
  if (state === 'waiting') return StateChip({ tone: 'calm', icon: 'clock', label: t.waiting })
  if (state === 'done') return StateChip({ tone: 'ok', icon: 'check', label: t.done })
  const label = reason === null ? t.refused : obstacleTexts(locale)[reason]
  return StateChip({ tone: 'warn', icon: 'triangle-alert', label })
}

/** "197 faites, 3 impossibles : 2 Déjà close, 1 …" */
export function resultOf(items: readonly Item[], locale: Locale): string {
  const t = batchTexts(locale)
  const done = items.filter(({ state }) => state === 'done').length
  const refused = items.filter(({ state }) => state === 'refused')
  if (refused.length === 0) return t.sumDone(done)
  const reasons = [...Map.groupBy(refused, ({ reason }) => reason)].map(
    ([reason, some]) => `${some.length} ${reason === null ? t.refused : obstacleTexts(locale)[reason]}`,
  )
  return `${t.sumDone(done)}, ${t.sumRefused(refused.length)} (${reasons.join(', ').toLocaleLowerCase(locale)})`
}

/** How far it is, then what happened to each. */
export function ResultPage(props: BatchPageProps): VNode {
  const { locale, address, progress, lines, state } = props
  const t = batchTexts(locale)
  const format = formats(locale)
  const isRunning = state === 'running'
  const settled = t.runningLead(format.number(progress.done + progress.refused), format.number(progress.total))
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.listHref, label: t.back }] })}
      {PageHead({
        title: isRunning ? t.runningTitle : t.doneTitle,
        lead: isRunning ? <output data-progress={`${address}/etat`}>{settled}</output> : `${resultOf(lines, locale)}.`,
      })}
      {isRunning && (
        <div class="stack">
          {Notice({ icon: 'clock', children: t.runningMore })}
          <p>
            <ButtonLink kind="quiet" icon="refresh-cw" href={address}>
              {t.refresh}
            </ButtonLink>
          </p>
        </div>
      )}
      {Deed(props)}
      {Lines({
        locale,
        caption: t.captionResult,
        title: t.happened,
        lines: problemsFirst(lines, (line) => line.state === 'refused'),
        chip: (line) => resultChip(line, locale),
      })}
    </>
  )
}

export interface BatchesPageProps {
  readonly locale: Locale
  readonly listHref: string
  readonly batches: readonly {
    readonly href: string
    readonly what: string
    readonly when: string
    readonly isRunning: boolean
  }[]
}

/** What an agent did to several requests at once, lately. */
export function BatchesPage({ locale, listHref, batches }: BatchesPageProps): VNode {
  const t = batchTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: listHref, label: t.back }] })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="list">
        {batches.length === 0
          ? EmptyState({ icon: 'layers', level: 2, title: t.none, children: t.noneBody })
          : DataTable({
              caption: t.lead,
              rows: batches,
              columns: [
                { title: t.what, isHeading: true, cell: ({ href, what }) => <a href={href}>{what}</a> },
                { title: t.when, cell: ({ when }) => when, onCard: 'bottom' },
                {
                  title: t.result,
                  cell: ({ isRunning }) =>
                    isRunning
                      ? StateChip({ tone: 'info', icon: 'clock', label: t.runningTitle })
                      : StateChip({ tone: 'ok', icon: 'check', label: t.doneTitle }),
                  onCard: 'top',
                },
              ],
            })}
      </div>
    </>
  )
}
