import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import {
  errors,
  fileReport,
  type Format,
  type Lines,
  listReports,
  mediaTypes,
  openServices,
  type PublicRequest,
  type Report,
  type ReportRefusal,
  type RequestFilter,
  type Service,
  serviceRequests,
  services,
  writeOne,
  writeRows,
} from '#counter/open311'
import { authenticateProgram, type Program } from '#identity/keys'
import { route, type Route } from '#platform/http'
import { findSite, type Site } from '#territory/collectivities'
import { type App, contextFor } from '../app.ts'
import { Limits } from './v1/limit.ts'

/**
 * GeoReport v2 of Open311: reports about places, by programs that know this standard and nothing of us. `jurisdiction_id` is the
 * collectivity's slug; only one that opened some of its procedures answers.
 */
export const open311Routes = (app: App): Route[] => {
  const limits = new Limits()
  const reading = (path: string, answer: Reading): Route =>
    route({
      method: 'GET',
      url: `${base}${path}`,
      guard: async () => {},
      schema: { params: Name, querystring: Query },
      isProtocol: true,
      perMinute: 120,
      handle: async (request, reply) => {
        const { name, format } = nameIn(request.params.name)
        if (!format) return tell(reply, 'xml', refuse(404, 'The format must be .json or .xml'))
        const call = { app, name, format, query: request.query }
        const answered = await withSite(app, request.query.jurisdiction_id, (site) => answer(call, site))
        return tell(reply, format, answered)
      },
    })
  return [
    reading('/:name', async (asked, site) => {
      if (asked.name === 'services') return allServices(asked, site)
      return asked.name === 'requests' ? allRequests(asked, site) : notHere
    }),
    reading('/services/:name', oneService),
    reading('/requests/:name', oneRequest),
    reading('/tokens/:name', oneToken),
    postRoute(app, limits),
  ]
}

const base = '/open311/v2'
const Name = Type.Object({ name: Type.String({ maxLength: 120 }) })
const asked = Type.Optional(Type.String({ maxLength: 4000 }))
const Query = Type.Object({
  jurisdiction_id: asked,
  api_key: asked,
  service_request_id: asked,
  service_code: asked,
  start_date: asked,
  end_date: asked,
  status: asked,
})
type Values = Static<typeof Query>

interface Asked {
  readonly app: App
  /** Without its extension. */
  readonly name: string
  readonly format: Format
  readonly query: Values
}

type Reading = (asked: Asked, site: Site) => Promise<Answer>

/** What is answered: lines, or a text already written. */
type Answer =
  | { readonly status: number; readonly names: typeof errors; readonly rows: readonly Lines[] }
  | { readonly status: number; readonly text: string }

const refuse = (status: number, description: string): Answer => ({
  status,
  names: errors,
  rows: [{ code: status, description }],
})

const notHere = refuse(404, 'Not found')

const tell = (reply: FastifyReply, format: Format, answer: Answer): FastifyReply =>
  reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .type(mediaTypes[format])
    .send('text' in answer ? answer.text : writeRows(format, answer.names, answer.rows))

function nameIn(text: string): { readonly name: string; readonly format: Format | undefined } {
  const [, name = '', format] = /^([\w-]{1,100})\.(json|xml)$/.exec(text) ?? []
  return { name, format: format === 'json' || format === 'xml' ? format : undefined }
}

async function withSite(
  app: App,
  jurisdiction: string | undefined,
  work: (site: Site) => Promise<Answer>,
): Promise<Answer> {
  if (jurisdiction === undefined || jurisdiction === '') return refuse(400, 'jurisdiction_id was not provided')
  const site = /^[\w-]{1,80}$/.test(jurisdiction) ? await findSite(app.db, { slug: jurisdiction }) : undefined
  const open = site && (await servicesOf(app, site))
  return site && open && open.length > 0 ? work(site) : refuse(404, 'jurisdiction_id provided was not found')
}

const servicesOf = (app: App, site: Site): Promise<readonly Service[]> =>
  app.db.readCollectivity(site.id, (tx) => openServices(tx, site.id))

const allServices = async ({ app }: Asked, site: Site): Promise<Answer> => ({
  status: 200,
  names: services,
  rows: (await servicesOf(app, site)).map(({ code, name, description, keywords, attributes }) => ({
    service_code: code,
    service_name: name,
    description,
    metadata: attributes.length > 0,
    type: 'realtime',
    keywords: keywords.join(','),
    group: null,
  })),
})

async function oneService({ app, name, format }: Asked, site: Site): Promise<Answer> {
  const service = (await servicesOf(app, site)).find(({ code }) => code === name)
  if (!service) return refuse(404, 'service_code was not found')
  const attributes = service.attributes.map(({ code, datatype, isRequired, description, values }, index) => ({
    variable: true,
    code,
    datatype,
    required: isRequired,
    datatype_description: null,
    order: index + 1,
    description,
    ...(values.length > 0 && { values: values.map((value) => ({ ...value })) }),
  }))
  return { status: 200, text: writeOne(format, 'service_definition', { service_code: service.code, attributes }) }
}

const requestLine = (request: PublicRequest, names: ReadonlyMap<string, string>, site: Site): Lines => ({
  service_request_id: request.number,
  status: request.isClosed ? 'closed' : 'open',
  status_notes: request.status,
  service_name: names.get(request.service) ?? request.service,
  service_code: request.service,
  description: null,
  agency_responsible: site.name,
  service_notice: null,
  requested_datetime: moment(request.requestedAt),
  updated_datetime: moment(request.updatedAt),
  expected_datetime: `${request.expectedOn}T00:00:00Z`,
  address: request.address,
  address_id: null,
  zipcode: null,
  lat: request.latitude,
  long: request.longitude,
  media_url: null,
})

/** W3C date and time, to the second, as the standard's examples. */
const moment = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, 'Z')

async function requestsOf({ app }: Asked, site: Site, filter: RequestFilter): Promise<readonly Lines[]> {
  const [open, found] = await Promise.all([
    servicesOf(app, site),
    app.db.readCollectivity(site.id, (tx) => listReports(tx, site.id, filter)),
  ])
  const names = new Map(open.map(({ code, name }) => [code, name]))
  return found.map((each) => requestLine(each, names, site))
}

async function oneRequest(asked: Asked, site: Site): Promise<Answer> {
  const rows = await requestsOf(asked, site, { numbers: [asked.name] })
  return rows.length > 0
    ? { status: 200, names: serviceRequests, rows }
    : refuse(404, 'service_request_id was not found')
}

/** A request has its number at once: its token is the same. */
async function oneToken(asked: Asked, site: Site): Promise<Answer> {
  const rows = await requestsOf(asked, site, { numbers: [asked.name] })
  if (rows.length === 0) return refuse(404, 'token was not found')
  return { status: 200, names: serviceRequests, rows: [{ service_request_id: asked.name, token: asked.name }] }
}

async function allRequests(asked: Asked, site: Site): Promise<Answer> {
  const filter = filterIn(asked.query)
  if (!filter) return refuse(400, 'start_date, end_date or status is not as the standard says')
  return { status: 200, names: serviceRequests, rows: await requestsOf(asked, site, filter) }
}

const listIn = (text = ''): readonly string[] | undefined =>
  text.trim() === '' ? undefined : text.trim().split(',').slice(0, 100)

function filterIn(query: Values): RequestFilter | undefined {
  const numbers = listIn(query.service_request_id)
  // It overrides all other arguments.
  if (numbers) return { numbers }
  const [from, to] = [dayIn(query.start_date), dayIn(query.end_date)]
  const { status = '' } = query
  if (from === null || to === null || !['', 'open', 'closed', 'open,closed', 'closed,open'].includes(status))
    return undefined
  const one = status === 'open' || status === 'closed' ? status : undefined
  return { services: listIn(query.service_code), from, to, status: one }
}

function dayIn(text = ''): Date | null | undefined {
  if (text === '') return undefined
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? null : at
}

const postRoute = (app: App, limits: Limits): Route =>
  route({
    method: 'POST',
    url: `${base}/:name`,
    guard: async () => {},
    schema: { params: Name, querystring: Query },
    isProtocol: true,
    handle: async (request, reply) => {
      const { name, format } = nameIn(request.params.name)
      if (name !== 'requests' || !format) return tell(reply, format ?? 'xml', notHere)
      const body = await readBody(request.raw)
      if (body === undefined) return tell(reply, format, refuse(400, 'The body is too long'))
      const form = new URLSearchParams(body)
      const jurisdiction = form.get('jurisdiction_id') ?? request.query.jurisdiction_id
      const answer = await withSite(app, jurisdiction, async (site) => {
        const key = form.get('api_key') ?? request.query.api_key ?? ''
        const program = await programOf(app, site, key)
        if (!program) return refuse(403, 'api_key was not valid')
        if (!limits.take(program.keyId, program.perMinute, app.clock.now().getTime()).isAllowed)
          return refuse(429, 'Too many requests with this api_key')
        const named = request.headers['idempotency-key']
        return take(app, { site, program, form, once: typeof named === 'string' ? named : body })
      })
      return tell(reply, format, answer)
    },
  })

async function programOf(app: App, site: Site, token: string): Promise<Program | undefined> {
  if (!/^[\w-]{1,200}$/.test(token)) return undefined
  const shown = await authenticateProgram(app, { collectivityId: site.id, token })
  return shown.ok && shown.value.scopes.includes('cases:write') ? shown.value : undefined
}

interface Taking {
  readonly site: Site
  readonly program: Program
  readonly form: URLSearchParams
  /** What tells it from another: the name that its sender gave it, or its words. */
  readonly once: string
}

async function take(app: App, { site, program, form, once }: Taking): Promise<Answer> {
  const report = reportIn(form)
  if (!report) return refuse(400, 'lat and long must be numbers of degrees')
  if (report.service === '') return refuse(400, 'service_code was not provided')
  const day = app.clock.now().toISOString().slice(0, 10)
  const digest = createHash('sha256').update(`${day} ${once}`).digest('base64url')
  const filed = await fileReport(app.dossiers, contextFor(app, program.actor), {
    collectivityId: site.id,
    report,
    once: `open311:${program.keyId}:${digest}`,
    procedures: program.procedures,
  })
  if (!filed.ok) return refusalOf(filed.refusal)
  const { number } = filed.value
  return {
    status: 200,
    names: serviceRequests,
    rows: [{ service_request_id: number, service_notice: null, account_id: null }],
  }
}

function refusalOf(refusal: ReportRefusal): Answer {
  switch (refusal.reason) {
    case 'no_service':
      return refuse(404, 'service_code was not found')
    case 'not_for_this_key':
      return refuse(403, 'api_key is not for this service_code')
    case 'no_place':
      return refuse(400, 'lat and long, or address_string, was not provided')
    case 'attribute':
      return refuse(400, `attribute[${refusal.code}] was not provided`)
    case 'filing':
      return refuse(400, `The report was not taken: ${refusal.refusal.reason}`)
  }
}

function reportIn(form: URLSearchParams): Report | undefined {
  const text = (name: string): string => (form.get(name) ?? '').trim().slice(0, 4000)
  const [latitude, longitude] = [degrees(text('lat'), 90), degrees(text('long'), 180)]
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return undefined
  const attributes: Record<string, string[]> = {}
  for (const [name, value] of form) {
    const [, code] = /^attribute\[([\w-]{1,100})\](?:\[\])?$/.exec(name) ?? []
    if (code !== undefined) attributes[code] = [...(attributes[code] ?? []), value.slice(0, 4000)].slice(0, 100)
  }
  return {
    service: text('service_code'),
    address: text('address_string').slice(0, 300),
    latitude,
    longitude,
    description: text('description'),
    mediaUrl: text('media_url').slice(0, 500),
    givenName: text('first_name').slice(0, 100),
    familyName: text('last_name').slice(0, 100),
    email: text('email').slice(0, 254),
    phone: text('phone').slice(0, 30),
    attributes,
  }
}

/** Undefined when it is not given, NaN when it is none. */
function degrees(text: string, most: number): number | undefined {
  if (text === '') return undefined
  const value = Number(text)
  return Math.abs(value) <= most ? value : Number.NaN
}

async function readBody(raw: AsyncIterable<Buffer>): Promise<string | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of raw) {
    length += part.length
    if (length > 100_000) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
