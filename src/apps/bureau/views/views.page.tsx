import type { VNode } from 'preact'
import { columns, type ColumnName, type ViewFault } from '#counter/views'
import {
  Action,
  Actions,
  Breadcrumbs,
  Button,
  ButtonLink,
  type Choice,
  Checkboxes,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  SectionHead,
  Select,
  type SelectOption,
  TextInput,
} from '#platform/html'
import type { Locale } from '#platform/i18n'
import { columnTexts, faultTexts, keptTexts } from './texts.ts'

/** One view, in words. */
export interface ViewLine {
  readonly name: string
  readonly href: string
  /** "À traiter, 2 filtres" */
  readonly list: string
  readonly audience: string
  /** For who may change it. */
  readonly changeHref: string | undefined
}

export interface ViewsPageProps {
  readonly locale: Locale
  readonly listHref: string
  readonly views: readonly ViewLine[]
}

/** The views that an agent sees. */
export function ViewsPage({ locale, listHref, views }: ViewsPageProps): VNode {
  const t = keptTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: listHref, label: t.toList }] })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="list">
        {views.length === 0
          ? EmptyState({
              icon: 'bookmark',
              level: 2,
              title: t.none,
              children: t.noneBody,
              action: <a href={listHref}>{t.toList}</a>,
            })
          : DataTable<ViewLine>({
              caption: t.caption,
              rows: views,
              columns: [
                { title: t.name, isHeading: true, cell: ({ name, href }) => <a href={href}>{name}</a> },
                { title: t.list, cell: ({ list }) => list, onCard: 'bottom' },
                { title: t.audience, cell: ({ audience }) => audience, onCard: 'top' },
                {
                  title: t.change,
                  isTitleHidden: true,
                  onCard: 'bottom-end',
                  cell: ({ name, changeHref }) =>
                    changeHref === undefined ? null : (
                      <a href={changeHref} aria-label={t.changeOne(name)}>
                        {t.change}
                      </a>
                    ),
                },
              ],
            })}
      </div>
    </>
  )
}

const columnBoxes = (locale: Locale): Choice[] =>
  columns.filter((name) => name !== 'demande').map((value) => ({ value, label: columnTexts(locale)[value] }))

export interface ViewFormProps {
  readonly locale: Locale
  readonly title: string
  readonly lead: string | undefined
  readonly action: string
  readonly backHref: string
  readonly name: string
  readonly audiences: readonly SelectOption[]
  readonly audience: string
  readonly columns: readonly ColumnName[]
  readonly fault: ViewFault | undefined
  /** Where a view that exists is removed. */
  readonly removeAction: string | undefined
}

const fieldOf: Readonly<Record<ViewFault, string>> = {
  no_name: 'nom',
  name_taken: 'nom',
  not_yours_to_share: 'pour',
  too_many: 'pour',
}

/** A view that is made, or changed. */
export function ViewFormPage(props: ViewFormProps): VNode {
  const { locale, fault } = props
  const t = keptTexts(locale)
  const message = fault && faultTexts(locale)[fault]
  const errorAt = (field: string): string | undefined => (fault && fieldOf[fault] === field ? message : undefined)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.backHref, label: t.toList }] })}
      {fault &&
        ErrorSummary({
          title: t.errorsTitle,
          errors: [{ fieldId: fieldOf[fault], message: faultTexts(locale)[fault] }],
        })}
      {PageHead({ title: props.title, lead: props.lead })}
      {Form({
        action: props.action,
        children: (
          <>
            {TextInput({
              id: 'nom',
              name: 'nom',
              label: t.name,
              hint: t.nameHint,
              value: props.name,
              maxLength: 60,
              error: errorAt('nom'),
            })}
            {props.audiences.length > 1 &&
              Select({
                id: 'pour',
                name: 'pour',
                label: t.who,
                hint: t.whoHint,
                options: props.audiences,
                value: props.audience,
                error: errorAt('pour'),
              })}
            {Checkboxes({
              id: 'colonne',
              name: 'colonne',
              legend: t.columnsLegend,
              hint: t.columnsHint,
              choices: columnBoxes(locale),
              values: props.columns,
            })}
            {Actions({ children: <Button icon="bookmark">{t.keep}</Button> })}
          </>
        ),
      })}
      {props.removeAction !== undefined && (
        <>
          {SectionHead({ title: t.removeTitle })}
          <Action action={props.removeAction}>
            <Button kind="danger" icon="trash-2">
              {t.remove}
            </Button>
            <p>{t.removeNote}</p>
          </Action>
        </>
      )}
    </>
  )
}

export interface ColumnsPageProps {
  readonly locale: Locale
  readonly action: string
  readonly backHref: string
  readonly columns: readonly ColumnName[]
}

/** The columns of one's own lists. */
export function ColumnsPage({ locale, action, backHref, columns: chosen }: ColumnsPageProps): VNode {
  const t = keptTexts(locale)
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: backHref, label: t.toList }] })}
      {PageHead({ title: t.myColumns, lead: t.myColumnsLead })}
      {Form({
        action,
        children: (
          <>
            {Checkboxes({
              id: 'colonne',
              name: 'colonne',
              legend: t.columnsLegend,
              hint: t.myColumnsHint,
              choices: columnBoxes(locale),
              values: chosen,
            })}
            {Actions({
              children: (
                <>
                  <Button icon="check">{t.saveColumns}</Button>
                  <ButtonLink kind="plain" href={backHref}>
                    {t.back}
                  </ButtonLink>
                </>
              ),
            })}
          </>
        ),
      })}
    </>
  )
}
