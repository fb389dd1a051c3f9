import { randomUUID } from 'node:crypto'
import type { LoadRequest } from '../load.ts'

/** What both are asked, in the order in which they are measured: reading first, so that what is written weighs on neither. */
export const operations = ['list', 'search', 'open', 'create', 'reply'] as const
export type Operation = (typeof operations)[number]

/** One program under measure. */
export interface Side {
  readonly url: string
  /** The status of an answer that did what was asked. */
  readonly expected: Readonly<Record<Operation, number>>
  /** So many requests, no two the same where they write. */
  requestsOf(operation: Operation, count: number): readonly LoadRequest[]
}

/** The words that agents look for: part of a subject, and a name. */
export interface Material {
  readonly words: readonly string[]
}

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' }

const posted = (path: string, cookie: string, origin: string, fields: Record<string, string>): LoadRequest => ({
  method: 'POST',
  path,
  headers: { ...formHeaders, cookie, origin, referer: `${origin}${path}` },
  body: new URLSearchParams(fields).toString(),
})

export interface OursOptions extends Material {
  readonly url: string
  readonly site: string
  /** Agents signed in, as their cookies. */
  readonly cookies: readonly string[]
  /** Open cases that they may answer. */
  readonly cases: readonly string[]
}

export function ourSide({ url, site, cookies, cases, words }: OursOptions): Side {
  const base = `/bureau/${site}/demandes`
  const of = <T>(all: readonly T[], index: number): T => {
    const chosen = all[index % all.length]
    if (chosen === undefined) throw new Error('nothing to choose among')
    return chosen
  }
  const request: Record<Operation, (index: number) => LoadRequest> = {
    list: (index) => ({ path: `${base}?vue=toutes&tri=reception`, headers: { cookie: of(cookies, index) } }),
    search: (index) => ({
      path: `${base}?vue=toutes&q=${encodeURIComponent(of(words, index))}`,
      headers: { cookie: of(cookies, index) },
    }),
    open: (index) => ({ path: `${base}/${of(cases, index)}`, headers: { cookie: of(cookies, index) } }),
    // By telephone, without a record of the person: one form, sent once it is filled.
    create: (index) =>
      posted(`/bureau/${site}/accueil/sans-fiche/lampadaire-en-panne`, of(cookies, index), url, {
        cle: randomUUID(),
        courrier: '',
        canal: 'phone',
        problem: 'off',
        'place.line': `${index} rue de l’Exemple`,
        'place.postalCode': '69960',
        'place.city': 'Exempleville',
        remarks: 'Le lampadaire devant la maison ne s’allume plus depuis lundi.',
        'applicant.givenName': 'Personne',
        'applicant.familyName': `Exemple-${index}`,
        email: `p${1 + (index % 400)}@exemple.test`,
      }),
    reply: (index) =>
      posted(`${base}/${of(cases, index)}/messages`, of(cookies, index), url, {
        kind: 'reply',
        message: `Une équipe passera jeudi, entre huit heures et midi (${index}).`,
        key: randomUUID(),
      }),
  }
  return {
    url,
    expected: { list: 200, search: 200, open: 200, create: 303, reply: 303 },
    requestsOf: (operation, count) => Array.from({ length: count }, (_, index) => request[operation](index)),
  }
}

export interface TheirsOptions extends Material {
  readonly url: string
  readonly cookies: readonly string[]
  /** Numbers of open tickets. */
  readonly tickets: readonly number[]
}

/** Its pages as its own links and forms ask for them. Words are looked for in its index of texts, subjects included. */
export function theirSide({ url, cookies, tickets, words }: TheirsOptions): Side {
  const of = <T>(all: readonly T[], index: number): T => {
    const chosen = all[index % all.length]
    if (chosen === undefined) throw new Error('nothing to choose among')
    return chosen
  }
  const results = (query: string): string =>
    `/Search/Results.html?${new URLSearchParams({ Query: query, Rows: '50', OrderBy: 'id', Order: 'DESC' }).toString()}`
  const request: Record<Operation, (index: number) => LoadRequest> = {
    list: (index) => ({
      path: results(`Queue = 'General' AND (Status = 'new' OR Status = 'open')`),
      headers: { cookie: of(cookies, index) },
    }),
    search: (index) => ({
      path: results(`Content LIKE '${of(words, index)}'`),
      headers: { cookie: of(cookies, index) },
    }),
    open: (index) => ({
      path: `/Ticket/Display.html?id=${of(tickets, index)}`,
      headers: { cookie: of(cookies, index) },
    }),
    create: (index) =>
      posted('/Ticket/Create.html', of(cookies, index), url, {
        id: 'new',
        Queue: '1',
        Status: 'new',
        Owner: '6',
        Requestors: `p${1 + (index % 400)}@exemple.test`,
        Subject: `Lampadaire en panne, ${index} rue de l’Exemple`,
        ContentType: 'text/plain',
        Content: 'Le lampadaire devant la maison ne s’allume plus depuis lundi.',
        SubmitTicket: 'Create',
      }),
    reply: (index) =>
      posted('/Ticket/Update.html', of(cookies, index), url, {
        id: String(of(tickets, index)),
        Action: 'Respond',
        UpdateType: 'response',
        UpdateContentType: 'text/plain',
        UpdateSubject: 'Votre demande',
        UpdateContent: `Une équipe passera jeudi, entre huit heures et midi (${index}).`,
        SubmitTicket: 'Update Ticket',
      }),
  }
  return {
    url,
    expected: { list: 200, search: 200, open: 200, create: 302, reply: 302 },
    requestsOf: (operation, count) => Array.from({ length: count }, (_, index) => request[operation](index)),
  }
}
