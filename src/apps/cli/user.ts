import { parseArgs } from 'node:util'
import { createInterface } from 'node:readline/promises'
import type { RoleGift } from '#identity/accounts'
import type { Config } from '#platform/config'
import { systemContext } from '#platform/context'
import { findSite, listServices } from '#territory/collectivities'
import type { App } from '../app.ts'
import { withInstallation } from './app.ts'
import { misuseSentence } from './sentences.ts'

interface Asked {
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly isOperator: boolean
  readonly role: RoleGift['role'] | undefined
  readonly at: string | undefined
  readonly service: string | undefined
}

const roles: readonly RoleGift['role'][] = ['agent', 'supervisor', 'administrator']

/**
 * `traboule user create`: the password is read from standard input when something is piped in; otherwise a link to
 * choose it goes by mail.
 */
export async function createUser(config: Config, args: readonly string[]): Promise<number> {
  const asked = readArguments(args)
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`)
    return 2
  }
  const password = process.stdin.isTTY ? undefined : await firstLine()
  return withInstallation(config, async (app) => {
    const given = await giftsOf(app, asked)
    if (typeof given === 'string') return refuse(given)
    const { email, givenName, familyName, isOperator } = asked
    const created = await app.accounts.createAccount(systemContext(app, 'user create'), {
      email,
      givenName,
      familyName,
      isOperator,
      roles: given,
      password: password || undefined,
    })
    if (created.ok) {
      process.stdout.write(
        `Compte créé : ${email}. ${password ? 'Le mot de passe est celui que vous avez donné.' : 'Un courriel lui permet de choisir son mot de passe.'}\n`,
      )
      return 0
    }
    switch (created.refusal.reason) {
      case 'address_taken':
        return refuse(`Un compte existe déjà avec l’adresse ${email}.`)
      case 'busy':
        return refuse('La machine est occupée : recommencez dans un instant.')
      case 'invalid':
        return refuse(
          `À corriger : ${Object.entries(created.refusal.faults)
            .map(([field, fault]) => `${field} (${fault})`)
            .join(', ')}.`,
        )
    }
  })
}

function refuse(sentence: string): number {
  process.stderr.write(`${sentence}\n`)
  return 1
}

async function firstLine(): Promise<string | undefined> {
  for await (const line of createInterface({ input: process.stdin })) return line
  return undefined
}

const text = { type: 'string' } as const
const options = { email: text, name: text, role: text, at: text, service: text, operator: { type: 'boolean' } } as const

function readArguments(args: readonly string[]): Asked | string {
  let values
  try {
    values = parseArgs({ args: [...args], options }).values
  } catch (error) {
    return misuseSentence(error)
  }
  const { email, name = '', role: typed, at, service, operator: isOperator = false } = values
  const [givenName = '', ...family] = name.trim().split(/\s+/)
  if (!email || family.length === 0) return 'Indiquez --email adresse@exemple.fr --name "Prénom Nom".'
  const role = roles.find((known) => known === typed)
  const wrong = wrongRole(typed, role, at)
  return wrong ?? { email, givenName, familyName: family.join(' '), isOperator, role, at, service }
}

function wrongRole(typed: string | undefined, role: Asked['role'], at: string | undefined): string | undefined {
  if (typed !== undefined && !role) return `--role vaut « ${typed} » : choisissez parmi ${roles.join(', ')}.`
  if (role && at === undefined) return 'Avec --role, indiquez la collectivité par son adresse : --at ma-commune.'
  return undefined
}

/** The roles asked for, or the sentence that says what is unknown. */
async function giftsOf(
  app: App,
  { role, at, service }: Asked,
): Promise<(RoleGift & { collectivityId: string })[] | string> {
  if (!role || at === undefined) return []
  const site = await findSite(app.db, { slug: at })
  if (!site) return `Aucune collectivité ne s’appelle « ${at} » ici.`
  if (service === undefined) return [{ role, serviceId: null, collectivityId: site.id }]
  const services = await listServices(app.db, site.id)
  const found = services.find(({ slug }) => slug === service)
  if (!found)
    return `${site.name} n’a pas de service « ${service} ». Elle a : ${services.map(({ slug }) => slug).join(', ')}.`
  return [{ role, serviceId: found.id, collectivityId: site.id }]
}
