import type { VNode } from 'preact'
import type { SummarySection } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  Checkbox,
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
} from '#platform/html'
import { opinionChoices } from '../../guichet/opinions/opinion.page.tsx'
import { opinionTexts } from '../../guichet/opinions/texts.ts'
import { askedTexts } from './texts.ts'

export type OneErrors = Readonly<Partial<Record<'avis' | 'observations' | 'fichiers' | 'accord' | 'raison', string>>>

export interface OnePageProps {
  readonly locale: Locale
  readonly isSignature: boolean
  readonly number: string
  readonly about: string
  readonly by: string
  readonly question: string | undefined
  readonly wished: string | undefined
  readonly sections: readonly SummarySection[]
  readonly files: readonly { readonly row: FileRowProps; readonly digest: string }[]
  /** The list. */
  readonly back: string
  readonly action: string
  readonly key: string
  /** The whole case, for who reaches it. */
  readonly caseHref: string | undefined
  readonly signsAs: string
  readonly typed: { readonly opinion: string; readonly text: string; readonly reason: string }
  readonly errors: OneErrors
}

/** A question of a colleague: what may be read, then the answer. */
export function OnePage(props: OnePageProps): VNode {
  const { locale, isSignature, number } = props
  const [t, words] = [askedTexts(locale), opinionTexts(locale)]
  const errors = Object.entries(props.errors).map(([fieldId, message]) => ({ fieldId, message }))
  return (
    <div class="wrap">
      {Breadcrumbs({ label: t.title, links: [{ href: props.back, label: t.title }], isBack: true })}
      {errors.length > 0 &&
        ErrorSummary({
          title: t.errors,
          errors,
          note: props.errors.fichiers === undefined ? undefined : words.filesAgain,
        })}
      {PageHead({
        meta: props.about,
        title: isSignature ? t.oneSignature(number) : t.oneOpinion(number),
        lead: t.asks(props.by),
      })}
      <div class="split">
        <div class="stack far">
          {props.question !== undefined && Notice({ tone: 'info', icon: 'text-quote', children: props.question })}
          {isSignature && Documents(props)}
          {isSignature ? SignForms(props) : OpinionForm(props)}
        </div>
        <aside class="stack">
          {!isSignature && Panel({ title: words.request, isTinted: true, children: Shown(props) })}
          {props.wished !== undefined && <p class="meta">{words.wished(props.wished)}</p>}
          {props.caseHref !== undefined &&
            ButtonLink({ kind: 'quiet', icon: 'arrow-right', href: props.caseHref, children: t.wholeCase })}
        </aside>
      </div>
    </div>
  )
}

function Shown({ locale, sections, files }: OnePageProps): VNode {
  const t = opinionTexts(locale)
  const lines = sections.flatMap((section) => section.lines).filter(({ kind, text }) => kind !== 'file' && text !== '')
  if (lines.length === 0 && files.length === 0) return <p>{t.nothingShared}</p>
  return (
    <>
      {lines.length > 0 && DescriptionList({ items: lines.map(({ label, text }) => ({ label, value: text })) })}
      {files.length > 0 && <h3>{t.files}</h3>}
      {files.map(({ row }) => FileRow(row))}
    </>
  )
}

function Documents({ locale, files }: OnePageProps): VNode {
  const t = askedTexts(locale)
  return (
    <section class="stack">
      <h2>{t.documents}</h2>
      {files.map(({ row, digest }) => (
        <div>
          {FileRow(row)}
          <p class="meta">{t.digest(digest)}</p>
        </div>
      ))}
    </section>
  )
}

function OpinionForm({ locale, action, key, typed, errors }: OnePageProps): VNode {
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
          choices: opinionChoices(locale, true),
        })}
        {TextArea({
          id: 'observations',
          name: 'observations',
          label: t.text,
          hint: t.textHint,
          value: typed.text,
          error: errors.observations,
          rows: 6,
          maxLength: 10_000,
        })}
        {FileInput({
          id: 'fichiers',
          name: 'fichiers',
          label: t.attach,
          hint: t.attachHint,
          error: errors.fichiers,
          isMultiple: true,
        })}
        {Actions({ children: <Button icon="send">{t.send}</Button> })}
      </>
    ),
  })
}

function SignForms({ locale, action, key, signsAs, typed, errors }: OnePageProps): VNode {
  const t = askedTexts(locale)
  return (
    <>
      {Form({
        action,
        class: 'panel stack',
        hasFiles: true,
        hidden: { envoi: key, choix: 'signer' },
        children: (
          <>
            <p>{t.signAs(signsAs)}</p>
            {Checkbox({ id: 'accord', name: 'accord', label: t.agree, error: errors.accord })}
            {Actions({ children: <Button icon="pen-line">{t.sign}</Button> })}
          </>
        ),
      })}
      {Form({
        action,
        class: 'panel stack',
        hasFiles: true,
        hidden: { envoi: key, choix: 'refuser' },
        children: (
          <>
            {TextArea({
              id: 'raison',
              name: 'raison',
              label: t.reason,
              hint: t.reasonHint,
              value: typed.reason,
              error: errors.raison,
              maxLength: 5000,
            })}
            {Actions({
              children: (
                <Button kind="danger" icon="x">
                  {t.refuse}
                </Button>
              ),
            })}
          </>
        ),
      })}
    </>
  )
}

/** Once it is answered, or nobody waits for it any more. */
export function OneOver({ locale, back, isDone }: { locale: Locale; back: string; isDone: boolean }): VNode {
  const t = askedTexts(locale)
  return (
    <div class="wrap stack">
      {PageHead({ title: isDone ? t.done : t.over, lead: isDone ? t.doneBody : t.overBody })}
      <p>{ButtonLink({ kind: 'quiet', href: back, icon: 'arrow-left', children: t.seeAll })}</p>
    </div>
  )
}
