import type { VNode } from 'preact'
import type { DraftListed } from '#counter/studio'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Button,
  ButtonLink,
  DataTable,
  EmptyState,
  ErrorSummary,
  FileInput,
  Form,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  StateChip,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { uploadWords } from '../frame/index.ts'
import { studioTexts } from './texts.ts'

interface ListProps {
  readonly locale: Locale
  readonly base: string
  readonly drafts: readonly DraftListed[]
  readonly names: ReadonlyMap<string, string>
  readonly isAbandoned: boolean
  /** Of the territory's library, which the operator writes. */
  readonly isShared: boolean
}

/** What a collectivity is writing, and what it published from here. */
export function DraftsPage({ locale, base, drafts, names, isAbandoned, isShared }: ListProps): VNode {
  const t = studioTexts(locale)
  const begin = (
    <ButtonLink icon="file-plus" href={`${base}/nouveau`}>
      {t.begin}
    </ButtonLink>
  )
  return (
    <>
      {isAbandoned && Toast({ children: t.gone_draft })}
      {PageHead(isShared ? { title: t.shared_title, lead: t.shared_lead } : { title: t.title, lead: t.lead })}
      {drafts.length === 0 ? (
        EmptyState({ icon: 'pencil-ruler', level: 2, title: t.none, children: t.none_body, action: begin })
      ) : (
        <div class="stack far">
          <div class="row">
            {begin}
            {ButtonLink({ kind: 'secondary', icon: 'upload', href: `${base}/importer`, children: t.import_publik })}
            {ButtonLink({ kind: 'quiet', icon: 'list', href: `${base}/listes`, children: t.shared_lists })}
          </div>
          {DataTable<DraftListed>({
            caption: t.title,
            rows: drafts,
            columns: [
              {
                title: t.procedure,
                isHeading: true,
                onCard: 'title',
                cell: ({ id, title }) => <a href={`${base}/${id}`}>{title}</a>,
              },
              { title: t.state, onCard: 'top', cell: ({ state }) => stateOf(state, t[state]) },
              {
                title: t.changed,
                onCard: 'line',
                cell: ({ updatedAt, updatedBy }) =>
                  t.changed_by(formats(locale).dateTime(updatedAt), names.get(updatedBy ?? '') ?? t.someone),
              },
              {
                title: t.published_versions,
                onCard: 'line',
                cell: (draft) => (hasRevisions(draft) ? History({ locale, base, draft }) : t.no_version),
              },
            ],
          })}
        </div>
      )}
    </>
  )
}

/** What was never published has no revision yet. */
const hasRevisions = ({ slug, state, origin }: DraftListed): boolean =>
  state === 'published' || (origin.kind === 'revision' && origin.slug === slug)

const History = ({ locale, base, draft }: Pick<ListProps, 'locale' | 'base'> & { readonly draft: DraftListed }) => (
  <a href={`${base}/demarches/${draft.slug}`}>
    {studioTexts(locale).see_versions}
    <span class="vh"> : {draft.title}</span>
  </a>
)

export const stateOf = (state: DraftListed['state'], label: string): VNode =>
  StateChip({
    label,
    tone: state === 'published' ? 'ok' : 'warn',
    icon: state === 'published' ? 'circle-check' : 'pencil',
  })

export interface NewProps {
  readonly locale: Locale
  readonly base: string
  readonly own: readonly SelectOption[]
  readonly typed: { readonly nom?: string; readonly reprise?: string }
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
  /** Where a file is faulty, and what to do. */
  readonly faults: readonly { readonly place: string; readonly sentence: string }[]
}

/** Three ways to begin. */
export function NewDraftPage(props: NewProps): VNode {
  const { locale, base, errors, faults } = props
  const t = studioTexts(locale)
  return (
    <>
      {PageHead({ title: t.begin, lead: t.new_lead })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.to_correct, errors })}
        {faults.length > 0 &&
          Panel({
            title: t.faulty_file,
            children: (
              <ul>
                {faults.slice(0, 50).map(({ place, sentence }) => (
                  <li>
                    <code>{place}</code> : {sentence}
                  </li>
                ))}
              </ul>
            ),
          })}
        {Ways(props)}
        <p>
          <a href={base}>{t.all}</a>
        </p>
      </div>
    </>
  )
}

function Ways({ locale, base, own, typed, errors }: NewProps): VNode {
  const t = studioTexts(locale)
  const action = `${base}/nouveau`
  const errorOf = (fieldId: string) => errors.find((error) => error.fieldId === fieldId)?.message
  return (
    <>
      {Panel({
        title: t.from_blank,
        children: Form({
          action,
          hidden: { depart: 'rien' },
          children: (
            <>
              {TextInput({
                id: 'nom',
                name: 'nom',
                label: t.name,
                hint: t.name_hint,
                value: typed.nom,
                error: errorOf('nom'),
                maxLength: 200,
              })}
              {Actions({ children: Button({ children: t.create }) })}
            </>
          ),
        }),
      })}
      {Panel({
        title: t.from_revision,
        children:
          own.length === 0 ? (
            <p>{t.no_own}</p>
          ) : (
            Form({
              action,
              hidden: { depart: 'version' },
              children: (
                <>
                  {Select({
                    id: 'reprise',
                    name: 'reprise',
                    label: t.which,
                    emptyLabel: t.choose,
                    options: own,
                    value: typed.reprise,
                    error: errorOf('reprise'),
                  })}
                  {Actions({ children: Button({ kind: 'secondary', children: t.create }) })}
                </>
              ),
            })
          ),
      })}
      {Panel({ title: t.from_file, children: FileWay({ locale, action, error: errorOf('fichier') }) })}
      {Panel({
        title: t.import_publik,
        children: (
          <p>
            <a href={`${base}/importer`}>{t.import_publik_hint}</a>
          </p>
        ),
      })}
    </>
  )
}

function FileWay({ locale, action, error }: { locale: Locale; action: string; error: string | undefined }): VNode {
  const t = studioTexts(locale)
  return Form({
    action,
    hasFiles: true,
    upload: uploadWords(locale),
    children: (
      <>
        {FileInput({ id: 'fichier', name: 'fichier', label: t.file, hint: t.file_hint, error, accept: '.json' })}
        {Actions({ children: Button({ kind: 'secondary', children: t.read }) })}
      </>
    ),
  })
}
