import type { VNode } from 'preact'
import type { Draft, Json, Rival } from '#counter/studio'
import type { Locale } from '#kernel/localized'
import { Alert, Breadcrumbs, Button, Details, Form, PageHead, Tabs, Toast } from '#platform/html'
import { formats } from '#platform/i18n'
import { stateOf } from './list.page.tsx'
import { studioTexts } from './texts.ts'

export type Part = 'form' | 'circuit' | 'essais' | 'publication'

/** What keeps a change from being made, for the top of the page. */
export interface Trouble {
  readonly sentence: string
  readonly rival?: Rival
  readonly rivalName?: string
  /** What was typed instead, as one reads it. */
  readonly mine?: string
}

export interface HeadProps {
  readonly locale: Locale
  readonly base: string
  readonly draft: Draft
  readonly part: Part
  readonly isDone: boolean
  readonly trouble: Trouble | undefined
}

/** Name and state of a draft, its parts, undoing, and what went wrong. */
export function DraftHead(props: HeadProps): VNode {
  const { locale, base, draft, part } = props
  const t = studioTexts(locale)
  const here = `${base}/${draft.id}`
  const tab = (name: Part, path: string) => ({ href: here + path, label: t[name], isCurrent: part === name })
  return (
    <>
      {props.isDone && Toast({ children: t.done })}
      {Breadcrumbs({ label: t.all, links: [{ href: base, label: t.all }], isBack: true })}
      {PageHead({ title: draft.title, meta: Meta(props) })}
      {draft.state !== 'open' && <p class="meta">{t.is_over}</p>}
      {props.trouble && TroubleAlert({ locale, trouble: props.trouble })}
      {draft.origin.kind === 'file' && draft.origin.report.length > 0 && (
        <Details summary={t.report}>
          <ul>
            {draft.origin.report.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </Details>
      )}
      {Tabs({
        label: t.tabs,
        tabs: [
          tab('form', ''),
          tab('circuit', '/circuit'),
          tab('essais', '/essais'),
          tab('publication', '/publication'),
        ],
      })}
    </>
  )
}

function Meta({ locale, base, draft, part }: HeadProps): VNode {
  const t = studioTexts(locale)
  const undo = (way: 'annuler' | 'retablir', label: string, isThere: boolean) =>
    isThere &&
    Form({
      action: `${base}/${draft.id}/${way}`,
      class: 'inline',
      hidden: { version: String(draft.version), partie: part },
      children: Button({ kind: 'quiet', size: 'small', children: label }),
    })
  return (
    <div class="row">
      {stateOf(draft.state, t[draft.state])}
      <span>{t.version(draft.version)}</span>
      {undo('annuler', t.undo, draft.canUndo)}
      {undo('retablir', t.redo, draft.canRedo)}
    </div>
  )
}

export function TroubleAlert({ locale, trouble }: { locale: Locale; trouble: Trouble }): VNode {
  const t = studioTexts(locale)
  const { rival, rivalName, mine } = trouble
  return Alert({
    tone: 'warn',
    title: t.refused,
    isLive: true,
    children: (
      <>
        <p>{trouble.sentence}</p>
        {rival && (
          <>
            <p>{t.rival(rivalName ?? t.someone, formats(locale).dateTime(rival.at))}</p>
            <dl class="pairs">
              <dt>{t.rival_now}</dt>
              <dd>{rival.now === null ? t.rival_gone : wordsIn(rival.now).join(' · ')}</dd>
              {mine !== undefined && mine !== '' && (
                <>
                  <dt>{t.rival_mine}</dt>
                  <dd>{mine}</dd>
                </>
              )}
            </dl>
            <p>{t.rival_keep}</p>
          </>
        )}
      </>
    ),
  })
}

/** The texts of a piece of a draft, as one reads them. */
export function wordsIn(json: Json): readonly string[] {
  if (typeof json === 'string') return [json]
  if (typeof json === 'number') return [String(json)]
  if (typeof json !== 'object' || json === null) return []
  if (Array.isArray(json)) return json.flatMap(wordsIn)
  const node = json as { readonly [name: string]: Json }
  if (typeof node['fr'] === 'string') return [node['fr']]
  return Object.entries(node).flatMap(([name, value]) => (/^(id|value|type|kind)$/.test(name) ? [] : wordsIn(value)))
}
