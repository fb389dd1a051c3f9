import type { VNode } from 'preact'
import { type ExportFormat, exportFormats } from '#counter/exports'
import type { Locale } from '#kernel/localized'
import {
  Breadcrumbs,
  Button,
  Checkboxes,
  type Choice,
  DescriptionList,
  ErrorSummary,
  Form,
  Notice,
  PageHead,
  Radios,
} from '#platform/html'
import { columnTitle, exportColumns } from '../../exports/columns.ts'
import { exportTexts } from './texts.ts'

export interface NewExportProps {
  readonly locale: Locale
  readonly action: string
  /** The list that is exported, and its address. */
  readonly title: string
  readonly list: string
  /** The one procedure that the list is narrowed to. */
  readonly procedure: string | undefined
  readonly answers: readonly Choice[]
  readonly fields: readonly Choice[]
  readonly typed: {
    readonly format: string
    readonly columns: readonly string[]
    readonly answers: readonly string[]
    readonly fields: readonly string[]
  }
  readonly faults: { readonly format?: boolean; readonly columns?: boolean }
}

const formatChoice = (format: ExportFormat, locale: Locale): Choice => {
  const t = exportTexts(locale)
  return { value: format, label: t[`format_${format}`], hint: t[`format_${format}_hint`] }
}

/** In which format, with which columns, a list is taken out. */
export function NewExportPage(props: NewExportProps): VNode {
  const { locale, title, list, faults } = props
  const t = exportTexts(locale)
  const errors = [
    ...(faults.format === true ? [{ fieldId: 'format', message: t.no_format }] : []),
    ...(faults.columns === true ? [{ fieldId: 'colonnes', message: t.no_columns }] : []),
  ]
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: list, label: t.back }] })}
      {PageHead({ title: t.new_title, lead: t.new_lead })}
      <div class="stack far">
        {errors.length > 0 && ErrorSummary({ title: t.errors, errors })}
        {DescriptionList({ items: [{ label: t.list, value: <a href={list}>{title}</a> }] })}
        {Form({ action: props.action, children: Fields(props) })}
      </div>
    </>
  )
}

function Fields({ locale, procedure, answers, fields, typed, faults }: NewExportProps): VNode {
  const t = exportTexts(locale)
  return (
    <>
      {Radios({
        id: 'format',
        name: 'format',
        legend: t.format,
        value: typed.format,
        error: faults.format === true ? t.no_format : undefined,
        choices: exportFormats.map((format) => formatChoice(format, locale)),
      })}
      {Checkboxes({
        id: 'colonnes',
        name: 'colonnes',
        legend: t.columns,
        isInline: true,
        values: typed.columns,
        error: faults.columns === true ? t.no_columns : undefined,
        choices: exportColumns.map((name) => ({ value: name, label: columnTitle(name, locale) })),
      })}
      {procedure === undefined && <p class="meta">{t.noAnswers}</p>}
      {answers.length > 0 &&
        Checkboxes({
          id: 'reponses',
          name: 'reponses',
          legend: t.answers,
          isInline: true,
          hint: t.answers_hint(procedure ?? ''),
          values: typed.answers,
          choices: answers,
        })}
      {fields.length > 0 &&
        Checkboxes({
          id: 'champs',
          name: 'champs',
          legend: t.fields,
          isInline: true,
          values: typed.fields,
          choices: fields,
        })}
      {Notice({
        tone: 'warn',
        icon: 'shield-alert',
        children: (
          <>
            <b>{t.personal}.</b> {t.personal_body}
          </>
        ),
      })}
      <div class="row actions">
        <Button icon="table-2">{t.ask}</Button>
      </div>
    </>
  )
}
