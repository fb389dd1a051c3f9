import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { isId } from '#kernel/ids'
import type { ChangedMeanwhile } from '#counter/dossiers'
import { FormBody, seeOther, sendPage } from '#platform/http'
import type { AgentVisitor } from '../../../access/index.ts'
import type { App } from '../../../app.ts'
import { formats } from '#platform/i18n'
import { framedPage, frameOf } from '../../frame/index.ts'
import { type Done, doneSentence } from '../done.ts'
import { CaseAddress } from '../list/query.ts'
import { CasePage } from './case.page.tsx'
import { lineId } from './conversation.tsx'
import { tell } from './journal.ts'
import { fromOf, neighboursOf } from './neighbours.ts'
import { caseAddress, presentCase } from './present.ts'
import { type OpenCase, readCase, tellingOf } from './read.ts'
import { revisionOf } from './revision-asked.ts'
import { caseTexts, journalTexts } from './texts.ts'
import type { ConflictView, KeptFile, Typed } from './view.ts'

export const CaseParams = Type.Object({ site: Type.String({ maxLength: 80 }), id: Type.String({ maxLength: 40 }) })
export const caseSchema = { params: CaseParams, querystring: CaseAddress } as const

/** One request about one case. */
export interface CaseVisit {
  readonly app: App
  readonly request: Pick<FastifyRequest, 'originalUrl'> & {
    readonly params: Static<typeof CaseParams>
    readonly query: CaseAddress
  }
  readonly reply: FastifyReply
  readonly who: AgentVisitor
}

/** What the page says besides the case itself. */
export interface Said {
  readonly status: number
  readonly typed?: Typed
  readonly keptFiles?: readonly KeptFile[]
  /** Beside the place to write: what was just inserted there. */
  readonly remark?: string | undefined
  /** What others did since, when something was refused for it. */
  readonly conflict?: Omit<ConflictView, 'lines' | 'theirs'> & { readonly events: ChangedMeanwhile['events'] }
}

/** The case as it is now, with what could not be done. */
export async function showCase(visit: CaseVisit, said: Said, known?: OpenCase): Promise<FastifyReply> {
  const { app, request, reply, who } = visit
  const caseId = request.params.id
  const open = known ?? (await readCase(app, who, caseId))
  const now = app.clock.now()
  const facts = presentCase(open, who, now)
  const main = CasePage({
    ...facts,
    neighbours: await neighboursOf(app, who, { caseId, address: request.query }),
    from: fromOf(request.query),
    revision: await revisionOf(who, caseId),
    typed: said.typed ?? writtenBefore(open),
    keptFiles: said.keptFiles ?? [],
    remark: said.remark ?? (said.typed ? undefined : sinceWhen(open, who)),
    conflict: said.conflict && {
      typed: said.conflict.typed,
      lines: linesOf(said.conflict.events, open, who),
      theirs: writtenIn(said.conflict.events, open),
    },
    done: said.status === 200 ? doneSentence(request.query.fait, who.locale) : undefined,
  })
  const html = framedPage(frameOf(app, request, who), {
    title: `${open.file.dossier.number}, ${facts.title}`,
    main,
    menu: 'requests',
    scripts: ['bureau-case.js'],
    isRefused: said.status >= 400,
  })
  return sendPage(reply, html, said.status)
}

/** What others did, one sentence each; what only follows from it is left out. */
function linesOf(events: ChangedMeanwhile['events'], open: OpenCase, who: AgentVisitor): ConflictView['lines'] {
  const { locale } = who
  const telling = tellingOf(open, who, who.account.accountId)
  const texts = journalTexts(locale)
  const format = formats(locale)
  return events
    .filter(({ cause }) => cause === null)
    .map((event) => {
      const { strong, rest } = tell(event, telling)
      return { text: texts.time(strong + rest, format.dateTime(event.at)), href: `#${lineId(event)}` }
    })
}

/** What she was writing, kept while she was away. */
function writtenBefore({ file }: OpenCase): Typed | undefined {
  const { answerDraft } = file
  return answerDraft && { form: 'message', values: { kind: answerDraft.kind, message: answerDraft.body }, errors: [] }
}

const sinceWhen = ({ file: { answerDraft } }: OpenCase, { locale }: AgentVisitor): string | undefined =>
  answerDraft && caseTexts(locale).draftKept(formats(locale).dateTime(answerDraft.savedAt))

/** What others wrote, whole: one reads it beside one's own words. */
function writtenIn(events: ChangedMeanwhile['events'], { file }: OpenCase): ConflictView['theirs'] {
  const ids = new Set(events.flatMap(({ payload }) => ('messageId' in payload ? [payload.messageId] : [])))
  return file.messages
    .filter(({ id }) => ids.has(id))
    .map(({ authorName, body }) => ({ author: authorName, text: body }))
}

/** What protects an act: the version that the page showed, and a key by which the same act sent twice is done once. */
export function protectionOf({ request, who }: CaseVisit, body: FormBody) {
  const version = Number(single(body, 'version'))
  const key = single(body, 'key')
  return {
    collectivityId: who.site.id,
    dossierId: request.params.id,
    ...(isId(key) && { idempotencyKey: key }),
    ...(Number.isInteger(version) && version > 0 && { seenVersion: version }),
  }
}

/** The last value of a name sent twice; nothing for one that was not sent. */
export function single(body: FormBody, name: string): string {
  const value = Object.hasOwn(body, name) ? body[name] : undefined
  return (typeof value === 'string' ? value : value?.at(-1)) ?? ''
}

/** After an act: the same case, from the same list. */
export function backToCase({ request, reply, who }: CaseVisit, done: Done): FastifyReply {
  const from = fromOf(request.query)
  const address = caseAddress(who.site.slug, request.params.id)
  return seeOther(reply, `${address}${from === '' ? '?' : `${from}&`}fait=${done}`)
}
