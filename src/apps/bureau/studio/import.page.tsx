import type { VNode } from 'preact'
import { faultSentence, isDraft, remarkSentence } from '#counter/publik'
import { type Locale, localize } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  Details,
  ErrorSummary,
  FileInput,
  Form,
  Notice,
  PageHead,
  Panel,
  StateChip,
} from '#platform/html'
import type { StudioImport } from '../../publik-drafts.ts'
import { procedureProblem } from '../../cli/problems.ts'
import { uploadWords } from '../frame/index.ts'
import { importTexts } from './import.texts.ts'
import { studioTexts } from './texts.ts'

export interface ImportProps {
  readonly locale: Locale
  readonly base: string
  /** What became of each, once they were given. */
  readonly files: readonly StudioImport[] | undefined
  readonly error: string | undefined
}

/** Exports of Publik to give, and what was made of those that were. */
export function ImportPage(props: ImportProps): VNode {
  const { locale, base, files, error } = props
  const t = importTexts(locale)
  const all = studioTexts(locale).all
  return (
    <>
      {Breadcrumbs({ label: all, links: [{ href: base, label: all }], isBack: true })}
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {error !== undefined &&
          ErrorSummary({ title: studioTexts(locale).to_correct, errors: [{ fieldId: 'fichiers', message: error }] })}
        {files && Report(props, files)}
        {Panel({
          title: files ? t.again : t.give,
          children: Form({
            action: `${base}/importer`,
            hasFiles: true,
            upload: uploadWords(locale),
            guardsEnter: false,
            children: (
              <>
                {FileInput({
                  id: 'fichiers',
                  name: 'fichiers',
                  label: t.files,
                  hint: t.files_hint,
                  accept: '.wcs,.xml,.zip',
                  isMultiple: true,
                  error,
                })}
                {Actions({ children: Button({ icon: 'upload', children: t.read }) })}
                <p class="meta">{t.while_reading}</p>
              </>
            ),
          }),
        })}
      </div>
    </>
  )
}

function Report(props: ImportProps, files: readonly StudioImport[]): VNode {
  const t = importTexts(props.locale)
  const opened = files.filter(({ studio }) => studio === 'opened').length
  const refused = files.filter((file) => !isDraft(file)).length
  return (
    <section class="stack" aria-labelledby="rapport">
      <h2 id="rapport">{t.report}</h2>
      {Notice({ tone: refused > 0 ? 'warn' : 'ok', children: t.summary(files.length, opened, refused) })}
      <ul class="plain statuses">{files.map((file) => FileReport(props, file))}</ul>
    </section>
  )
}

function FileReport({ locale, base }: ImportProps, file: StudioImport): VNode {
  const t = importTexts(locale)
  if (!file.ok) {
    return (
      <li>
        <h3>{file.file}</h3>
        <p>
          {StateChip({ label: t.refused, tone: 'bad', icon: 'circle-alert' })}{' '}
          {localize(faultSentence(file.fault), locale)}
        </p>
      </li>
    )
  }
  const { report } = file
  const carried = isDraft(file)
  return (
    <li>
      <h3>{report.title}</h3>
      <p class="meta">
        {file.file} · {t[`kind_${report.kind}`]} · {countsOf(file, locale)}
      </p>
      <p>
        {StateChip(
          carried
            ? { label: t[file.studio ?? 'read_only'], tone: 'ok', icon: 'circle-check' }
            : { label: t.refused, tone: 'bad', icon: 'circle-alert' },
        )}{' '}
        {file.draftId !== undefined && <a href={`${base}/${file.draftId}`}>{t.open(report.title)}</a>}
      </p>
      {Lines(t.faults, report.faults, true)}
      {Lines(
        t.lost,
        report.remarks
          .filter(({ code }) => code !== 'mended')
          .map((remark) => localize(remarkSentence(remark), locale)),
      )}
      {Lines(
        t.mended,
        report.remarks
          .filter(({ code }) => code === 'mended')
          .map((remark) => localize(remarkSentence(remark), locale)),
      )}
      {Lines(
        t.before,
        report.beforePublishing.map((problem) => procedureProblem(problem, locale)),
      )}
      {Lines(
        t.aside,
        Object.entries(report.aside).map(([name, count]) => `${name} : ${count}`),
      )}
    </li>
  )
}

/** Lines under a title that one opens, with how many there are. */
function Lines(title: (count: number) => string, lines: readonly string[], isOpen = false): VNode | null {
  if (lines.length === 0) return null
  return Details({
    summary: title(lines.length),
    isOpen,
    children: (
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    ),
  })
}

function countsOf({ report }: Extract<StudioImport, { ok: true }>, locale: Locale): string {
  const t = importTexts(locale)
  const { pages, fields, statuses, steps, conditions, conditionsLost, templates, templatesLost } = report.counts
  const said = [
    pages > 0 && t.pages(pages),
    fields > 0 && t.fields(fields),
    statuses > 0 && t.statuses(statuses),
    steps > 0 && t.steps(steps),
    conditions + conditionsLost > 0 && t.conditions(conditions, conditionsLost),
    templates + templatesLost > 0 && t.templates(templates, templatesLost),
  ]
  return said.filter((each) => each !== false).join(', ') || t.nothing
}
