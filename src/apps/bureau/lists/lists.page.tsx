import type { VNode } from 'preact'
import type { BlockListed, ListItem, ListListed, ListReading } from '#counter/procedures'
import type { DraftUsing } from '#counter/studio'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  DataTable,
  ErrorSummary,
  FileInput,
  Form,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  TextArea,
  TextInput,
  Toast,
} from '#platform/html'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { uploadWords } from '../frame/index.ts'
import { studioTexts } from '../studio/texts.ts'
import { Uses } from '../studio/uses.tsx'
import { listTexts } from './texts.ts'

interface Errors {
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

const errorOf = ({ errors }: Errors, id: string): string | undefined =>
  errors.find(({ fieldId }) => fieldId === id)?.message

export interface ListsPageProps extends Errors {
  readonly locale: Locale
  /** Of the studio. */
  readonly base: string
  readonly owner: string | null
  readonly rows: readonly ListListed[]
  readonly blocks: readonly BlockListed[]
  /** Pages of drafts that a block can be made of; none where blocks are read only. */
  readonly pages: readonly { readonly group: string; readonly options: readonly SelectOption[] }[]
  readonly lettersHref: string | undefined
  readonly isDone: boolean
  /** What was typed of a list that was refused. */
  readonly typed: FormBody
}

/** Everything that forms and circuits share: lists, blocks, letters. */
export function ListsPage(props: ListsPageProps): VNode {
  const { locale, base, owner, rows, errors, lettersHref } = props
  const t = listTexts(locale)
  const { all, to_correct, done } = studioTexts(locale)
  return (
    <>
      {props.isDone && Toast({ children: done })}
      {Breadcrumbs({ label: all, links: [{ href: base, label: all }], isBack: true })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: to_correct, errors })}
        {rows.length === 0 ? (
          <p>{t.none}</p>
        ) : (
          DataTable<ListListed>({
            caption: t.lists,
            rows,
            columns: [
              {
                title: t.list,
                isHeading: true,
                onCard: 'title',
                cell: (row) =>
                  row.owner === owner ? (
                    <a href={`${base}/listes/${row.slug}`}>{localize(row.title, locale)}</a>
                  ) : (
                    localize(row.title, locale)
                  ),
              },
              { title: t.name, onCard: 'line', cell: ({ slug }) => <code>{slug}</code> },
              { title: t.items, isFigure: true, onCard: 'line', cell: ({ items }) => String(items) },
              { title: t.whose, onCard: 'line', cell: (row) => (row.owner === null ? t.of_territory : t.ours) },
            ],
          })
        )}
        {NewList(props)}
        {Blocks(props)}
        {lettersHref !== undefined &&
          Panel({
            title: t.letters,
            children: (
              <p>
                {t.letters_body} <a href={lettersHref}>{t.letters_link}</a>
              </p>
            ),
          })}
      </div>
    </>
  )
}

function NewList(props: ListsPageProps): VNode {
  const t = listTexts(props.locale)
  return Panel({
    title: t.make,
    children: Form({
      action: `${props.base}/listes`,
      hasFiles: true,
      upload: uploadWords(props.locale),
      guardsEnter: false,
      children: (
        <>
          {TextInput({
            id: 'titre',
            name: 'titre',
            label: t.list_title,
            hint: t.list_title_hint,
            value: typedIn(props.typed, 'titre'),
            maxLength: 100,
            error: errorOf(props, 'titre'),
          })}
          {TextArea({
            id: 'lignes',
            name: 'lignes',
            label: t.typed_lines,
            hint: t.typed_lines_hint,
            rows: 4,
            value: typedIn(props.typed, 'lignes'),
            error: errorOf(props, 'lignes'),
          })}
          {CsvInput(props, 'other_file')}
          {Actions({ children: Button({ children: t.make }) })}
        </>
      ),
    }),
  })
}

const CsvInput = (props: Errors & { readonly locale: Locale }, label: 'file' | 'other_file'): VNode => {
  const t = listTexts(props.locale)
  return FileInput({
    id: 'fichier',
    name: 'fichier',
    label: t[label],
    hint: t.file_hint,
    accept: '.csv,text/csv',
    error: errorOf(props, 'fichier'),
  })
}

function Blocks(props: ListsPageProps): VNode {
  const { locale, base, blocks, pages } = props
  const t = listTexts(locale)
  return Panel({
    title: t.blocks,
    children: (
      <>
        <p>{t.blocks_body}</p>
        {blocks.length > 0 && (
          <ul>
            {blocks.map(({ slug, title, number, fields, isRetired }) => (
              <li>
                <a href={`${base}/blocs/${slug}`}>{localize(title, locale)}</a> (<code>{slug}</code>) :{' '}
                {t.block_says(fields, number)}
                {isRetired && <p class="meta">{t.block_retired}</p>}
              </li>
            ))}
          </ul>
        )}
        {pages.length > 0 &&
          Form({
            action: `${base}/blocs`,
            children: (
              <>
                {TextInput({
                  id: 'nom',
                  name: 'nom',
                  label: t.block_title,
                  hint: t.block_title_hint,
                  maxLength: 100,
                  error: errorOf(props, 'nom'),
                })}
                {Select({
                  id: 'page',
                  name: 'page',
                  label: t.block_page,
                  emptyLabel: t.choose_page,
                  options: pages,
                  error: errorOf(props, 'page'),
                })}
                {Actions({ children: Button({ kind: 'secondary', children: t.make_block }) })}
              </>
            ),
          })}
      </>
    ),
  })
}

export interface ListPageProps extends ListReading, Errors {
  readonly locale: Locale
  /** `/bureau/corbas/atelier` */
  readonly studio: string
  /** `/bureau/corbas/atelier/listes` */
  readonly base: string
  /** Drafts being written that offer it. */
  readonly drafts: readonly DraftUsing[]
  /** Value of the line that is changed. */
  readonly chosen: string | undefined
  readonly isDone: boolean
  readonly typed?: FormBody | undefined
}

/** Longer lists are changed by their file. */
const mostShown = 300

/** One list: its lines, its file, where it is used. */
export function ListPage(props: ListPageProps): VNode {
  const { locale, studio, base, list, items, uses, drafts, errors } = props
  const t = listTexts(locale)
  const { to_correct, done } = studioTexts(locale)
  return (
    <>
      {props.isDone && Toast({ children: done })}
      {Breadcrumbs({ label: t.title, links: [{ href: base, label: t.title }], isBack: true })}
      {PageHead({ title: localize(list.title, locale), lead: t.named(list.slug) })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: to_correct, errors })}
        {OneItem(props)}
        {Items(props)}
        {items.length > mostShown && <p class="meta">{t.too_long_to_show(mostShown, items.length)}</p>}
        {Panel({
          title: t.its_file,
          children: (
            <div class="stack">
              <p>
                {ButtonLink({
                  kind: 'quiet',
                  icon: 'download',
                  href: `${base}/${list.slug}/liste.csv`,
                  children: t.download,
                })}
              </p>
              {Form({
                action: `${base}/${list.slug}/fichier`,
                hasFiles: true,
                upload: uploadWords(locale),
                guardsEnter: false,
                children: (
                  <>
                    <p>{t.replace_body}</p>
                    {CsvInput(props, 'file')}
                    {Actions({ children: Button({ kind: 'secondary', children: t.replace }) })}
                  </>
                ),
              })}
            </div>
          ),
        })}
        {Panel({
          title: t.used,
          children: (
            <>
              {uses.length === 0 ? (
                <p>{t.unused}</p>
              ) : (
                <ul>
                  {uses.map(({ slug, owner, title }) => (
                    <li>
                      {owner === list.owner ? (
                        <a href={`${studio}/demarches/${slug}`}>{localize(title, locale)}</a>
                      ) : (
                        localize(title, locale)
                      )}
                    </li>
                  ))}
                </ul>
              )}
              {drafts.length > 0 && Uses({ locale, base: studio, uses: drafts })}
            </>
          ),
        })}
      </div>
    </>
  )
}

function Items({ locale, base, list, items }: ListPageProps): VNode | null {
  const t = listTexts(locale)
  if (items.length === 0) return null
  return DataTable<ListItem>({
    caption: t.lines,
    rows: items.slice(0, mostShown),
    columns: [
      {
        title: t.label,
        isHeading: true,
        onCard: 'title',
        cell: ({ value, label }) => (
          <a href={`${base}/${list.slug}?valeur=${encodeURIComponent(value)}#ligne`}>{localize(label, locale)}</a>
        ),
      },
      { title: t.value, onCard: 'line', cell: ({ value }) => <code>{value}</code> },
      { title: t.parent, onCard: 'line', isExtra: true, cell: ({ parent }) => parent ?? '' },
      { title: t.dates, onCard: 'line', cell: ({ validFrom, validTo }) => t.between(validFrom ?? '', validTo ?? '') },
    ],
  })
}

/** A line that is there, or a new one. */
function OneItem(props: ListPageProps): VNode {
  const { locale, base, list, items, chosen } = props
  const t = listTexts(locale)
  const item = items.find(({ value }) => value === chosen)
  return Panel({
    id: 'ligne',
    title: item ? t.change(localize(item.label, locale)) : t.add,
    children: Form({
      action: `${base}/${list.slug}`,
      ...(item && { hidden: { valeur: item.value } }),
      children: (
        <>
          {ItemInputs(props, item)}
          {Actions({
            children: (
              <>
                {Button({ name: 'geste', value: 'enregistrer', children: item ? t.save : t.add })}
                {item && Button({ kind: 'quiet', name: 'geste', value: 'retirer', children: t.end })}
              </>
            ),
          })}
        </>
      ),
    }),
  })
}

const blankItem: ListItem = { value: '', label: { fr: '' }, parent: null, validFrom: null, validTo: null }

function ItemInputs(props: ListPageProps, item: ListItem | undefined): VNode {
  const { locale, typed } = props
  const t = listTexts(locale)
  const { label, parent, validFrom, validTo } = item ?? blankItem
  const input = (name: string, current: string | null | undefined) => ({
    id: name,
    name,
    value: typed ? typedIn(typed, name) : (current ?? ''),
    error: errorOf(props, name),
    maxLength: 300,
  })
  const optional = { optionalMark: t.optional }
  const exact = { ...optional, isExact: true }
  return (
    <>
      {TextInput({ ...input('libelle', label.fr), label: t.label })}
      {TextInput({ ...input('libelle_en', label.en), label: t.label_en, ...optional })}
      {!item && TextInput({ ...input('valeur', ''), label: t.value, hint: t.value_hint, ...exact })}
      {TextInput({ ...input('parent', parent), label: t.parent, hint: t.parent_hint, ...exact })}
      {TextInput({ ...input('du', validFrom), label: t.from, type: 'date', ...optional })}
      {TextInput({ ...input('au', validTo), label: t.to, type: 'date', ...optional })}
    </>
  )
}
