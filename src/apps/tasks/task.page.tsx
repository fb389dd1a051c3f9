import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { Page } from '#counter/procedures'
import { Actions, Alert, Button, ErrorSummary, FileInput, type FileRowProps, Form, Notice } from '#platform/html'
import { formats } from '#platform/i18n'
import { FormFields } from '../guichet/dossiers/form/form.page.tsx'
import { KeptChoices } from '../guichet/dossiers/form/kept-choices.tsx'
import type { Sheet } from '../guichet/dossiers/form/sheet.ts'
import type { TaskKind } from './pages.ts'
import { taskTexts } from './texts.ts'

export interface TaskProps {
  readonly locale: Locale
  readonly kind: TaskKind
  readonly isAgents: boolean
  readonly page: Page
  readonly shown: ReadonlySet<string>
  readonly sheet: Sheet
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  /** The documents that were given already, by the one that was asked. */
  readonly given: ReadonlyMap<string, FileRowProps>
  readonly action: string
  /** The version that the page shows, and a key by which the same page sent twice is done once. */
  readonly version: number
  readonly key: string
  /** Files that came with a page that was not accepted. */
  readonly sealed: readonly string[]
  /** Somebody acted meanwhile. */
  readonly isChanged: boolean
}

/** What is asked, what was wrong, and the one button that sends it. */
export function TaskForm(props: TaskProps): VNode {
  const { locale, kind, page, errors } = props
  const texts = taskTexts(locale)
  return (
    <>
      <div class="form-head">
        <h1>{localize(page.title, locale)}</h1>
        {page.intro && <p class="lead">{localize(page.intro, locale)}</p>}
      </div>
      {props.isChanged &&
        Alert({ tone: 'info', title: texts.changedTitle, isLive: true, children: <p>{texts.changedBody}</p> })}
      {errors.length > 0 &&
        ErrorSummary({
          title: errors.length === 1 ? texts.errorOne : texts.errorMany(formats(locale).number(errors.length)),
          errors,
          note: texts.errorNote,
        })}
      {noteOf(props) !== undefined && Notice({ tone: 'info', children: <p>{noteOf(props)}</p> })}
      {Form({
        action: props.action,
        hasFiles: true,
        guardsEnter: true,
        hidden: { cle: props.key, version: String(props.version) },
        children: (
          <>
            {props.sealed.map((value) => (
              <input type="hidden" name="garde" value={value} />
            ))}
            {kind === 'documents' ? Documents(props) : FormFields({ page, shown: props.shown, sheet: props.sheet })}
            {Actions({
              children: (
                <Button icon="send" name="envoyer" value="1">
                  {kind === 'documents' ? texts.giveDocuments : texts.send}
                </Button>
              ),
            })}
          </>
        ),
      })}
    </>
  )
}

function noteOf({ kind, isAgents, locale }: TaskProps): string | undefined {
  const texts = taskTexts(locale)
  if (kind === 'documents') return texts.documentsNote
  if (kind === 'correction' || kind === 'edit') return isAgents ? texts.agentEditNote : texts.correctionNote
  return undefined
}

/** One document after the other: its name, why it is asked, what was received. */
function Documents({ page, sheet, given, locale }: TaskProps): VNode {
  const texts = taskTexts(locale)
  return (
    <div class="form-fields">
      {page.fields.map((field) => {
        const received = given.get(field.id)
        const hint = 'hint' in field && field.hint ? localize(field.hint, locale) : undefined
        return (
          <div>
            {FileInput({
              id: field.id,
              name: field.id,
              label: localize(field.label, locale),
              hint:
                [hint, received ? texts.replace : undefined].filter((each) => each !== undefined).join(' ') ||
                undefined,
              error: sheet.errors.get(field.id),
              received: received ? [{ id: field.id, ...received }] : [],
              receivedLabel: texts.received,
            })}
            {!received && KeptChoices({ sheet, name: field.id, kinds: ['pdf', 'image', 'document'] })}
          </div>
        )
      })}
    </div>
  )
}

/** In the place of the form, for who may not do it: whose it is. */
export const NotYours = ({ locale, title, body }: { locale: Locale; title: string; body: string }): VNode => (
  <>
    <div class="form-head">
      <h1>{title}</h1>
    </div>
    {Alert({ tone: 'warn', icon: 'lock', title: taskTexts(locale).notYoursTitle, children: <p>{body}</p> })}
  </>
)
