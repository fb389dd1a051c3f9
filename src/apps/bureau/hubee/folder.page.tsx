import type { VNode } from 'preact'
import type { FolderToTend } from '#counter/hubee'
import type { Locale } from '#kernel/localized'
import {
  Action,
  Actions,
  Breadcrumbs,
  Button,
  Details,
  ErrorSummary,
  LinkList,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  TextInput,
  Toast,
} from '#platform/html'
import type { FormBody } from '#platform/http'
import { formats } from '#platform/i18n'
import { typedIn } from '../../connect/accounts/typed.ts'
import { StateOf } from './desk.page.tsx'
import { hubeeTexts } from './texts.ts'

type Texts = ReturnType<typeof hubeeTexts>

export interface FolderPageProps extends FolderToTend {
  readonly locale: Locale
  readonly base: string
  readonly requests: string
  readonly offers: readonly SelectOption[]
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  readonly typed: FormBody
  readonly done: string | undefined
}

/** One telecase: what came, and what to do with it while it waits. */
export function FolderPage(props: FolderPageProps): VNode {
  const { locale, base, folder, errors } = props
  const t = hubeeTexts(locale)
  const { externalId, processCode, applicantName, applicantEmail, receivedAt } = folder
  const person = applicantEmail === null ? applicantName : `${applicantName} (${applicantEmail})`
  return (
    <>
      {props.done !== undefined && Toast({ children: props.done })}
      {Breadcrumbs({ label: t.title, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({
        title: externalId || processCode,
        meta: StateOf({ folder, t, requests: props.requests }),
        lead: [person || t.nobody, processCode, formats(locale).fullDateTime(receivedAt)].join(' · '),
      })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {Files(props, t)}
        {folder.state === 'tray' && Choices(props, t)}
        {Settled(props, t)}
      </div>
    </>
  )
}

function Files({ locale, base, folder, files }: FolderPageProps, t: Texts): VNode {
  const format = formats(locale)
  const kept = files.filter(({ digest }) => digest !== null)
  return Panel({
    title: t.files,
    children: (
      <>
        {files.length === 0 && <p>{folder.state === 'filed' && folder.applicantName === '' ? t.erased : t.no_files}</p>}
        {kept.length > 0 &&
          LinkList({
            links: kept.map(({ place, name, size }) => ({
              href: `${base}/${folder.id}/pieces/${place}`,
              label: name,
              note: format.fileSize(size),
            })),
          })}
        {files.map(({ name, refusal }) =>
          refusal === null ? null : (
            <p class="meta">
              {name} : {t.not_kept(refusal)}
            </p>
          ),
        )}
      </>
    ),
  })
}

function Settled({ locale, folder }: FolderPageProps, t: Texts): VNode | null {
  const { settledAt, settledByName, settledNote } = folder
  if (settledAt === null || settledByName === null) return null
  return (
    <p class="meta">
      {t.by(settledByName, formats(locale).fullDateTime(settledAt))}
      {settledNote !== null && ` (${settledNote})`}
    </p>
  )
}

function Choices(props: FolderPageProps, t: Texts): VNode {
  const { base, folder, typed, errors } = props
  const errorOf = (id: string) => errors.find(({ fieldId }) => fieldId === id)?.message
  return Panel({
    title: t.todo,
    children: (
      <div class="stack">
        {Action({
          action: `${base}/${folder.id}/demande`,
          isFirst: true,
          children: (
            <>
              <h3>{t.file}</h3>
              {Select({
                id: 'demarche',
                name: 'demarche',
                label: t.file_procedure,
                emptyLabel: t.file_choose,
                options: props.offers,
                value: typedIn(typed, 'demarche'),
                error: errorOf('demarche'),
              })}
              {Actions({ children: Button({ children: t.file_do }) })}
              <p class="meta">{t.file_says}</p>
            </>
          ),
        })}
        {Details({
          summary: t.discard,
          isOpen: errorOf('pourquoi') !== undefined,
          children: Action({
            action: `${base}/${folder.id}/refuser`,
            children: (
              <>
                {TextInput({
                  id: 'pourquoi',
                  name: 'pourquoi',
                  label: t.discard_why,
                  hint: t.discard_why_hint,
                  maxLength: 900,
                  value: typedIn(typed, 'pourquoi'),
                  error: errorOf('pourquoi'),
                })}
                {Actions({ children: Button({ kind: 'secondary', children: t.discard_do }) })}
              </>
            ),
          }),
        })}
      </div>
    ),
  })
}
