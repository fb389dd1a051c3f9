import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { notFound } from '#kernel/errors'
import { type Localized, localize } from '#kernel/localized'
import { mayHandle } from '#counter/dossiers'
import { listOffers } from '#counter/procedures'
import { Type } from 'typebox'
import type { SelectOption } from '#platform/html'
import { type FormBody, sendPage } from '#platform/http'
import { framedPage, frameOf } from '../../frame/index.ts'
import { fromOf } from '../case/neighbours.ts'
import { caseAddress } from '../case/present.ts'
import { type OpenCase, readCase } from '../case/read.ts'
import { summaryOf } from '../case/sections.ts'
import { caseSchema, type CaseVisit } from '../case/visit.ts'

/** What the pages share that change a request with the help of its answers. */

export const changeSchema = {
  params: caseSchema.params,
  querystring: Type.Object({
    ...caseSchema.querystring.properties,
    /** The offer that was chosen. */
    vers: Type.Optional(Type.String({ maxLength: 40 })),
  }),
} as const

/** The case, for who may act on it. */
export async function readChanged({ app, who, request }: CaseVisit): Promise<OpenCase> {
  const open = await readCase(app, who, request.params.id)
  if (!mayHandle(who.context.actor, open.file.dossier)) throw notFound('dossiers.no_dossier', request.params.id)
  return open
}

export interface Ways {
  /** The case, from its list. */
  readonly back: string
  readonly action: string
  readonly from: string
}

export function waysOf({ who, request }: CaseVisit, page: string): Ways {
  const address = caseAddress(who.site.slug, request.params.id)
  const from = fromOf(request.query)
  return { back: `${address}${from}`, action: `${address}/${page}${from}`, from }
}

/** The procedures that the collectivity offers, by name. */
export async function offersOf({ app, who }: CaseVisit): Promise<SelectOption[]> {
  const offers = await app.db.readCollectivity(who.site.id, (tx) => listOffers(tx, who.site.id))
  return offers
    .map(({ id, title }) => ({ value: id, label: localize(title, who.locale) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, who.locale))
}

/** The answers of a request in words, by question: short enough for a choice. */
export function answerTexts(open: OpenCase, { who }: Pick<CaseVisit, 'who'>): ReadonlyMap<string, string> {
  const { file, definition, communes } = open
  const lines = summaryOf({ file, definition, communes, locale: who.locale, address: '' }).flatMap((each) => each.lines)
  const names = new Map(file.attachments.map(({ id, name }) => [id, name]))
  const byField = Map.groupBy(lines, ({ fieldId }) => fieldId.split('.', 1)[0] ?? '')
  return new Map(
    [...byField].map(([field, own]) => [
      field,
      own
        .flatMap(({ text, files }) => (files && files.length > 0 ? files.map((id) => names.get(id) ?? '') : [text]))
        .filter((text) => text !== '')
        .join(', ')
        .replaceAll('\n', ', '),
    ]),
  )
}

const longest = 90
export const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

export const labelOf = (label: Localized, who: CaseVisit['who']): string => localize(label, who.locale)

export const several = (body: FormBody, name: string): readonly string[] => [body[name] ?? []].flat().slice(0, 300)

export function drawChange(
  { app, request, reply, who }: CaseVisit,
  { main, title, status }: { readonly main: VNode; readonly title: string; readonly status: number },
): FastifyReply {
  const html = framedPage(frameOf(app, request, who), { title, main, menu: 'requests', isRefused: status >= 400 })
  return sendPage(reply, html, status)
}
