import { createServer, type IncomingMessage } from 'node:http'
import { generateServiceProviderMetadata, type Profile, SAML } from '@node-saml/node-saml'
import type { Browser } from 'playwright-core'
import { picture } from './browser.ts'
import { newTestKey } from '../../src/identity/federation/testing.ts'
import { freePort } from './platform.ts'
import { signIn } from './requests.ts'
import { Visitor } from './visitor.ts'

/** What the operator does in proofs: register an application on her page. */

const page = '/bureau/exploitation/federation'

/** The operator in front of her page of SAML and CAS applications. */
async function operatorArrives(browser: Browser, origin: string): Promise<Visitor> {
  const operator = await Visitor.arrive(browser, origin, { device: 'desktop', javaScript: true })
  await operator.open(page)
  await signIn(operator, 'exploitation@exemple.fr')
  await operator.open(page)
  return operator
}

export async function registerSaml(browser: Browser, origin: string, name: string, metadata: string): Promise<void> {
  const operator = await operatorArrives(browser, origin)
  const form = operator.page.locator('form[action$="/saml"]')
  await operator.write('Nom de l’application', name, form)
  await operator.write('Métadonnées (XML)', metadata, form)
  await operator.press('Inscrire l’application', form)
  await operator.reads(`${name} est inscrite.`)
  await operator.judge('federation')
  await picture(operator.page, 'federation', operator.visit)
  await operator.leave()
}

export async function registerCas(browser: Browser, origin: string, name: string, prefix: string): Promise<void> {
  const operator = await operatorArrives(browser, origin)
  const form = operator.page.locator('form[action$="/cas"]')
  await operator.write('Nom de l’application', name, form)
  await operator.write('Adresse de l’application', prefix, form)
  await form.getByLabel('La prévenir quand la personne se déconnecte').check()
  await operator.press('Inscrire l’application', form)
  await operator.reads(`${name} est inscrite.`)
  await operator.leave()
}

/** An application of a town, on a port of its own. */
export interface Application {
  readonly url: string
  stop(): void
}

async function serve(answer: (request: IncomingMessage, url: URL) => Promise<Answer>): Promise<Application> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const server = createServer((request, response) => {
    answer(request, new URL(request.url ?? '/', url)).then(
      ({ location, page = '' }) => {
        const headers = { 'content-type': 'text/html; charset=utf-8', ...(location === undefined ? {} : { location }) }
        response.writeHead(location === undefined ? 200 : 303, headers)
        response.end(`<!doctype html><html lang="fr"><title>Application</title><main><h1>${page}</h1></main></html>`)
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  return { url, stop: () => void server.close() }
}

interface Answer {
  readonly location?: string
  readonly page?: string
}

/** A SAML application (`node-saml`) that wants two factors; it says who came in. */
export async function startSamlApplication(origin: string): Promise<Application & { readonly metadata: string }> {
  const key = newTestKey('agenda')
  const metadata = await fetch(`${origin}/saml/metadata`).then((answer) => answer.text())
  let sp: SAML | undefined
  let here: Profile | null = null
  const application = await serve(async (request, url) => {
    if (!sp) throw new Error('not ready')
    if (url.pathname === '/acs') {
      const { profile } = await sp.validatePostResponseAsync(
        Object.fromEntries(new URLSearchParams(await bodyOf(request))),
      )
      here = profile
      return { location: '/' }
    }
    if (url.pathname === '/slo') {
      const { profile } = await sp.validateRedirectAsync(Object.fromEntries(url.searchParams), url.search.slice(1))
      here = null
      return profile ? { location: await sp.getLogoutResponseUrlAsync(profile, '', {}, true) } : { page: 'Déconnecté' }
    }
    if (here) return { page: `Agenda de ${String(here['mail'])}` }
    return { location: await sp.getAuthorizeUrlAsync('', undefined, {}) }
  })
  const names = { issuer: `${application.url}/metadata`, callbackUrl: `${application.url}/acs` }
  sp = new SAML({
    ...names,
    logoutCallbackUrl: `${application.url}/slo`,
    entryPoint: `${origin}/saml/sso`,
    logoutUrl: `${origin}/saml/slo`,
    idpCert: /<ds:X509Certificate>([^<]+)</.exec(metadata)?.[1] ?? '',
    idpIssuer: `${origin}/saml/metadata`,
    privateKey: key.privatePem,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    wantAuthnResponseSigned: false,
    authnContext: ['http://eidas.europa.eu/LoA/substantial'],
    identifierFormat: null,
  })
  const own = generateServiceProviderMetadata({
    ...names,
    logoutCallbackUrl: `${application.url}/slo`,
    publicCerts: key.certificatePem,
    privateKey: key.privatePem,
  } as never)
  return { ...application, metadata: own.replace(/(<SingleLogoutService[^>]*bindings:HTTP-)POST/, '$1Redirect') }
}

/** A CAS application: it shows the ticket that it received, and says who came in. */
export const startCasApplication = (origin: string): Promise<Application> =>
  serve(async (_request, url) => {
    const ticket = url.searchParams.get('ticket')
    const service = `${url.origin}/`
    if (ticket === null) return { location: `${origin}/cas/login?service=${encodeURIComponent(service)}` }
    const shown = `service=${encodeURIComponent(service)}&ticket=${ticket}`
    const answer = await fetch(`${origin}/cas/p3/serviceValidate?${shown}`).then((each) => each.text())
    return { page: `Wiki de ${/<cas:user>([^<]+)</.exec(answer)?.[1] ?? answer}` }
  })

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const part of request) body += String(part)
  return body
}
