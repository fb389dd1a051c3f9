import type { IndexingProgress } from '#counter/dossiers'
import { Button, Form, Panel } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { operationsTexts } from './texts.ts'

/** How far reading requests again is: of the commune that is read now, and how many wait. */
export type IndexingShown =
  | 'waiting'
  | 'done'
  | { readonly done: number; readonly total: number; readonly left: number }

/** One commune at a time is read; the others wait for their turn. */
export function indexingOf(rows: readonly IndexingProgress[]): IndexingShown {
  const unfinished = rows.filter(({ finishedAt, isOutdated }) => finishedAt === null || isOutdated)
  if (unfinished.length === 0) return 'done'
  const current = unfinished.find(({ isOutdated }) => !isOutdated)
  return current ? { done: current.done, total: current.total, left: unfinished.length - 1 } : 'waiting'
}

/** Whether searches and filters know all requests, and what has them read again. */
export function Indexing({ locale, indexing }: { readonly locale: Locale; readonly indexing: IndexingShown }) {
  const t = operationsTexts(locale)
  const figure = (count: number): string => formats(locale).number(count)
  return Panel({
    id: 'recherche',
    title: t.indexing,
    children: (
      <div class="stack">
        {indexing === 'waiting' && <p>{t.indexingWaits}</p>}
        {indexing === 'done' && <p>{t.indexingDone}</p>}
        {typeof indexing === 'object' && (
          <div class="standing">
            <p>{t.indexingNow(figure(indexing.done), figure(indexing.total), figure(indexing.left))}</p>
            <progress aria-label={t.indexingLabel} value={indexing.done} max={Math.max(1, indexing.total)} />
          </div>
        )}
        <p class="meta">{t.indexingNote}</p>
        {indexing !== 'waiting' &&
          Form({
            action: '/bureau/exploitation/relire',
            children: Button({ kind: 'secondary', size: 'small', icon: 'refresh-cw', children: t.indexingAgain }),
          })}
      </div>
    ),
  })
}
