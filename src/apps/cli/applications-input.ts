import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { NewClient } from '#identity/provider'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { misuseSentence } from './sentences.ts'

const texts = Type.Array(Type.String())

/** An application of OpenID Connect as a file or flags describe it. */
const Described = Type.Object(
  {
    name: Type.String(),
    /** Drawn when it is left out. */
    clientId: Type.Optional(Type.String()),
    /** Address of the collectivity whose it is: `corbas`. The territory's when left out. */
    collectivity: Type.Optional(Type.String()),
    /** The service of a partner: people choose what they hand over. */
    isPartner: Type.Optional(Type.Boolean()),
    redirectUris: texts,
    logoutRedirectUris: Type.Optional(texts),
    backchannelLogoutUri: Type.Optional(Type.String()),
    authMethod: Type.Optional(Type.Enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'])),
    jwksUri: Type.Optional(Type.String()),
    signingAlgorithm: Type.Optional(Type.Enum(['ES256', 'RS256'])),
    scopes: Type.Optional(texts),
    requiredData: Type.Optional(texts),
    homeUri: Type.Optional(Type.String()),
    contact: Type.Optional(Type.String()),
    withoutPkce: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)

export type Described = Static<typeof Described>

const shape = Compile(Described)

const one = { type: 'string' } as const
const many = { type: 'string', multiple: true } as const
const yes = { type: 'boolean' } as const

/** Flags, and the property of the file that each one writes. */
const flags = {
  name: { ...one, to: 'name' },
  'client-id': { ...one, to: 'clientId' },
  at: { ...one, to: 'collectivity' },
  partner: { ...yes, to: 'isPartner' },
  redirect: { ...many, to: 'redirectUris' },
  'after-logout': { ...many, to: 'logoutRedirectUris' },
  'tell-logout': { ...one, to: 'backchannelLogoutUri' },
  auth: { ...one, to: 'authMethod' },
  jwks: { ...one, to: 'jwksUri' },
  algorithm: { ...one, to: 'signingAlgorithm' },
  scope: { ...many, to: 'scopes' },
  needs: { ...many, to: 'requiredData' },
  home: { ...one, to: 'homeUri' },
  contact: { ...one, to: 'contact' },
  'without-pkce': { ...yes, to: 'withoutPkce' },
} as const

/** What the words after `applications create` say: a file, changed by flags if there are some; or a sentence. */
export async function readDescribed(args: readonly string[]): Promise<Outcome<Described, string>> {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], options: flags, allowPositionals: true })
  } catch (error) {
    return refused(misuseSentence(error))
  }
  const [file, ...more] = parsed.positionals
  if (more.length > 0) return refused('Donnez un fichier à la fois.')
  const written = file === undefined ? accepted({}) : await readJson(file)
  if (!written.ok) return written
  const typed = Object.entries(parsed.values).map(([flag, value]) => [flags[flag as keyof typeof flags].to, value])
  const described: object = { ...written.value, ...Object.fromEntries(typed) }
  return shape.Check(described) ? accepted(described) : refused(whyNot(described))
}

function whyNot(described: object): string {
  if (!('name' in described && 'redirectUris' in described)) {
    return 'Indiquez au moins un nom et une adresse de retour : --name "…" --redirect https://…, ou un fichier.'
  }
  const [fault] = shape.Errors(described)
  return `${fault?.instancePath.slice(1) || 'Le fichier'} n’a pas la forme attendue (${fault?.message ?? ''}).`
}

async function readJson(file: string): Promise<Outcome<object, string>> {
  try {
    const json: unknown = JSON.parse(await readFile(file, 'utf8'))
    return typeof json === 'object' && json !== null ? accepted(json) : refused(`${file} n’est pas un objet JSON.`)
  } catch (error) {
    // What the file holds is not repeated: it may be another than the one that was meant.
    if (error instanceof SyntaxError) return refused(`${file} n’est pas un fichier JSON.`)
    return refused(`${file} ne se lit pas : vérifiez le chemin et vos droits de lecture.`)
  }
}

/** What is registered of it: the defaults are those of the operator's page. */
export function clientFrom(described: Described, collectivityId: string | null): NewClient {
  const { collectivity: _, isPartner = false, withoutPkce = false, scopes = ['profile', 'email'], ...rest } = described
  return {
    ...rest,
    protocol: 'oidc',
    collectivityId,
    isFirstParty: !isPartner,
    subjectType: isPartner ? 'pairwise' : 'public',
    scopes: [...new Set(['openid', ...scopes])],
    mayRefresh: scopes.includes('offline_access'),
    settings: { withoutPkce },
  }
}
