import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { type Counts, faultSentence, type GivenFile, isDraft, maxBytes, remarkSentence } from '#counter/publik'
import type { Context } from '#platform/context'
import { importIntoStudio, type StudioImport } from '../publik-drafts.ts'
import { procedureProblem } from './problems.ts'

/** Files that a person says are exports of Publik, by their name; others of their folders have none, and are read to know. */
export const isPublikName = (path: string): boolean => path.endsWith('.wcs')

/** Whether what is in a file begins as XML does. */
export async function isXml(path: string): Promise<boolean> {
  const bytes = await readUpTo(path, 64).catch(() => Buffer.alloc(0))
  return /^(?:\u00ef\u00bb\u00bf|\ufeff)?\s*</.test(bytes.toString('latin1'))
}

/** The beginning of a file: one byte more than is allowed is enough to refuse it. */
async function readUpTo(path: string, length: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of createReadStream(path, { end: length })) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** What was said of each file, and whether all became drafts. */
export interface PublikImport {
  readonly lines: readonly string[]
  readonly json: readonly unknown[]
  readonly failed: boolean
}

/** Imports files together: a line for each, then what was not carried over. */
export async function importPublikFiles(ctx: Context, paths: readonly string[]): Promise<PublikImport> {
  const given: GivenFile[] = []
  const unreadable: string[] = []
  for (const path of paths) {
    try {
      given.push({ name: path, bytes: await readUpTo(resolve(path), maxBytes) })
    } catch {
      unreadable.push(path)
    }
  }
  const imported = await importIntoStudio(ctx, null, given)
  return {
    lines: [
      ...unreadable.map((path) => `${path} : refusé\n  Ce fichier ne peut pas être lu.`),
      ...imported.map(linesOf),
    ],
    json: [...unreadable.map((file) => ({ file, ok: false, why: ['unreadable'] })), ...imported.map(jsonOf)],
    failed: unreadable.length > 0 || imported.some((file) => !isDraft(file)),
  }
}

const kinds: Readonly<Record<string, string>> = {
  form: 'démarche',
  workflow: 'circuit',
  block: 'bloc',
  card: 'fiche',
  data_source: 'liste',
  mail_template: 'courriel',
  call: 'appel',
}

function linesOf(file: StudioImport): string {
  if (!file.ok) return `${file.file} : refusé\n  ${faultSentence(file.fault).fr}`
  const { report } = file
  const head = `${file.file} : ${isDraft(file) ? 'brouillon' : 'refusé'}, ${kinds[report.kind]} ${report.slug} — ${countsIn(report.counts)}`
  const lost = report.remarks.filter(({ code }) => code !== 'mended').map((remark) => `  ${remarkSentence(remark).fr}`)
  const mended = report.remarks.length - lost.length
  const aside = Object.entries(report.aside).map(([name, count]) => `${name} ${count}`)
  return [
    head,
    ...report.faults.map((fault) => `  à corriger : ${fault}`),
    ...lost,
    ...(mended > 0 ? [`  adapté en ${mended} endroits : le brouillon du studio et --json les disent`] : []),
    ...(file.studio === 'kept' ? ['  un brouillon de ce nom est en cours dans le studio : il est gardé tel quel'] : []),
    ...report.beforePublishing.map((problem) => `  avant de publier : ${procedureProblem(problem, 'fr')}`),
    ...(aside.length > 0 ? [`  laissé de côté, présentation et habitudes de Publik : ${aside.join(', ')}`] : []),
  ].join('\n')
}

function countsIn(counts: Counts): string {
  const { pages, fields, statuses, steps, actions, conditions, conditionsLost, templates, templatesLost } = counts
  const said = [
    pages > 0 && `${pages} pages`,
    fields > 0 && `${fields} champs`,
    statuses > 0 && `${statuses} statuts`,
    steps > 0 && `${steps} étapes`,
    actions > 0 && `${actions} actions globales`,
    `conditions traduites ${conditions}, non traduites ${conditionsLost}`,
    `gabarits traduits ${templates}, non traduits ${templatesLost}`,
  ]
  return said.filter((part) => part !== false).join(', ')
}

const jsonOf = (file: StudioImport): unknown =>
  file.ok
    ? {
        ok: isDraft(file),
        ...file.report,
        ...(file.studio && { studio: file.studio }),
        remarks: file.report.remarks.map((remark) => ({ ...remark, sentence: remarkSentence(remark).fr })),
      }
    : {
        file: file.file,
        ok: false,
        why: [file.fault.reason],
        line: file.fault.line,
        sentence: faultSentence(file.fault).fr,
      }
