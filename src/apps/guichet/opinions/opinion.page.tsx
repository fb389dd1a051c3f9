import type { VNode } from 'preact'
import type { Opinion } from '#counter/dossiers'
import type { SummarySection } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  DescriptionList,
  ErrorSummary,
  FileInput,
  FileRow,
  type FileRowProps,
  Form,
  Notice,
  PageHead,
  Panel,
  Radios,
  TextArea,
  TextInput,
} from '#platform/html'
import { opinionTexts } from './texts.ts'

export interface OpinionPageProps {
  readonly locale: Locale
  readonly place: string
  readonly about: string
  readonly question: string | undefined
  readonly until: string | undefined
  /** The day by which an answer is wished; none is refused after it. */
  readonly wished: string | undefined
  /** She may answer that she has no opinion. */
  readonly mayAbstain: boolean
  readonly sections: readonly SummarySection[]
  readonly files: readonly FileRowProps[]
  readonly action: string
  /** The same opinion sent twice is kept once. */
  readonly key: string
  readonly typed: { readonly opinion: string; readonly name: string; readonly text: string }
  readonly errors: Readonly<Partial<Record<'avis' | 'nom' | 'observations' | 'fichiers', string>>>
}

const choices: readonly { readonly value: string; readonly word: Opinion }[] = [
  { value: 'favorable', word: 'favourable' },
  { value: 'reserves', word: 'with_conditions' },
  { value: 'defavorable', word: 'unfavourable' },
  { value: 'sans-avis', word: 'no_opinion' },
]

/** Whether an opinion says nothing without its reasons. */
export const needsText = (opinion: Opinion | undefined): boolean =>
  opinion === 'with_conditions' || opinion === 'unfavourable'

/** The choices of a form, in words. */
export const opinionChoices = (locale: Locale, mayAbstain: boolean) =>
  choices
    .filter(({ word }) => mayAbstain || word !== 'no_opinion')
    .map(({ value, word }) => ({ value, label: opinionTexts(locale)[word] }))

/** What the form says, as the house names it. */
export const opinionOf = (typed: string): Opinion | undefined => choices.find(({ value }) => value === typed)?.word

/** What may be read, then the opinion. */
export function OpinionPage(props: OpinionPageProps): VNode {
  const t = opinionTexts(props.locale)
  const errors = Object.entries(props.errors).map(([fieldId, message]) => ({ fieldId, message }))
  return (
    <div class="wrap">
      {PageHead({ meta: props.about, title: t.title, lead: t.lead(props.place) })}
      <div class="split">
        <div class="stack far">
          {errors.length > 0 &&
            ErrorSummary({
              title: t.toCorrect,
              errors,
              note: props.errors.fichiers === undefined ? undefined : t.filesAgain,
            })}
          {props.question !== undefined && Notice({ tone: 'info', icon: 'text-quote', children: props.question })}
          {OpinionForm(props)}
        </div>
        <aside class="stack">
          {Panel({ title: t.request, isTinted: true, children: Shared(props) })}
          {props.until !== undefined && <p class="meta">{t.until(props.until)}</p>}
          {props.wished !== undefined && <p class="meta">{t.wished(props.wished)}</p>}
        </aside>
      </div>
    </div>
  )
}

function Shared({ locale, sections, files }: OpinionPageProps): VNode {
  const t = opinionTexts(locale)
  const lines = sections.flatMap((section) => section.lines).filter(({ kind, text }) => kind !== 'file' && text !== '')
  if (lines.length === 0 && files.length === 0) return <p>{t.nothingShared}</p>
  return (
    <>
      {lines.length > 0 && DescriptionList({ items: lines.map(({ label, text }) => ({ label, value: text })) })}
      {files.length > 0 && <h3>{t.files}</h3>}
      {files.map((file) => FileRow(file))}
    </>
  )
}

function OpinionForm({ locale, action, key, typed, errors, mayAbstain }: OpinionPageProps): VNode {
  const t = opinionTexts(locale)
  return Form({
    action,
    hasFiles: true,
    hidden: { envoi: key },
    children: (
      <>
        {Radios({
          id: 'avis',
          name: 'avis',
          legend: t.opinion,
          value: typed.opinion,
          error: errors.avis,
          choices: opinionChoices(locale, mayAbstain),
        })}
        {TextArea({
          id: 'observations',
          name: 'observations',
          label: t.text,
          hint: t.textHint,
          value: typed.text,
          error: errors.observations,
          rows: 6,
        })}
        {FileInput({
          id: 'fichiers',
          name: 'fichiers',
          label: t.attach,
          hint: t.attachHint,
          error: errors.fichiers,
          isMultiple: true,
        })}
        {TextInput({
          id: 'nom',
          name: 'nom',
          label: t.name,
          hint: t.nameHint,
          value: typed.name,
          error: errors.nom,
          autoComplete: 'name',
          isRequired: true,
          maxLength: 120,
        })}
        {Actions({
          children: (
            <Button size="big" icon="send">
              {t.send}
            </Button>
          ),
        })}
      </>
    ),
  })
}

/** Once it is given, or nobody waits for it any more: nothing of the request is shown. */
export const OpinionOver = ({ locale, isGiven }: { locale: Locale; isGiven: boolean }): VNode => {
  const t = opinionTexts(locale)
  return (
    <div class="wrap">{PageHead({ title: isGiven ? t.done : t.over, lead: isGiven ? t.doneBody : t.overBody })}</div>
  )
}
