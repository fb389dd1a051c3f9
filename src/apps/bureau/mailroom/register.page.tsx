import type { VNode } from 'preact'
import type { Direction, LetterFault, MailItem, TypedLetter } from '#counter/mailroom'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  ErrorSummary,
  FileInput,
  Form,
  PageHead,
  SearchBox,
  Select,
  StateChip,
  Tabs,
  TextInput,
} from '#platform/html'
import { formats } from '#platform/i18n'
import type { Service } from '#territory/collectivities'
import { uploadWords } from '../frame/index.ts'
import { mailroomTexts } from './texts.ts'

type Texts = ReturnType<typeof mailroomTexts>

export interface RegisterPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/registre` */
  readonly base: string
  readonly requests: string
  readonly direction: Direction
  readonly year: number
  readonly query: string
  readonly items: readonly MailItem[]
  readonly next: string | undefined
  /** Whether a letter of another service is shown by its number alone. */
  readonly isHidden: (item: MailItem) => boolean
}

export const directionName = (direction: Direction): string => (direction === 'in' ? 'arrivee' : 'depart')

/** The register of one direction and year, or what a search finds. */
export function RegisterPage(props: RegisterPageProps): VNode {
  const { locale, base, direction, year, query, items } = props
  const t = mailroomTexts(locale)
  const way = directionName(direction)
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      {Tabs({
        label: t.views,
        tabs: [
          { href: base, label: t.in, isCurrent: direction === 'in' },
          { href: `${base}?sens=depart`, label: t.out, isCurrent: direction === 'out' },
        ],
      })}
      <div class="stack">
        <span />
        <p class="row">
          <ButtonLink icon="plus" href={`${base}/nouveau?sens=${way}`}>
            {direction === 'in' ? t.register_in : t.register_out}
          </ButtonLink>
          <ButtonLink kind="quiet" icon="download" href={`${base}/export.csv?sens=${way}&annee=${year}`}>
            {t.export}
          </ButtonLink>
        </p>
        {SearchBox({
          id: 'mots',
          action: base,
          name: 'q',
          label: t.search,
          landmarkLabel: t.title,
          placeholder: t.search_hint,
          submitLabel: t.search_action,
          value: query,
          hidden: { sens: way },
        })}
        {query === '' && <h2>{t.year(String(year))}</h2>}
        {items.length === 0 ? (
          EmptyState({ icon: 'mail', level: 3, title: t.none, children: <p>{query === '' ? t.none_body : ''}</p> })
        ) : (
          <div class="list">
            {DataTable<MailItem>({ caption: t.caption, rows: items, columns: columnsOf(props, t) })}
          </div>
        )}
        <p class="row">
          {props.next !== undefined && <a href={props.next}>{t.more}</a>}
          {query === '' && <a href={`${base}?sens=${way}&annee=${year - 1}`}>{t.earlier_year(String(year - 1))}</a>}
          <span class="meta">{t.print}</span>
        </p>
      </div>
    </>
  )
}

function columnsOf(
  { locale, base, requests, direction, isHidden }: RegisterPageProps,
  t: Texts,
): readonly Column<MailItem>[] {
  const format = formats(locale)
  return [
    {
      title: t.number,
      isHeading: true,
      onCard: 'top',
      cell: (item) => (
        <>
          {isHidden(item) ? item.reference : <a href={`${base}/${item.id}`}>{item.reference}</a>}
          {item.cancelledAt !== null && <> {StateChip({ tone: 'warn', icon: 'x', label: t.cancelled })}</>}
        </>
      ),
    },
    {
      title: direction === 'in' ? t.from : t.to,
      onCard: 'title',
      cell: (item) => (isHidden(item) ? t.other_service : item.correspondent),
    },
    { title: t.subject, onCard: 'bottom', cell: ({ subject }) => subject },
    { title: direction === 'in' ? t.came : t.left, onCard: 'top-end', cell: ({ onDay }) => format.date(onDay) },
    {
      title: t.request,
      onCard: 'bottom',
      cell: (item) =>
        item.dossierId === null || isHidden(item) ? (
          ''
        ) : (
          <a href={`${requests}/${item.dossierId}`}>{item.dossierNumber}</a>
        ),
    },
  ]
}

export interface NewLetterPageProps {
  readonly locale: Locale
  readonly base: string
  readonly direction: Direction
  readonly id: string
  readonly typed: TypedLetter & { readonly service: string }
  readonly faults: readonly LetterFault[]
  readonly refusedFiles: readonly string[]
  readonly services: readonly Service[]
}

const inputOf: Readonly<Record<LetterFault['field'], string>> = {
  correspondent: 'correspondant',
  subject: 'objet',
  onDay: 'jour',
  writtenOn: 'datee',
}

/** What is written of a letter, and its scan. */
export function NewLetterPage(props: NewLetterPageProps): VNode {
  const { locale, base, direction, id, typed, faults, refusedFiles, services } = props
  const t = mailroomTexts(locale)
  const way = directionName(direction)
  const errorOf = (field: LetterFault['field']): string | undefined => {
    const fault = faults.find((each) => each.field === field)
    return fault && t[`fault_${fault.code}`]
  }
  const errors = [
    ...faults.map((fault) => ({ fieldId: inputOf[fault.field], message: t[`fault_${fault.code}`] })),
    ...refusedFiles.map((message) => ({ fieldId: 'numerisation', message })),
  ]
  const title = direction === 'in' ? t.register_in : t.register_out
  return (
    <div class="stack narrow">
      {Breadcrumbs({ label: t.crumbs, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({ title })}
      {errors.length > 0 &&
        ErrorSummary({
          title: errors.length === 1 ? t.errors_one : t.errors(formats(locale).number(errors.length)),
          errors,
          note: t.errors_note,
        })}
      {Form({
        action: `${base}/nouveau`,
        hasFiles: true,
        upload: uploadWords(locale),
        hidden: { lettre: id, sens: way },
        children: (
          <>
            {TextInput({
              id: 'correspondant',
              name: 'correspondant',
              label: direction === 'in' ? t.correspondent_in : t.correspondent_out,
              value: typed.correspondent,
              error: errorOf('correspondent'),
              autoComplete: 'off',
            })}
            {TextInput({
              id: 'objet',
              name: 'objet',
              label: t.subject,
              value: typed.subject,
              error: errorOf('subject'),
            })}
            {TextInput({
              id: 'jour',
              name: 'jour',
              label: direction === 'in' ? t.on_in : t.on_out,
              type: 'date',
              width: 'medium',
              value: typed.onDay,
              error: errorOf('onDay'),
            })}
            {TextInput({
              id: 'datee',
              name: 'datee',
              label: t.written,
              hint: t.written_hint,
              type: 'date',
              width: 'medium',
              value: typed.writtenOn,
              error: errorOf('writtenOn'),
              optionalMark: t.optional,
            })}
            {Select({
              id: 'service',
              name: 'service',
              label: t.for_service,
              value: typed.service,
              emptyLabel: t.no_service,
              options: services.map(({ id: value, name }) => ({ value, label: localize(name, locale) })),
            })}
            {FileInput({
              id: 'numerisation',
              name: 'numerisation',
              label: t.scans,
              hint: t.scans_hint,
              error: refusedFiles[0],
              isMultiple: true,
              received: [],
              receivedLabel: t.scans,
            })}
            {Actions({ children: <Button icon="stamp">{t.save}</Button> })}
          </>
        ),
      })}
    </div>
  )
}
