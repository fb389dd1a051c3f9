import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { paymentPage, sayingPage } from './page.ts'
import { firstFault } from './rules.ts'
import { answerTo, faultOf, readCall } from './soap.ts'

/** What the person does on the payment page; `V` and `Z` by direct debit. */
export type Result = 'P' | 'V' | 'R' | 'Z' | 'A'

export interface Operation {
  readonly idOp: string
  readonly fields: Readonly<Record<string, string>>
  readonly openedAt: number
  result?: { readonly code: Result; readonly at: Date; readonly numauto: string }
}

type Failure = 'silence' | 'broken' | 'technical' | 'bad_gateway'

export interface PayFipStandInOptions {
  /** 0, any free one, unless given. */
  readonly port?: number
  readonly now?: () => Date
}

export interface PayFipStandIn {
  readonly url: string
  readonly operations: ReadonlyMap<string, Operation>
  /** Names of the operations of the service that were called, in order. */
  readonly asked: readonly string[]
  /** The next calls fail so. */
  fail(failure: Failure, times?: number): void
  /** From now on, nothing is notified; or it is again. */
  loseNotices(isLost: boolean): void
  /** What the person does, without a browser; says where she is sent back. */
  end(idOp: string, code: Result): Promise<string>
  /** What the service says of an operation, changed: a field of its detail. */
  alter(fields: Readonly<Record<string, string>> | undefined): void
  /** The night's clean-up: operations that did not end are forgotten. */
  spendNight(): void
  close(): Promise<void>
}

const quarter = 15 * 60_000
/** The number that nobody has. */
const unknownClient = '000000'
const results: ReadonlySet<string> = new Set(['P', 'V', 'R', 'Z', 'A'])

/** `JJMMAAAA` and `HHMM`, in Paris. */
function parisParts(at: Date): { dattrans: string; heurtrans: string } {
  const parts = new Intl.DateTimeFormat('fr-FR', {
    timeZone: 'Europe/Paris',
    dateStyle: 'short',
    timeStyle: 'short',
  }).formatToParts(at)
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? ''
  return { dattrans: `${part('day')}${part('month')}${part('year')}`, heurtrans: `${part('hour')}${part('minute')}` }
}

/**
 * Starts a stand-in of PayFiP on this machine: the web service of régies in SOAP with its own faults, and the page where a
 * person pays, is refused, gives up, or goes away. No card, no money.
 */
export async function startPayFipStandIn(options: PayFipStandInOptions = {}): Promise<PayFipStandIn> {
  const now = options.now ?? (() => new Date())
  const operations = new Map<string, Operation>()
  const asked: string[] = []
  const failures: Failure[] = []
  let isLost = false
  let altered: Readonly<Record<string, string>> | undefined

  const create = (fields: Readonly<Record<string, string>>): string => {
    const fault = firstFault(fields)
    if (fault) return faultOf(fault.code, fault.said)
    if (fields['numcli'] === unknownClient) return faultOf('T2', 'Le numéro client n’existe pas dans la base PayFiP.')
    const idOp = randomUUID()
    operations.set(idOp, { idOp, fields, openedAt: now().getTime() })
    return answerTo('creerPaiementSecurise', { idOp })
  }
  const detail = (idOp: string): string => {
    const operation = operations.get(idOp)
    if (!operation) return faultOf('P1', 'IdOp incorrect.')
    if (!operation.result) return faultOf('P5', 'Résultat de la transaction non connu.')
    const { code, at, numauto } = operation.result
    const { exer = '', mel = '', montant = '', numcli = '', objet = '', refdet = '', saisie = '' } = operation.fields
    const said = {
      ...parisParts(at),
      exer,
      idOp,
      mel,
      montant,
      numauto,
      numcli,
      objet,
      refdet,
      resultrans: code,
      saisie,
    }
    return answerTo('recupererDetailPaiementSecurise', { ...said, ...altered })
  }
  const client = (numCli: string): string =>
    /^\d{6}$/.test(numCli) && numCli !== unknownClient
      ? answerTo('recupererDetailClient', {
          libelleN1: 'RÉGIE D’ESSAI',
          libelleN2: 'SIMULATEUR',
          libelleN3: '',
          numcli: numCli,
          IdentifiantGen: '',
          numSiret: '',
        })
      : faultOf('T2', 'Le numéro client n’existe pas dans la base PayFiP.')

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = readCall(await textOf(request))
    asked.push(call?.operation ?? '')
    const failure = failures.shift()
    if (failure === 'silence') return
    const say = (status: number, body: string, type = 'text/xml; charset=utf-8'): void => {
      response.writeHead(status, { 'content-type': type }).end(body)
    }
    if (failure === 'bad_gateway') return say(502, '<html><body>Bad gateway</body></html>', 'text/html')
    if (failure === 'broken') return say(200, '<S:Envelope')
    if (failure === 'technical') return say(500, faultOf('999', 'Erreur technique.', 'TechDysfonctionnementErreur'))
    if (!call) return say(500, faultOf('998', 'Requête illisible.', 'TechProtocolaireErreur'))
    const { operation, fields } = call
    const body =
      operation === 'creerPaiementSecurise'
        ? create(fields)
        : operation === 'recupererDetailPaiementSecurise'
          ? detail(fields['idOp'] ?? '')
          : client(fields['numCli'] ?? '')
    say(body.includes('<S:Fault>') ? 500 : 200, body)
  }

  const end = async (idOp: string, code: Result): Promise<string> => {
    const operation = operations.get(idOp)
    if (!operation) throw new Error('unknown operation')
    const isPaid = code === 'P' || code === 'V'
    operation.result = { code, at: now(), numauto: isPaid ? idOp.slice(0, 6).toUpperCase() : '' }
    const { urlnotif = '', urlredirect = '' } = operation.fields
    if (!isLost) await notify(urlnotif, idOp)
    const back = new URL(urlredirect)
    back.searchParams.set('idop', idOp)
    return back.href
  }

  const show = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const body = request.method === 'POST' ? new URLSearchParams(await textOf(request)) : url.searchParams
    const operation = operations.get(body.get('idop') ?? '')
    const say = (status: number, html: string): void => {
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
    }
    if (!operation) return say(404, sayingPage('Opération inconnue (P1)'))
    if (operation.result && operation.result.code !== 'A') return say(410, sayingPage('Opération déjà utilisée (P3)'))
    if (now().getTime() - operation.openedAt > quarter) return say(410, sayingPage('Opération trop ancienne (P4)'))
    const code = body.get('resultat') ?? ''
    if (request.method !== 'POST') return say(200, paymentPage(operation))
    if (!results.has(code)) return say(200, sayingPage('Vous avez fermé la page de paiement. Rien n’est payé.'))
    response.writeHead(303, { location: await end(operation.idOp, code as Result) }).end()
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const answered =
      url.pathname === '/tpa/services/securite' && request.method === 'POST'
        ? serve(request, response)
        : url.pathname === '/tpa/paiementws.web'
          ? show(request, response, url)
          : Promise.resolve(response.writeHead(404).end())
    answered.catch(() => response.writeHead(500).end())
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    operations,
    asked,
    fail: (failure, times = 1) => void failures.push(...Array.from({ length: times }, () => failure)),
    loseNotices: (lost) => {
      isLost = lost
    },
    end,
    alter: (fields) => {
      altered = fields
    },
    spendNight: () => {
      for (const [idOp, { result }] of operations) if (!result) operations.delete(idOp)
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Told or not, the payment is what it is. */
async function notify(url: string, idOp: string): Promise<void> {
  await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ idop: idOp }).toString(),
  }).catch(() => {})
}
