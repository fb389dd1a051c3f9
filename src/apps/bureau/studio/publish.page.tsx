import type { VNode } from 'preact'
import type { Finding } from '#counter/studio'
import type { Workflow } from '#counter/workflows'
import { localize } from '#kernel/localized'
import {
  Actions,
  Alert,
  Button,
  ButtonLink,
  Checkboxes,
  ErrorSummary,
  Form,
  Panel,
  Select,
  type SelectOption,
} from '#platform/html'
import { frenchSpaces } from '#platform/i18n'
import { problemWords } from '../../cli/problems.ts'
import { type Compared, Differences } from './difference.tsx'
import { DraftHead, type HeadProps } from './head.tsx'
import { type Concerned, MoveChoice, type TypedChoice } from './move-choice.tsx'
import { moveTexts } from './moves.texts.ts'
import { publishTexts } from './publish.texts.ts'

export interface PublishProps extends Omit<HeadProps, 'part'> {
  readonly findings: readonly Finding[]
  readonly workflow: Workflow | undefined
  readonly services: readonly SelectOption[]
  /** The revision that this one comes after; undefined for the first. */
  readonly before: Compared | undefined
  /** The open cases that it may concern. */
  readonly concerned: Concerned | undefined
  readonly typed: {
    readonly signed: readonly string[]
    readonly bindings: Readonly<Record<string, string>>
    readonly choice: TypedChoice
  }
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  /** Where residents read it, once it is published; undefined in the library of the territory, which each collectivity offers or not. */
  readonly publicHref: string | undefined
}

/** What keeps a draft from being published, what is signed off, and the button. */
export function PublishPage(props: PublishProps): VNode {
  const { locale, base, draft, findings, errors } = props
  const t = publishTexts(locale)
  const blocking = findings.filter(({ isBlocking }) => isBlocking)
  const isOpen = draft.state === 'open'
  return (
    <>
      {DraftHead({ ...props, part: 'publication' })}
      <div class="stack far parts">
        {errors.length > 0 && ErrorSummary({ title: errors[0]?.message ?? '', errors: errors.slice(0, 20) })}
        {draft.publication
          ? Published(props)
          : isOpen && (blocking.length > 0 ? Faults(props, blocking) : Ready(props))}
        {Changes(props)}
        {Panel({
          title: t.export,
          children: (
            <>
              <p>{t.export_hint}</p>
              {ButtonLink({
                kind: 'quiet',
                icon: 'download',
                href: `${base}/${draft.id}/export.json`,
                children: t.export,
              })}
            </>
          ),
        })}
        {isOpen &&
          Panel({
            title: t.abandon,
            children: Form({
              action: `${base}/${draft.id}/abandonner`,
              hidden: { version: String(draft.version) },
              children: (
                <>
                  <p>{t.abandon_hint}</p>
                  {Actions({ children: Button({ kind: 'danger', children: t.abandon }) })}
                </>
              ),
            }),
          })}
      </div>
    </>
  )
}

/** A fault in the reader's language; those of a form after their place. */
export function sentenceOf({ problem, where }: Finding, locale: PublishProps['locale']): string {
  if ('sentence' in problem) return capitalised(localize(problem.sentence, locale))
  const words = problemWords(problem.form, locale)
  const place = where && `${localize(where, locale)}${locale === 'fr' ? ' : ' : ': '}`
  return capitalised(`${place ?? ''}${words}.`)
}

/** As a sentence, its punctuation kept with its words: what authors named may stand in it. */
const capitalised = (text: string): string => frenchSpaces(text.charAt(0).toUpperCase() + text.slice(1))

/** Where it is mended. */
function mendHref({ base, draft }: PublishProps, { place }: Finding): string {
  const here = `${base}/${draft.id}`
  if (place.test !== undefined) return `${here}/essais#essai-${place.test}`
  if (place.status !== undefined)
    return `${here}/circuit?statut=${place.status}${place.step === undefined ? '' : `&etape=${place.step}`}`
  if (place.page === undefined) return here
  return `${here}?page=${place.page}${place.field ? `&champ=${place.field.join('/')}` : ''}`
}

function Faults(props: PublishProps, blocking: readonly Finding[]): VNode {
  const { locale } = props
  const t = publishTexts(locale)
  return Alert({
    tone: 'bad',
    title: t.errors(blocking.length),
    children: (
      <ul>
        {blocking.map((finding) => (
          <li>
            {sentenceOf(finding, locale)} <a href={mendHref(props, finding)}>{t.mend}</a>
          </li>
        ))}
      </ul>
    ),
  })
}

/** What it does differently from the revision that is published. */
function Changes({ locale, base, draft, before, workflow }: PublishProps): VNode | null {
  const t = moveTexts(locale)
  const history = (
    <p>
      <a href={`${base}/demarches/${draft.slug}`}>{t.see_history}</a>
    </p>
  )
  if (draft.publication) return history
  if (!before) return null
  const { definition, circuit } = draft.document
  const after = { definition: { ...definition, workflow: circuit.slug }, workflow }
  return Panel({
    title: t.draft_changes,
    children: (
      <>
        {Differences({ locale, before, after, level: 3 })}
        {history}
      </>
    ),
  })
}

function Ready(props: PublishProps): VNode {
  const { locale, base, draft, findings, workflow, services, typed, errors, publicHref, concerned } = props
  const t = publishTexts(locale)
  const errorOf = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  return (
    <>
      {Alert({ tone: 'ok', title: t.ready, children: <p>{t.ready_body}</p> })}
      {Form({
        action: `${base}/${draft.id}/publication`,
        hidden: { version: String(draft.version) },
        children: (
          <>
            {findings.length > 0 &&
              Checkboxes({
                id: 'lu',
                name: 'lu',
                legend: t.warnings,
                hint: t.warnings_hint,
                values: typed.signed,
                error: errorOf('lu'),
                choices: findings.map((finding) => ({ value: finding.key, label: sentenceOf(finding, locale) })),
              })}
            {publicHref === undefined && <p>{t.in_library}</p>}
            {(publicHref === undefined ? [] : (workflow?.functions ?? [])).map(({ id, label }) =>
              Select({
                id: `fonction-${id}`,
                name: `fonction.${id}`,
                label: localize(label, locale),
                hint: t.who_hint,
                emptyLabel: t.choose,
                options: services,
                value: typed.bindings[id],
                error: errorOf(`fonction-${id}`),
              }),
            )}
            {concerned && MoveChoice({ locale, concerned, typed: typed.choice, errors })}
            {Actions({ children: Button({ size: 'big', children: t.publish }) })}
          </>
        ),
      })}
    </>
  )
}

function Published({ locale, draft, publicHref }: PublishProps): VNode {
  const t = publishTexts(locale)
  const { publication } = draft
  return Alert({
    tone: 'ok',
    title: t.done,
    children: (
      <>
        <p>{t.done_body(publication?.procedure ?? 1, publication?.circuit ?? 1)}</p>
        <p>{publicHref === undefined ? t.in_library : <a href={publicHref}>{t.see}</a>}</p>
        {(publication?.signed.length ?? 0) > 0 && (
          <>
            <p>{t.signed}</p>
            <ul>
              {publication?.signed.map(({ sentence }) => (
                <li>{sentence}</li>
              ))}
            </ul>
          </>
        )}
      </>
    ),
  })
}
